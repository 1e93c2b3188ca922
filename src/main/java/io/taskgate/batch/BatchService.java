package io.taskgate.batch;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.taskgate.batch.drive.BatchAttemptFactory;
import io.taskgate.batch.drive.BatchSweeper;
import io.taskgate.batch.ledger.Batch;
import io.taskgate.batch.ledger.BatchErrors;
import io.taskgate.batch.ledger.BatchLedger;
import io.taskgate.batch.ledger.BatchProgress;
import io.taskgate.batch.plan.AdmissionControl;
import io.taskgate.batch.plan.BatchPlan;
import io.taskgate.batch.plan.BatchPlanner;
import io.taskgate.batch.plan.SourceSize;
import io.taskgate.batch.plan.SourceSizeEstimator;
import io.taskgate.batch.request.BatchId;
import io.taskgate.batch.request.BatchPolicy;
import io.taskgate.batch.request.BatchSubmission;
import io.taskgate.batch.request.ItemFormat;
import io.taskgate.batch.request.ItemSource;
import io.taskgate.batch.request.RunnerLinkSigner;
import io.taskgate.batch.request.RunnerName;
import io.taskgate.batch.request.SourceObject;
import io.taskgate.batch.request.TableSource;
import io.taskgate.batch.runner.BatchMetrics;
import io.taskgate.batch.runner.ParentTask;
import io.taskgate.batch.source.InvalidSourceException;
import io.taskgate.batch.source.OversizedItemPolicy;
import io.taskgate.batch.source.SourceStore;
import io.taskgate.callback.ledger.Ledger.LedgerUnavailableException;
import io.taskgate.callback.model.Answer;
import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.CallbackOwner;
import io.taskgate.callback.model.CallbackState;
import io.taskgate.callback.model.Registration;
import io.taskgate.callback.registration.RegistrationResult;
import io.taskgate.callback.registration.RegistrationService;
import io.taskgate.payload.claimcheck.PayloadOwner;
import io.taskgate.payload.claimcheck.PayloadReference;
import io.taskgate.payload.claimcheck.PayloadStoreProvider;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Starts and resumes batches: plans a batch, checks it against the limits, registers the token that waits, and
/// writes the record; a process drives it from then on ([BatchSweeper]). Its result is durable. Thread-safe.
///
/// Throws [io.taskgate.callback.ledger.Ledger.LedgerUnavailableException] and
/// [PayloadStore.StoreUnavailableException] if it is not known whether anything was written.
@Singleton
public final class BatchService {

    private static final Logger LOG = Logger.getLogger(BatchService.class);

    /// The largest number of attempts to resume a batch, each after another write came between.
    private static final int MAX_ATTEMPTS = 10;

    private static final String JSON = "application/json";

    private final BatchLedger ledger;
    private final SourceStore sources;
    private final PayloadStoreProvider stores;
    private final RegistrationService registrations;
    private final ParentTask parent;
    private final BatchAttemptFactory attempts;
    private final BatchSweeper sweep;
    private final RunnerLinkSigner links;
    private final BatchMetrics meters;
    private final BatchPolicy policy;
    private final AdmissionControl admission;
    private final SourceSizeEstimator sizes;
    private final BatchPlanner planner;
    private final Clock clock;

    public BatchService(
            BatchLedger ledger,
            SourceStore sources,
            PayloadStoreProvider stores,
            RegistrationService registrations,
            ParentTask parent,
            BatchSweeper sweep,
            RunnerLinkSigner links,
            BatchMetrics meters,
            BatchPolicy policy,
            Clock clock) {
        this.ledger = ledger;
        this.sources = sources;
        this.stores = stores;
        this.registrations = registrations;
        this.parent = parent;
        this.attempts = new BatchAttemptFactory(links);
        this.sweep = sweep;
        this.links = links;
        this.meters = meters;
        this.policy = policy;
        this.admission = new AdmissionControl(policy);
        this.sizes = new SourceSizeEstimator(sources);
        this.planner = new BatchPlanner(policy);
        this.clock = clock;
    }

    /// The position of a batch in its tree.
    private record TreePosition(@Nullable BatchId root, int depth, int maxDepth) {}

