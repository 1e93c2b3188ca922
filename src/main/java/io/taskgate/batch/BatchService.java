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

/// Takes a batch in: plans it, holds it to the brakes, registers the token that waits, and writes the record; a
/// process drives it from then on ([BatchSweeper]). What it returns is true and kept. Safe for many threads.
///
/// Throws [io.taskgate.callback.ledger.Ledger.LedgerUnavailableException] and
/// [PayloadStore.StoreUnavailableException] when nothing is certain.
@Singleton
public final class BatchService {

    private static final Logger LOG = Logger.getLogger(BatchService.class);

    /// How often one registration looks at its batch again because another write came between.
    private static final int MOST_LOOKS = 10;

    private static final String JSON = "application/json";

    private final BatchLedger ledger;
    private final SourceStore sources;
    private final PayloadStoreProvider stores;
    private final RegistrationService register;
    private final ParentTask parent;
    private final BatchAttemptFactory turns;
    private final BatchSweeper sweep;
    private final RunnerLinkSigner links;
    private final BatchMetrics meters;
    private final BatchPolicy policy;
    private final AdmissionControl brakes;
    private final SourceSizeEstimator extents;
    private final BatchPlanner planner;
    private final Clock clock;

    public BatchService(
            BatchLedger ledger,
            SourceStore sources,
            PayloadStoreProvider stores,
            RegistrationService register,
            ParentTask parent,
            BatchSweeper sweep,
            RunnerLinkSigner links,
            BatchMetrics meters,
            BatchPolicy policy,
            Clock clock) {
        this.ledger = ledger;
        this.sources = sources;
        this.stores = stores;
        this.register = register;
        this.parent = parent;
        this.turns = new BatchAttemptFactory(links);
        this.sweep = sweep;
        this.links = links;
        this.meters = meters;
        this.policy = policy;
        this.brakes = new AdmissionControl(policy);
        this.extents = new SourceSizeEstimator(sources);
        this.planner = new BatchPlanner(policy);
        this.clock = clock;
    }

    /// Where a batch stands in its tree.
    private record Place(@Nullable BatchId root, int depth, int maxDepth) {}

