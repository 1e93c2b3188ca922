package io.taskgate.batch.drive;

import io.taskgate.batch.ledger.Batch;
import io.taskgate.batch.ledger.BatchErrors;
import io.taskgate.batch.ledger.BatchOutcome;
import io.taskgate.batch.ledger.BatchProgress;
import io.taskgate.batch.ledger.ItemBatch;
import io.taskgate.batch.ledger.RunnerRecord;
import io.taskgate.batch.request.BatchId;
import io.taskgate.batch.runner.BatchSignal;
import io.taskgate.callback.model.Answer;
import io.taskgate.callback.model.Callback;
import io.taskgate.payload.json.JsonText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import org.jboss.logging.Logger;

/// Drives one batch from its current state to its end, as long as this process holds its lease: cut, start,
/// wait, gather, settle. Not thread-safe.
final class BatchDriver {

    private static final Logger LOG = Logger.getLogger(BatchDriver.class);

    /// The number of runners that are started before the signals are read again.
    private static final int CHUNK = 32;

    private static final int PAGE = 100;
    private static final Duration POLL_INTERVAL = Duration.ofSeconds(2);
    private static final Duration WAIT = Duration.ofMillis(250);

    private final DriverContext context;
    private final BatchSignal signal;
    private final RunnerReconciler reconciliation;
    private final PendingRunners pending = new PendingRunners();
    private final LeasedBatch leased;
    private long lookedAt;

    /// Creates a driver.
    ///
    /// @param taken the batch, with this process's lease
    BatchDriver(DriverContext context, Batch taken, BatchSignal signal) {
        this.context = context;
        this.signal = signal;
        this.leased = new LeasedBatch(context.leasing(), taken, pending, signal);
        this.reconciliation =
                new RunnerReconciler(context.runners(), context.leasing().sleeper());
        this.lookedAt = context.leasing().sleeper().nanoTime();
    }

    /// Signals in the middle of a long step that the batch is to be released, or that no task waits for it any
    /// more.
    private static final class HaltedException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /// Drives the batch to its end, or until this process stops.
    ///
    /// @throws LeasedBatch.LeaseLostException if another process took over the batch
    void run() throws InterruptedException {
        BatchId id = leased.batch().id();
        ParentTaskMonitor watch = new ParentTaskMonitor(
                leased, context.completion().parent(), context.leasing().sleeper());
        try (PeriodicTask _ =
                        PeriodicTask.start("lease of " + id, context.leasing().sleeper(), leased::renew);
                PeriodicTask _ =
                        PeriodicTask.start("parent of " + id, context.leasing().sleeper(), watch::step)) {
            if (leased.batch().state() == Batch.State.RUNNING) {
                runRunners();
            }
            if (!signal.isStopped()) {
                end();
                afterEnd();
            }
            if (signal.isStopped() && !leased.isReleased()) {
                leased.release();
            }
        }
    }