    public BatchStartResult start(BatchSubmission submission) {
        Optional<TreePosition> place = positionOf(submission);
        if (place.isEmpty()) {
            return new BatchStartResult.NoSuchParent();
        }
        try {
            return admit(submission, place.get());
        } catch (InvalidSourceException | OversizedItemPolicy.TooLargeException e) {
            return new BatchStartResult.InvalidSource(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private BatchStartResult admit(BatchSubmission submission, TreePosition place) throws IOException {
        Optional<AdmissionControl.Rejection> tooDeep = admission.depth(place.depth(), place.maxDepth());
        if (tooDeep.isPresent()) {
            return reject(submission, tooDeep.get());
        }
        if (submission.request().runnerLinks() && !links.haveRoom()) {
            return new BatchStartResult.InvalidSource(
                    "runnerLinks: The links of this gateway (taskgate.public-url) are too long for a runner's input.");
        }
        boolean dry = submission.waiting() == null;
        @Nullable SourceObject object =
                submission.source() instanceof ItemSource.Stored(String bucket, String key, ItemFormat format)
                        ? sources.find(bucket, key, format, submission.readable())
                        : null;
        SourceSize extent = sizes.of(
                submission, object, place.depth(), dry ? SourceSizeEstimator.WHOLE : SourceSizeEstimator.SAMPLE);
        BatchPlan plan = planner.plan(
                new BatchPlanner.PlanInput(
                        extent,
                        submission.source() instanceof ItemSource.Table,
                        submission.request().gather() != null,
                        place.depth()),
                submission.request());
        Optional<AdmissionControl.Rejection> tooMuch =
                admission.plan(plan, place.root() == null ? 0 : ledger.reservedRunners(place.root()));
        if (tooMuch.isPresent()) {
            return reject(submission, tooMuch.get());
        }
        return dry ? new BatchStartResult.Planned(plan) : register(submission, place, object, plan);
    }

    // ---- where it stands

    private Optional<TreePosition> positionOf(BatchSubmission submission) {
        int most = Math.min(policy.maxDepth(), submission.request().maxDepth());
        BatchId parent = Optional.ofNullable(submission.executionArn())
                .flatMap(RunnerName::ofExecution)
                .map(RunnerName::batch)
                .orElse(submission.within());
        if (parent == null) {
            return Optional.of(new TreePosition(null, 1, most));
        }
        return ledger.find(parent)
                .filter(above -> above.tenant().equals(submission.tenant()))
                .map(above -> new TreePosition(
                        above.root(),
                        above.depth() + 1,
                        Math.min(most, above.request().maxDepth())));
    }

    // ---- taking it in

    private BatchStartResult register(
            BatchSubmission submission, TreePosition place, @Nullable SourceObject object, BatchPlan plan)
            throws IOException {
        Registration waiting = Objects.requireNonNull(submission.waiting());
        RegistrationResult result = registrations.registerInternal(waiting);
        if (!(result instanceof RegistrationResult.Accepted(Callback callback, var _))) {
            return new BatchStartResult.NotRegistered(result);
        }
        Batch fresh = newBatch(submission, place, object, callback, plan);
        boolean first = ledger.create(fresh);
        if (first) {
            meters.started();
        }
        Batch current = first ? fresh : resumeExisting(fresh.id(), callback);
        LOG.infof("Batch was planned: batchId=%s plan=%s", current.id(), plan.why());
        sweep.process(current.id());
        return new BatchStartResult.Accepted(current, plan);
    }

    /// Returns the existing batch for a token of the same work, and resumes it if it is over. A batch that is
    /// not over is left alone: its process checks for a newer token while it runs, and once more when its end
    /// is written.
    private Batch resumeExisting(BatchId id, Callback waiting) {
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            Batch current = ledger.find(id).orElseThrow(() -> new IllegalStateException("The batch no longer exists."));
            if (waiting.state() != CallbackState.PENDING
                    || !current.state().isOver()
                    || current.batchAttempt().isFor(waiting)) {
                return current;
            }
            Optional<Batch> resumed = resumed(current, waiting);
            if (resumed.isPresent()) {
                return resumed.get();
            }
        }
        throw new LedgerUnavailableException(id + " changed " + MAX_ATTEMPTS + " times during the resume.");
    }

    private Batch newBatch(
            BatchSubmission submission,
            TreePosition place,
            @Nullable SourceObject object,
            Callback callback,
            BatchPlan plan)
            throws IOException {
        BatchId id = BatchId.of(callback.id());
        Instant now = clock.instant();
        @Nullable SourceObject source = object;
        if (submission.source() instanceof ItemSource.Inline(byte[] array)) {
            PayloadReference kept =
                    stores.of(payloadOwner(callback)).checkIn(array, JSON, JsonNodeFactory.instance.objectNode());
            source = sources.find(kept.bucket(), kept.key(), ItemFormat.JSON, SourceStore.ANY_OWNER);
        }
        @Nullable TableSource table = submission.source() instanceof ItemSource.Table(TableSource there) ? there : null;
        @Nullable Long items = table != null || plan.estimated() ? null : Long.valueOf(plan.items());
        BatchId root = place.root() == null ? id : place.root();
        return new Batch(
                id,
                new Batch.Submission(
                        callback.tenant(),
                        owner(callback),
                        submission.request(),
                        table,
                        items,
                        root,
                        place.depth(),
                        now),
                attempts.of(submission.request(), 0, callback),
                source,
                Batch.State.RUNNING,
                BatchProgress.NONE,
                null,
                new Batch.Lease("", 1, now),
                now);
    }

    private static CallbackOwner owner(Callback registered) {
        return Objects.requireNonNull(registered.owner(), "A registration has an owner.");
    }

    private static PayloadOwner payloadOwner(Callback registered) {
        return PayloadOwner.ofPrincipal(registered.tenant(), owner(registered).principal());
    }

    private BatchStartResult reject(BatchSubmission submission, AdmissionControl.Rejection held) {
        Registration waiting = submission.waiting();
        if (waiting != null
                && registrations.registerInternal(waiting)
                        instanceof RegistrationResult.Accepted(Callback callback, var _)) {
            meters.rejected();
            LOG.warnf("Batch was rejected: callbackId=%s error=%s cause=%s", callback.id(), held.error(), held.cause());
            var result = parent.settle(
                    attempts.of(submission.request(), 0, callback), new Answer.Failure(held.error(), held.cause()));
            LOG.debugf("Parent was answered: callbackId=%s result=%s", callback.id(), result);
            return new BatchStartResult.Rejected(held.error(), held.cause(), true);
        }
        return new BatchStartResult.Rejected(held.error(), held.cause(), false);
    }

    // ---- once more

    /// The result of a resume.
    public sealed interface ResumeResult {
        record Accepted(Batch batch) implements ResumeResult {}

        record NoSuchBatch() implements ResumeResult {}

        /// The batch is still running: failed items can be run again after its end.
        record Running(Batch batch) implements ResumeResult {}

        record NotRegistered(RegistrationResult why) implements ResumeResult {}
    }

    /// Runs the failed items of a batch that is over, and the items that were never started.
    ///
    /// @param waiting the registration whose token waits for the answer; null for none
    public ResumeResult resume(BatchId id, @Nullable Registration waiting) {
        Optional<Batch> found = ledger.find(id);
        if (found.isEmpty()) {
            return new ResumeResult.NoSuchBatch();
        }
        if (!found.get().state().isOver()) {
            return new ResumeResult.Running(found.get());
        }
        if (waiting == null) {
            return resumedFor(id, null);
        }
        RegistrationResult result = registrations.registerInternal(waiting);
        return result instanceof RegistrationResult.Accepted(Callback callback, var _)
                ? resumedFor(id, callback)
                : new ResumeResult.NotRegistered(result);
    }

    private ResumeResult resumedFor(BatchId id, @Nullable Callback waiting) {
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            Batch current = ledger.find(id).orElseThrow(() -> new IllegalStateException("The batch no longer exists."));
            if (!current.state().isOver()) {
                return resumedByAnother(current, waiting);
            }
            Optional<Batch> resumed = resumed(current, waiting);
            if (resumed.isPresent()) {
                sweep.process(id);
                return new ResumeResult.Accepted(resumed.get());
            }
        }
        throw new LedgerUnavailableException(id + " changed " + MAX_ATTEMPTS + " times during the resume.");
    }

    private ResumeResult resumedByAnother(Batch current, @Nullable Callback waiting) {
        if (waiting == null) {
            return new ResumeResult.Running(current);
        }
        if (waiting.id().equals(current.parent())) {
            // Another token of the same task; the process that drives the batch finds the newer one.
            return new ResumeResult.Accepted(current);
        }
        var result = parent.settle(
                attempts.of(current.request(), current.attempt(), waiting),
                new Answer.Failure(
                        BatchErrors.SUPERSEDED,
                        "Another task resumed " + current.id() + " at the same time and receives its answer."));
        LOG.infof("Batch was resumed by another task: batchId=%s result=%s", current.id(), result);
        return new ResumeResult.Running(current);
    }

    /// Writes the resumed batch.
    ///
    /// @return empty if another write came between
    private Optional<Batch> resumed(Batch over, @Nullable Callback waiting) {
        Batch.BatchAttempt turn = attempts.of(over.request(), over.attempt() + 1, waiting);
        Batch next = over.resumed(turn, clock.instant()).withLease("", clock.instant());
        if (!ledger.save(next)) {
            return Optional.empty();
        }
        meters.resumed();
        LOG.infof("Batch was resumed: batchId=%s attempt=%d", next.id(), next.attempt());
        return Optional.of(next);
    }

    public Optional<Batch> find(BatchId id) {
        return ledger.find(id);
    }
}
