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

/// Drives one batch from where it stands to its end, for as long as its lease is this process's: cut, start,
/// wait, gather, settle. One thread's.
final class BatchDriver {

    private static final Logger LOG = Logger.getLogger(BatchDriver.class);

    /// How many runners are started before the batch is looked at again.
    private static final int CHUNK = 32;

    private static final int PAGE = 100;
    private static final Duration LOOKED_EVERY = Duration.ofSeconds(2);
    private static final Duration WAIT = Duration.ofMillis(250);

    private final DriverContext parts;
    private final BatchSignal signal;
    private final RunnerReconciler reconciliation;
    private final PendingRunners outstanding = new PendingRunners();
    private final LeasedBatch held;
    private long lookedAt;

    /// @param taken has this process's lease
    BatchDriver(DriverContext parts, Batch taken, BatchSignal signal) {
        this.parts = parts;
        this.signal = signal;
        this.held = new LeasedBatch(parts, taken, outstanding, signal);
        this.reconciliation = new RunnerReconciler(parts);
        this.lookedAt = parts.pauses().nanoTime();
    }

    /// The batch is to be put down, or nobody waits for it any more: in the middle of a long step.
    private static final class HaltedException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /// @throws LeasedBatch.LeaseLostException where another process took it over
    void drive() throws InterruptedException {
        BatchId id = held.batch().id();
        ParentTaskMonitor watch = new ParentTaskMonitor(held, parts.parent(), parts.pauses());
        try (PeriodicTask _ = PeriodicTask.start("lease of " + id, parts.pauses(), held::renew);
                PeriodicTask _ = PeriodicTask.start("parent of " + id, parts.pauses(), watch::tend)) {
            if (held.batch().state() == Batch.State.RUNNING) {
                scatter();
            }
            if (!signal.isStopped()) {
                end();
                afterwards();
            }
            if (signal.isStopped() && !held.isReleased()) {
                held.putDown();
            }
        }
    }

