package io.taskgate.batch;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.taskgate.callback.Address;
import io.taskgate.callback.Answer;
import io.taskgate.callback.Callback;
import io.taskgate.callback.CallbackId;
import io.taskgate.callback.Register;
import io.taskgate.callback.Registered;
import io.taskgate.callback.Registration;
import io.taskgate.callback.Settle;
import io.taskgate.payload.JsonItems;
import io.taskgate.payload.PayloadStore;
import io.taskgate.payload.Reference;
import jakarta.inject.Singleton;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Takes a batch in: plans it, holds it to the brakes, registers the token that waits, and writes the record; a
/// process
/// drives it from then on ([BatchSweep]). What it returns is true and kept. Safe for many threads.
///
/// Throws [io.taskgate.callback.Ledger.LedgerUnavailableException] and [PayloadStore.StoreUnavailableException]
/// when
/// nothing is certain.
@Singleton
public final class Scatter {

    private static final Logger LOG = Logger.getLogger(Scatter.class);

    /// How much of a source is read for a plan before an answer, in bytes; the rest is reckoned.
    private static final long SAMPLE = 8L * 1024 * 1024;

    /// The same where only a plan is asked for.
    private static final long WHOLE = 2L * 1024 * 1024 * 1024;

    private static final int MOST_BEAT = 20;
    private static final String JSON = "application/json";

    private final BatchLedger ledger;
    private final SourceStore sources;
    private final PayloadStore store;
    private final Register register;
    private final Settle settle;
    private final BatchSweep sweep;
    private final Policy policy;
    private final Planner planner;
    private final Clock clock;

    public Scatter(
            BatchLedger ledger,
            SourceStore sources,
            PayloadStore store,
            Register register,
            Settle settle,
            BatchSweep sweep,
            Policy policy,
            Clock clock) {
        this.ledger = ledger;
        this.sources = sources;
        this.store = store;
        this.register = register;
        this.settle = settle;
        this.sweep = sweep;
        this.policy = policy;
        this.planner = new Planner(policy);
        this.clock = clock;
    }

    /// Where a batch stands in its tree.
    private record Place(@Nullable BatchId root, int depth, int maxDepth) {}