    private void runRunners() throws InterruptedException {
        try (ResumableItemBatcher cutting = new ResumableItemBatcher(context, leased, this::checkContinue)) {
            if (cutting.isTableToCopy()) {
                inSlot(cutting::copyTable);
            }
            restoreRunners();
            while (shouldContinue() && !isComplete()) {
                runPass(cutting);
            }
            if (shouldContinue()) {
                inSlot(this::gather);
            }
        } catch (HaltedException e) {
            LOG.debugf("Step was halted: batchId=%s", leased.batch().id());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Checks whether a long step should continue. Called often.
    ///
    /// @throws HaltedException if the step is to be left
    /// @throws LeasedBatch.LeaseLostException if another process took over the batch
    private void checkContinue() {
        leased.check();
        if (!shouldContinue()) {
            throw new HaltedException();
        }
    }

    private boolean shouldContinue() {
        return !leased.isAbandoned() && !signal.isStopped();
    }

    /// Returns whether all runners have ended. A batch that can't be cut or started any more fails, however its
    /// remaining runners end.
    private boolean isComplete() {
        BatchProgress progress = leased.progress();
        return progress.error() != null || (pending.isEmpty() && progress.batchingComplete());
    }

    // ---- the runners

    /// Restores the runners of an earlier process or attempt. A runner that Step Functions lists as running is
    /// not started again: that would soon be throttled, and take-overs often follow on throttling.
    private void restoreRunners() {
        BatchProgress progress = leased.progress();
        List<RunnerRecord> left = children(LongStream.range(progress.completedBefore(), progress.batches())
                .boxed()
                .toList());
        Set<String> running =
                left.stream().anyMatch(RunnerRecord::isRunning) ? reconciliation.running(leased.batch()) : Set.of();
        for (RunnerRecord child : left) {
            if (child.isRunning() && running.contains(leased.batch().nameOf(child))) {
                markRunning(child);
            } else {
                reconcile(child);
            }
        }
    }

    private void markRunning(RunnerRecord child) {
        pending.started(child);
        reconciliation.opened(child);
    }

    private void reconcile(RunnerRecord child) {
        if (child.isRunning()) {
            pending.add(child);
        } else {
            onRunnerEnded(child, child.hasFailed());
        }
    }

    private List<RunnerRecord> children(List<Long> indices) {
        List<RunnerRecord> found = new ArrayList<>();
        for (int from = 0; from < indices.size(); from += PAGE) {
            found.addAll(context.leasing()
                    .ledger()
                    .findRunners(
                            leased.batch().id(),
                            List.copyOf(indices.subList(from, Math.min(from + PAGE, indices.size())))));
        }
        return found;
    }

    /// Handles the end of a runner. A failed runner of an earlier attempt is started again.
    private void onRunnerEnded(RunnerRecord child, boolean failed) {
        if (failed && child.attempt() == leased.batch().attempt()) {
            pending.failed(child);
            return;
        }
        pending.ended(child.index());
        if (failed) {
            restart(child);
        }
    }

    private void restart(RunnerRecord failed) {
        int attempt = leased.batch().attempt();
        if (context.leasing().ledger().restart(failed, attempt)) {
            pending.add(failed.restarted(attempt));
            return;
        }
        // Our own write, whose reply was lost; or that of who had the lease before.
        children(List.of(failed.index())).stream()
                .filter(child -> child.attempt() == attempt)
                .forEach(this::reconcile);
    }

    private void runPass(ResumableItemBatcher cutting) throws IOException, InterruptedException {
        int room = Math.min(
                CHUNK,
                leased.batch().request().concurrency() - pending.running().size());
        boolean more = pending.hasToStart() || !leased.progress().batchingComplete();
        boolean waits = room <= 0 || !more || inSlot(() -> start(cutting, room));
        pollRunners(cutting, !isComplete() && waits);
        stopIfToleranceExceeded(cutting);
        leased.countSometimes();
    }

    /// A step that holds items or results in memory.
    private interface Step {
        boolean run() throws IOException, InterruptedException;
    }

    private boolean inSlot(Step step) throws IOException, InterruptedException {
        context.bulkhead().acquire(this::checkContinue);
        try {
            return step.run();
        } finally {
            context.bulkhead().release();
        }
    }

    /// Starts up to `room` runners.
    ///
    /// @return whether nothing more is to be started until a runner ends, or for a moment
    private boolean start(ResumableItemBatcher cutting, int room) throws IOException, InterruptedException {
        List<Callable<RunnerStarter.Result>> starts = new ArrayList<>();
        Batch batch = leased.batch();
        Optional<RunnerRecord> next = pending.nextToStart();
        while (next.isPresent()) {
            starts.add(context.runners().starter().restart(batch, next.get()));
            next = starts.size() < room ? pending.nextToStart() : Optional.empty();
        }
        // The header of a CSV is known from the first cut on.
        List<ItemBatch> fresh = cutting.next(room - starts.size());
        fresh.forEach(cut -> starts.add(context.runners().starter().start(leased.batch(), cut)));
        boolean putOff = onStarted(cutting, context.runners().starter().startAll(starts));
        cutting.counted();
        return starts.isEmpty()
                || putOff
                || pending.running().size() >= batch.request().concurrency();
    }

    /// Records the results of starts.
    ///
    /// @return whether some runners could not be started now
    private boolean onStarted(ResumableItemBatcher cutting, List<RunnerStarter.Result> results) {
        boolean putOff = false;
        for (RunnerStarter.Result result : results) {
            RunnerRecord child = result.child();
            if (child.index() >= leased.progress().batches()) {
                leased.set(leased.progress().cut(child));
            }
            switch (result.outcome()) {
                case RUNNING -> markRunning(child);
                case ENDED -> children(List.of(child.index())).forEach(this::reconcile);
                case NOT_NOW -> {
                    pending.add(child);
                    putOff = true;
                }
            }
            if (result.error() != null && leased.progress().error() == null) {
                cutting.stop(result.error(), String.valueOf(result.cause()));
            }
        }
        return putOff;
    }

    /// Processes the runners that have ended.
    private void pollRunners(ResumableItemBatcher cutting, boolean wait) throws InterruptedException {
        signal.await(wait ? WAIT : Duration.ZERO, context.leasing().sleeper()).forEach((index, end) -> {
            RunnerRecord child = pending.running().get(index);
            // The end of an earlier attempt may have been read before its signal came.
            if (child != null && child.attempt() == end.attempt()) {
                onRunnerEnded(child, end.failed());
            }
        });
        if (leased.hasElapsed(lookedAt, POLL_INTERVAL)) {
            lookedAt = context.leasing().sleeper().nanoTime();
            cutting.closeIfUnused();
            reconciliation.findEnded(leased.batch(), pending.running()).forEach(pending::add);
            children(pending.indices()).stream()
                    .filter(child -> !child.isRunning())
                    .forEach(this::reconcile);
        }
    }

    /// Stops the batch if more items have failed than are tolerated, however the others end.
    private void stopIfToleranceExceeded(ResumableItemBatcher cutting) {
        if (leased.progress().error() == null && !isComplete() && pending.isBeyondTolerance(leased.batch())) {
            cutting.stop(BatchErrors.FAILED, "More items failed than are tolerated.");
        }
    }

    // ---- the end

    /// Gathers the results.
    ///
    /// @return whether they are gathered
    private boolean gather() throws IOException {
        leased.save();
        BatchOutcome ending = context.completion().gatherer().gather(leased.batch(), this::checkContinue);
        if (!leased.isAbandoned()) {
            leased.setState(Batch.State.SETTLING, ending);
        }
        return !leased.isAbandoned();
    }

    private void end() {
        switch (leased.batch().state()) {
            case RUNNING -> {
                leased.save();
                leased.setState(Batch.State.ABORTED, null);
                context.completion().meters().aborted();
            }
            case SETTLING -> settle();
            case SUCCEEDED, FAILED, ABORTED -> {
                // A process before this one wrote the end, and got no further.
            }
        }
    }

    private void settle() {
        Batch batch = leased.batch();
        BatchOutcome ending = batch.outcome();
        if (ending == null) {
            throw new IllegalStateException(batch.id() + " is settling without an outcome.");
        }
        if (batch.parent() != null) {
            Answer answer = ending.error() == null
                    ? new Answer.Success(
                            new JsonText(context.completion().gatherer().answer(batch, ending)))
                    : new Answer.Failure(ending.error(), ending.cause());
            // The callback's record has the result, which the callback protocol handles from here on.
            var result = context.completion().parent().settle(batch.batchAttempt(), answer);
            LOG.infof(
                    "Parent was answered: batchId=%s result=%s",
                    batch.id(), result.getClass().getSimpleName());
        }
        Batch.State state = ending.error() == null ? Batch.State.SUCCEEDED : Batch.State.FAILED;
        leased.setState(state, ending);
        context.completion().meters().ended(ending);
        LOG.infof(
                "Batch ended: batchId=%s state=%s runners=%d failed=%d notEnded=%d items=%d failedItems=%d",
                batch.id(),
                state,
                ending.batches(),
                ending.failed(),
                ending.notEnded(),
                ending.items(),
                ending.failedItems());
    }

    /// Finishes a batch whose end is written: a token that registers from now on finds the batch over and
    /// resumes it; a token that registered before is found here. A step that a process leaves undone is done by
    /// the next one: the batch stays due until it is closed.
    private void afterEnd() throws InterruptedException {
        Batch over = leased.batch();
        Optional<Callback> waiting = context.completion().parent().newer(over);
        if (waiting.isPresent()) {
            leased.resume(context.completion().attempts().of(over.request(), over.attempt() + 1, waiting.get()));
            context.completion().meters().resumed();
            LOG.infof("Batch was resumed for a newer token: batchId=%s attempt=%d", over.id(), over.attempt() + 1);
            return;
        }
        stopRunners(over);
        if (!signal.isStopped()) {
            leased.close();
        }
    }

    private void stopRunners(Batch over) throws InterruptedException {
        if (!over.request().stopRunners()) {
            return;
        }
        try {
            BatchOutcome ending = over.outcome();
            if (over.state() == Batch.State.ABORTED) {
                context.runners()
                        .stopper()
                        .stop(over, BatchErrors.ABORTED, "The parent task has ended.", this::checkContinueStopping);
            } else if (ending != null && ending.notEnded() > 0) {
                context.runners()
                        .stopper()
                        .stop(
                                over,
                                BatchErrors.FAILED,
                                BatchErrors.FAILED.equals(ending.error())
                                        ? "More items of the batch failed than are tolerated."
                                        : "The batch failed with " + ending.error() + ".",
                                this::checkContinueStopping);
            }
        } catch (HaltedException e) {
            LOG.infof("Another process stops the remaining runners: batchId=%s", over.id());
        }
    }

    private void checkContinueStopping() {
        leased.check();
        if (signal.isStopped()) {
            throw new HaltedException();
        }
    }
}