    public BatchStartResult scatter(BatchSubmission wanted) {
        Optional<Place> place = place(wanted);
        if (place.isEmpty()) {
            return new BatchStartResult.NoSuchParent();
        }
        try {
            return held(wanted, place.get());
        } catch (InvalidSourceException | OversizedItemPolicy.TooLargeException e) {
            return new BatchStartResult.InvalidSource(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private BatchStartResult held(BatchSubmission wanted, Place place) throws IOException {
        Optional<AdmissionControl.Held> tooDeep = brakes.depth(place.depth(), place.maxDepth());
        if (tooDeep.isPresent()) {
            return braked(wanted, tooDeep.get());
        }
        if (wanted.request().runnerLinks() && !links.haveRoom()) {
            return new BatchStartResult.InvalidSource(
                    "runnerLinks: the links of this gateway (taskgate.public-url) are too long for a runner's input");
        }
        boolean dry = wanted.waiting() == null;
        @Nullable SourceObject object = wanted.source() instanceof ItemSource.Stored(String bucket, String key, ItemFormat format)
                ? sources.find(bucket, key, format, wanted.readable())
                : null;
        SourceSize extent =
                extents.of(wanted, object, place.depth(), dry ? SourceSizeEstimator.WHOLE : SourceSizeEstimator.SAMPLE);
        BatchPlan plan = planner.plan(
                new BatchPlanner.Case(
                        extent,
                        wanted.source() instanceof ItemSource.Table,
                        wanted.request().gather() != null,
                        place.depth()),
                wanted.request());
        Optional<AdmissionControl.Held> tooMuch =
                brakes.plan(plan, place.root() == null ? 0 : ledger.reserved(place.root()));
        if (tooMuch.isPresent()) {
            return braked(wanted, tooMuch.get());
        }
        return dry ? new BatchStartResult.Planned(plan) : accepted(wanted, place, object, plan);
    }

    // ---- where it stands

    private Optional<Place> place(BatchSubmission wanted) {
        int most = Math.min(policy.maxDepth(), wanted.request().maxDepth());
        BatchId parent = Optional.ofNullable(wanted.executionArn())
                .flatMap(RunnerName::ofExecution)
                .map(RunnerName::batch)
                .orElse(wanted.within());
        if (parent == null) {
            return Optional.of(new Place(null, 1, most));
        }
        return ledger.find(parent)
                .filter(above -> above.tenant().equals(wanted.tenant()))
                .map(above -> new Place(
                        above.root(),
                        above.depth() + 1,
                        Math.min(most, above.request().maxDepth())));
    }

    // ---- taking it in

    private BatchStartResult accepted(
            BatchSubmission wanted, Place place, @Nullable SourceObject object, BatchPlan plan) throws IOException {
        Registration waiting = Objects.requireNonNull(wanted.waiting());
        RegistrationResult registered = register.registerInternal(waiting);
        if (!(registered instanceof RegistrationResult.Accepted(Callback callback, var _))) {
            return new BatchStartResult.NotRegistered(registered);
        }
        Batch fresh = fresh(wanted, place, object, callback, plan);
        boolean first = ledger.create(fresh);
        if (first) {
            meters.started();
        }
        Batch standing = first ? fresh : takenUp(fresh.id(), callback);
        LOG.infof("%s: %s", standing.id(), plan.why());
        sweep.look(standing.id());
        return new BatchStartResult.Accepted(standing, plan);
    }

    /// A batch that stands already, for a token of the same work. One that is not over is left alone: its
    /// process looks for a newer token while it runs, and once more when its end is written.
    private Batch takenUp(BatchId id, Callback waiting) {
        for (int looks = 0; looks < MOST_LOOKS; looks++) {
            Batch standing = ledger.find(id).orElseThrow(() -> new IllegalStateException("a standing batch is there"));
            if (waiting.state() != CallbackState.PENDING
                    || !standing.state().isOver()
                    || standing.turn().isFor(waiting)) {
                return standing;
            }
            Optional<Batch> resumed = resumed(standing, waiting);
            if (resumed.isPresent()) {
                return resumed.get();
            }
        }
        throw new LedgerUnavailableException(id + " changed " + MOST_LOOKS + " times while it was resumed");
    }

    private Batch fresh(
            BatchSubmission wanted, Place place, @Nullable SourceObject object, Callback callback, BatchPlan plan)
            throws IOException {
        BatchId id = BatchId.of(callback.id());
        Instant now = clock.instant();
        @Nullable SourceObject source = object;
        if (wanted.source() instanceof ItemSource.Inline(byte[] array)) {
            PayloadReference kept =
                    stores.of(payloadOwner(callback)).checkIn(array, JSON, JsonNodeFactory.instance.objectNode());
            source = sources.find(kept.bucket(), kept.key(), ItemFormat.JSON, SourceStore.ANY_OWNER);
        }
        @Nullable TableSource table = wanted.source() instanceof ItemSource.Table(TableSource there) ? there : null;
        @Nullable Long items = table != null || plan.estimated() ? null : Long.valueOf(plan.items());
        BatchId root = place.root() == null ? id : place.root();
        return new Batch(
                id,
                new Batch.Origin(
                        callback.tenant(), owner(callback), wanted.request(), table, items, root, place.depth(), now),
                turns.of(wanted.request(), 0, callback),
                source,
                Batch.State.RUNNING,
                BatchProgress.NONE,
                null,
                new Batch.Lease("", 1, now),
                now);
    }

    private static CallbackOwner owner(Callback registered) {
        return Objects.requireNonNull(registered.owner(), "a registration has an owner");
    }

    private static PayloadOwner payloadOwner(Callback registered) {
        return PayloadOwner.ofPrincipal(registered.tenant(), owner(registered).principal());
    }

    private BatchStartResult braked(BatchSubmission wanted, AdmissionControl.Held held) {
        Registration waiting = wanted.waiting();
        if (waiting != null
                && register.registerInternal(waiting)
                        instanceof RegistrationResult.Accepted(Callback callback, var _)) {
            meters.rejected();
            LOG.warnf("%s: %s: %s", callback.id(), held.error(), held.cause());
            var settled = parent.settle(
                    turns.of(wanted.request(), 0, callback), new Answer.Failure(held.error(), held.cause()));
            LOG.debugf("%s: %s", callback.id(), settled);
            return new BatchStartResult.Braked(held.error(), held.cause(), true);
        }
        return new BatchStartResult.Braked(held.error(), held.cause(), false);
    }

    // ---- once more

    /// What a resume came to.
    public sealed interface Resumed {
        record Accepted(Batch batch) implements Resumed {}

        record NoSuchBatch() implements Resumed {}

        /// It runs still: what failed is run again after its end.
        record Running(Batch batch) implements Resumed {}

        record NotRegistered(RegistrationResult why) implements Resumed {}
    }

    /// Runs what failed of a batch that is over, and what was not cut.
    ///
    /// @param waiting whose token waits for the answer; null where nobody does
    public Resumed resume(BatchId id, @Nullable Registration waiting) {
        Optional<Batch> found = ledger.find(id);
        if (found.isEmpty()) {
            return new Resumed.NoSuchBatch();
        }
        if (!found.get().state().isOver()) {
            return new Resumed.Running(found.get());
        }
        if (waiting == null) {
            return resumedFor(id, null);
        }
        RegistrationResult registered = register.registerInternal(waiting);
        return registered instanceof RegistrationResult.Accepted(Callback callback, var _)
                ? resumedFor(id, callback)
                : new Resumed.NotRegistered(registered);
    }

    private Resumed resumedFor(BatchId id, @Nullable Callback waiting) {
        for (int looks = 0; looks < MOST_LOOKS; looks++) {
            Batch standing = ledger.find(id).orElseThrow(() -> new IllegalStateException("a batch is kept"));
            if (!standing.state().isOver()) {
                return resumedByAnother(standing, waiting);
            }
            Optional<Batch> resumed = resumed(standing, waiting);
            if (resumed.isPresent()) {
                sweep.look(id);
                return new Resumed.Accepted(resumed.get());
            }
        }
        throw new LedgerUnavailableException(id + " changed " + MOST_LOOKS + " times while it was resumed");
    }

    private Resumed resumedByAnother(Batch standing, @Nullable Callback waiting) {
        if (waiting == null) {
            return new Resumed.Running(standing);
        }
        if (waiting.id().equals(standing.parent())) {
            // Another token of the same task; the process that drives the batch finds the newer one.
            return new Resumed.Accepted(standing);
        }
        var settled = parent.settle(
                turns.of(standing.request(), standing.attempt(), waiting),
                new Answer.Failure(
                        BatchErrors.SUPERSEDED,
                        "another task resumed " + standing.id() + " in the same moment, and gets its answer"));
        LOG.infof("%s: resumed by another task: %s", standing.id(), settled);
        return new Resumed.Running(standing);
    }

    /// @return empty where another write came between
    private Optional<Batch> resumed(Batch over, @Nullable Callback waiting) {
        Batch.Turn turn = turns.of(over.request(), over.attempt() + 1, waiting);
        Batch next = over.resumed(turn, clock.instant()).held("", clock.instant());
        if (!ledger.save(next)) {
            return Optional.empty();
        }
        meters.resumed();
        LOG.infof("%s: resumed, attempt %d", next.id(), next.attempt());
        return Optional.of(next);
    }

    public Optional<Batch> find(BatchId id) {
        return ledger.find(id);
    }
}