    public Scattered scatter(Wanted wanted) {
        Optional<Place> place = place(wanted);
        if (place.isEmpty()) {
            return new Scattered.NoSuchParent();
        }
        try {
            return held(wanted, place.get());
        } catch (BadSourceException | Oversize.TooLargeException e) {
            return new Scattered.BadSource(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Scattered held(Wanted wanted, Place place) throws IOException {
        if (place.depth() > place.maxDepth()) {
            return braked(
                    wanted,
                    Errors.TOO_DEEP,
                    "this batch would be " + place.depth() + " deep, and maxDepth is " + place.maxDepth()
                            + ": take batches that a runner can work off itself, or raise maxDepth (up to "
                            + policy.maxDepth() + ", taskgate.batch.max-depth)");
        }
        boolean dry = wanted.waiting() == null;
        @Nullable SourceObject object = wanted.source() instanceof Source.Stored(String bucket, String key, Format format)
                ? sources.find(bucket, key, format)
                : null;
        Extent extent = extent(wanted, object, place.depth(), dry ? WHOLE : SAMPLE);
        Plan plan = planner.plan(
                new Planner.Case(
                        extent,
                        wanted.source() instanceof Source.Table,
                        wanted.request().gather() != null,
                        place.depth()),
                wanted.request());
        Optional<Scattered> braked = overPolicy(wanted, place, plan);
        if (braked.isPresent()) {
            return braked.get();
        }
        return dry ? new Scattered.Planned(plan) : accepted(wanted, place, object, plan);
    }

    private Optional<Scattered> overPolicy(Wanted wanted, Place place, Plan plan) {
        long standing = place.root() == null ? 0 : ledger.reserved(place.root());
        if (standing + plan.batches() > policy.maxRunners()) {
            return Optional.of(braked(
                    wanted,
                    Errors.TOO_LARGE,
                    plan.batches() + " runners, with " + standing + " in its tree already, are more than "
                            + policy.maxRunners()
                            + " (taskgate.batch.max-runners): take larger batches, or raise it"));
        }
        double cost = plan.runners().cost();
        return cost <= policy.maxCost()
                ? Optional.empty()
                : Optional.of(braked(
                        wanted,
                        Errors.TOO_DEAR,
                        String.format(
                                java.util.Locale.ROOT,
                                "about $%.2f of state transitions are more than $%.2f (taskgate.batch.max-cost): take"
                                        + " larger batches, fewer states for each item, or raise it",
                                cost,
                                policy.maxCost())));
    }

    // ---- where it stands

    private Optional<Place> place(Wanted wanted) {
        int most = Math.min(policy.maxDepth(), wanted.request().maxDepth());
        BatchId parent = Optional.ofNullable(wanted.executionArn())
                .flatMap(RunnerName::ofExecution)
                .map(RunnerName::batch)
                .orElse(wanted.within());
        if (parent == null) {
            return Optional.of(new Place(null, 1, most));
        }
        return ledger.find(parent)
                .map(above -> new Place(
                        above.root(),
                        above.depth() + 1,
                        Math.min(most, above.request().maxDepth())));
    }

    // ---- how much it is

    private Extent extent(Wanted wanted, @Nullable SourceObject object, int depth, long most) throws IOException {
        Cutter.Envelope envelope = Envelopes.unnamed(depth);
        return switch (wanted.source()) {
            case Source.Inline(byte[] array) ->
                Extent.of(
                        new JsonSource(new ByteArrayInputStream(array), JsonItems.Form.ARRAY, 0),
                        array.length,
                        wanted.request(),
                        envelope,
                        Long.MAX_VALUE);
            case Source.Stored _ ->
                Extent.of(sources, java.util.Objects.requireNonNull(object), wanted.request(), envelope, most);
            case Source.Table(TableSource table) -> ofTable(table, wanted.request(), envelope);
        };
    }

    /// Tables are never read whole for a plan: that costs what reading costs.
    private Extent ofTable(TableSource table, BatchRequest request, Cutter.Envelope envelope) throws IOException {
        Sample sample = new Sample();
        boolean whole = true;
        try {
            sources.copy(table, sample);
        } catch (Sample.FullException e) {
            whole = false;
        }
        byte[] lines = sample.lines.toByteArray();
        Extent seen = Extent.of(
                new JsonSource(new ByteArrayInputStream(lines), JsonItems.Form.LINES, 0),
                lines.length,
                request,
                envelope,
                Long.MAX_VALUE);
        return new Extent(seen.items(), seen.batches(), seen.bytes(), seen.largest(), !whole);
    }

    /// The beginning of a table.
    private static final class Sample extends OutputStream {
        private final ByteArrayOutputStream lines = new ByteArrayOutputStream();

        static final class FullException extends IOException {
            private static final long serialVersionUID = 1L;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public synchronized void write(byte[] bytes, int from, int length) throws IOException {
            if (lines.size() >= SAMPLE) {
                throw new FullException();
            }
            lines.write(bytes, from, length);
        }
    }

    // ---- taking it in

    private Scattered accepted(Wanted wanted, Place place, @Nullable SourceObject object, Plan plan)
            throws IOException {
        Registration waiting = java.util.Objects.requireNonNull(wanted.waiting());
        Registered registered = register.registerOwn(waiting);
        if (!(registered instanceof Registered.Accepted(Callback callback))) {
            return new Scattered.NotRegistered(registered);
        }
        Batch fresh = fresh(wanted, place, object, callback);
        Batch standing = ledger.create(fresh)
                ? fresh
                : ledger.find(fresh.id()).orElseThrow(() -> new IllegalStateException("a standing batch is there"));
        if (standing.state().isOver() && callback.state() == io.taskgate.callback.State.PENDING) {
            // A newer token for the same work.
            standing = resumed(standing, callback.id(), fresh.beatEach());
        }
        LOG.infof("%s: %s", standing.id(), plan.why());
        sweep.look(standing.id());
        return new Scattered.Accepted(standing, plan);
    }

    private Batch fresh(Wanted wanted, Place place, @Nullable SourceObject object, Callback callback)
            throws IOException {
        BatchId id = BatchId.of(callback.id());
        Instant now = clock.instant();
        @Nullable SourceObject source = object;
        if (wanted.source() instanceof Source.Inline(byte[] array)) {
            Reference kept = store.checkIn(array, JSON, JsonNodeFactory.instance.objectNode());
            source = sources.find(kept.bucket(), kept.key(), Format.JSON);
        }
        return new Batch(
                id,
                wanted.request(),
                wanted.source() instanceof Source.Table(TableSource table) ? table : null,
                source,
                place.root() == null ? id : place.root(),
                place.depth(),
                0,
                callback.id(),
                beat(callback.registeredTask().heartbeat()),
                Batch.State.RUNNING,
                Progress.NONE,
                "",
                1,
                null,
                now,
                now,
                now);
    }

    static int beat(@Nullable Duration heartbeat) {
        return heartbeat == null ? MOST_BEAT : Math.clamp(heartbeat.toSeconds() / 3, 1, MOST_BEAT);
    }

    private Scattered braked(Wanted wanted, String error, String cause) {
        Registration waiting = wanted.waiting();
        if (waiting != null && register.registerOwn(waiting) instanceof Registered.Accepted(Callback callback)) {
            LOG.warnf("%s: %s: %s", callback.id(), error, cause);
            var settled = settle.settle(new Address.ById(callback.id(), any -> true), new Answer.Failure(error, cause));
            LOG.debugf("%s: %s", callback.id(), settled);
            return new Scattered.Braked(error, cause, true);
        }
        return new Scattered.Braked(error, cause, false);
    }

    // ---- once more

    /// What a resume came to.
    public sealed interface Resumed {
        record Accepted(Batch batch) implements Resumed {}

        record NoSuchBatch() implements Resumed {}

        /// It runs still: what failed is run again after its end.
        record Running(Batch batch) implements Resumed {}

        record NotRegistered(Registered why) implements Resumed {}
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
        @Nullable CallbackId parent = null;
        int beat = MOST_BEAT;
        if (waiting != null) {
            Registered registered = register.registerOwn(waiting);
            if (!(registered instanceof Registered.Accepted(Callback callback))) {
                return new Resumed.NotRegistered(registered);
            }
            parent = callback.id();
            beat = beat(callback.registeredTask().heartbeat());
        }
        Batch resumed = resumed(found.get(), parent, beat);
        sweep.look(id);
        return new Resumed.Accepted(resumed);
    }

    private Batch resumed(Batch over, @Nullable CallbackId parent, int beat) {
        Batch next = over.resumed(parent, beat, clock.instant()).held("", clock.instant());
        if (ledger.save(next)) {
            LOG.infof("%s: resumed, attempt %d", next.id(), next.attempt());
            return next;
        }
        // Somebody else resumed it at the same time.
        return ledger.find(over.id()).orElse(over);
    }

    public Optional<Batch> find(BatchId id) {
        return ledger.find(id);
    }
}