    private void scatter() throws InterruptedException {
        try (ResumableItemBatcher cutting = new ResumableItemBatcher(parts, held, this::goOn)) {
            if (cutting.isTableToCopy()) {
                inSlot(cutting::copyTable);
            }
            standing();
            while (goesOn() && !isThrough()) {
                round(cutting);
            }
            if (goesOn()) {
                inSlot(this::gather);
            }
        } catch (HaltedException e) {
            LOG.debugf("%s: halted", held.batch().id());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Asked often within long steps.
    ///
    /// @throws HaltedException    where the step is to be left
    /// @throws LeasedBatch.LeaseLostException where another process took the batch over
    private void goOn() {
        held.check();
        if (!goesOn()) {
            throw new HaltedException();
        }
    }

    private boolean goesOn() {
        return !held.isForsaken() && !signal.isStopped();
    }

    /// What can't be cut or started fails the batch, however the runners that are left end.
    private boolean isThrough() {
        BatchProgress progress = held.progress();
        return progress.error() != null || (outstanding.isEmpty() && progress.batchingComplete());
    }

    // ---- the runners

    /// What an earlier process, or an earlier attempt, left. What Step Functions says runs is not started once
    /// more: that would be throttled soon, and take-overs follow on throttling.
    private void standing() {
        BatchProgress progress = held.progress();
        List<RunnerRecord> left = children(LongStream.range(progress.completedBefore(), progress.batches())
                .boxed()
                .toList());
        Set<String> running =
                left.stream().anyMatch(RunnerRecord::isRunning) ? reconciliation.running(held.batch()) : Set.of();
        for (RunnerRecord child : left) {
            if (child.isRunning() && running.contains(held.batch().nameOf(child))) {
                runs(child);
            } else {
                stands(child);
            }
        }
    }

    private void runs(RunnerRecord child) {
        outstanding.started(child);
        reconciliation.opened(child);
    }

    private void stands(RunnerRecord child) {
        if (child.isRunning()) {
            outstanding.add(child);
        } else {
            ended(child, child.hasFailed());
        }
    }

    private List<RunnerRecord> children(List<Long> indices) {
        List<RunnerRecord> found = new ArrayList<>();
        for (int from = 0; from < indices.size(); from += PAGE) {
            found.addAll(parts.ledger()
                    .children(
                            held.batch().id(),
                            List.copyOf(indices.subList(from, Math.min(from + PAGE, indices.size())))));
        }
        return found;
    }

    /// What an earlier attempt's runner failed with is tried once more.
    private void ended(RunnerRecord child, boolean failed) {
        if (failed && child.attempt() == held.batch().attempt()) {
            outstanding.failed(child);
            return;
        }
        outstanding.ended(child.index());
        if (failed) {
            runAgain(child);
        }
    }

    private void runAgain(RunnerRecord failed) {
        int attempt = held.batch().attempt();
        if (parts.ledger().again(failed, attempt)) {
            outstanding.add(failed.again(attempt));
            return;
        }
        // Our own write, whose reply was lost; or that of who had the lease before.
        children(List.of(failed.index())).stream()
                .filter(child -> child.attempt() == attempt)
                .forEach(this::stands);
    }

    private void round(ResumableItemBatcher cutting) throws IOException, InterruptedException {
        int room = Math.min(
                CHUNK,
                held.batch().request().concurrency() - outstanding.running().size());
        boolean more = outstanding.hasToStart() || !held.progress().batchingComplete();
        boolean waits = room <= 0 || !more || inSlot(() -> start(cutting, room));
        look(cutting, !isThrough() && waits);
        giveUp(cutting);
        held.keepUp();
    }

    /// What holds items or results in memory.
    private interface Step {
        boolean run() throws IOException, InterruptedException;
    }

    private boolean inSlot(Step step) throws IOException, InterruptedException {
        parts.slots().enter(this::goOn);
        try {
            return step.run();
        } finally {
            parts.slots().leave();
        }
    }

    /// @return whether nothing more is to be started until something ends, or for a moment
    private boolean start(ResumableItemBatcher cutting, int room) throws IOException, InterruptedException {
        List<Callable<RunnerStarter.Result>> starts = new ArrayList<>();
        Batch batch = held.batch();
        Optional<RunnerRecord> next = outstanding.nextToStart();
        while (next.isPresent()) {
            starts.add(parts.starter().again(batch, next.get()));
            next = starts.size() < room ? outstanding.nextToStart() : Optional.empty();
        }
        // The header of a CSV is known from the first cut on.
        List<ItemBatch> fresh = cutting.next(room - starts.size());
        fresh.forEach(cut -> starts.add(parts.starter().fresh(held.batch(), cut)));
        boolean putOff = started(cutting, parts.starter().all(starts));
        cutting.counted();
        return starts.isEmpty()
                || putOff
                || outstanding.running().size() >= batch.request().concurrency();
    }

    /// @return whether some could not be started now
    private boolean started(ResumableItemBatcher cutting, List<RunnerStarter.Result> results) {
        boolean putOff = false;
        for (RunnerStarter.Result result : results) {
            RunnerRecord child = result.child();
            if (child.index() >= held.progress().batches()) {
                held.set(held.progress().cut(child));
            }
            switch (result.outcome()) {
                case RUNNING -> runs(child);
                case ENDED -> children(List.of(child.index())).forEach(this::stands);
                case NOT_NOW -> {
                    outstanding.add(child);
                    putOff = true;
                }
            }
            if (result.error() != null && held.progress().error() == null) {
                cutting.stop(result.error(), String.valueOf(result.cause()));
            }
        }
        return putOff;
    }

    /// Takes what has ended out of what runs.
    private void look(ResumableItemBatcher cutting, boolean wait) throws InterruptedException {
        signal.await(wait ? WAIT : Duration.ZERO, parts.pauses()).forEach((index, end) -> {
            RunnerRecord child = outstanding.running().get(index);
            // The end of an earlier attempt may have been read before its signal came.
            if (child != null && child.attempt() == end.attempt()) {
                ended(child, end.failed());
            }
        });
        if (held.isOver(lookedAt, LOOKED_EVERY)) {
            lookedAt = parts.pauses().nanoTime();
            cutting.rest();
            reconciliation.look(held.batch(), outstanding.running()).forEach(outstanding::add);
            children(outstanding.indices()).stream()
                    .filter(child -> !child.isRunning())
                    .forEach(this::stands);
        }
    }

    /// Where no end of the others can mend it.
    private void giveUp(ResumableItemBatcher cutting) {
        if (held.progress().error() == null && !isThrough() && outstanding.isBeyondTolerance(held.batch())) {
            cutting.stop(BatchErrors.FAILED, "more failed than is tolerated");
        }
    }

    // ---- the end

    /// @return whether it is gathered
    private boolean gather() throws IOException {
        held.save();
        BatchOutcome ending = parts.gather().gather(held.batch(), this::goOn);
        if (!held.isForsaken()) {
            held.enter(Batch.State.SETTLING, ending);
        }
        return !held.isForsaken();
    }

    private void end() {
        switch (held.batch().state()) {
            case RUNNING -> {
                held.save();
                held.enter(Batch.State.ABORTED, null);
                parts.meters().aborted();
            }
            case SETTLING -> settle();
            case SUCCEEDED, FAILED, ABORTED -> {
                // A process before this one wrote the end, and got no further.
            }
        }
    }

    private void settle() {
        Batch batch = held.batch();
        BatchOutcome ending = batch.ending();
        if (ending == null) {
            throw new IllegalStateException(batch.id() + " is settling without an ending");
        }
        if (batch.parent() != null) {
            Answer answer = ending.error() == null
                    ? new Answer.Success(new JsonText(parts.gather().answer(batch, ending)))
                    : new Answer.Failure(ending.error(), ending.cause());
            // What came of it stands in the callback's record, and is the protocol's from here on.
            var settled = parts.parent().settle(batch.turn(), answer);
            LOG.infof("%s: told its parent: %s", batch.id(), settled.getClass().getSimpleName());
        }
        Batch.State state = ending.error() == null ? Batch.State.SUCCEEDED : Batch.State.FAILED;
        held.enter(state, ending);
        parts.meters().ended(ending);
        LOG.infof(
                "%s: %s: %d runners, %d failed, %d not waited for; %d items, %d failed",
                batch.id(),
                state,
                ending.batches(),
                ending.failed(),
                ending.notEnded(),
                ending.items(),
                ending.failedItems());
    }

    /// The end is written: a token that registers from now on finds the batch over, and resumes it. Who registered
    /// before is found here. What a process leaves undone here is done by the next: the batch stays due until
    /// it is closed.
    private void afterwards() throws InterruptedException {
        Batch over = held.batch();
        Optional<Callback> waiting = parts.parent().newer(over);
        if (waiting.isPresent()) {
            held.resume(parts.turns().of(over.request(), over.attempt() + 1, waiting.get()));
            parts.meters().resumed();
            LOG.infof("%s: a newer token waits: resumed, attempt %d", over.id(), over.attempt() + 1);
            return;
        }
        stopRunners(over);
        if (!signal.isStopped()) {
            held.close();
        }
    }

    private void stopRunners(Batch over) throws InterruptedException {
        if (!over.request().stopRunners()) {
            return;
        }
        try {
            BatchOutcome ending = over.ending();
            if (over.state() == Batch.State.ABORTED) {
                parts.stopper()
                        .stop(over, BatchErrors.ABORTED, "nobody waits for its batch any more", this::goOnStopping);
            } else if (ending != null && ending.notEnded() > 0) {
                parts.stopper()
                        .stop(
                                over,
                                BatchErrors.FAILED,
                                BatchErrors.FAILED.equals(ending.error())
                                        ? "more items of its batch failed than are tolerated"
                                        : "its batch failed with " + ending.error(),
                                this::goOnStopping);
            }
        } catch (HaltedException e) {
            LOG.infof("%s: another process stops the rest of its runners", over.id());
        }
    }

    private void goOnStopping() {
        held.check();
        if (signal.isStopped()) {
            throw new HaltedException();
        }
    }
}
