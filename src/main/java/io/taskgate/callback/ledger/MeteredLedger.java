package io.taskgate.callback.ledger;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.taskgate.callback.model.Adjustment;
import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.CallbackId;
import io.taskgate.callback.model.CallbackState;
import io.taskgate.callback.model.Outcome;
import io.taskgate.callback.model.RegisteredTask;
import io.taskgate.payload.claimcheck.Payload;
import io.taskgate.route.Route;
import io.taskgate.route.RouteRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Counts, times and announces the changes of a ledger: callbacks by state, the time to each end, payload sizes,
/// repeated
/// reports (`docs/operations.md`, "Metrics"). A change is counted once, by the process that wrote it. Tags are
/// routes, states and outcomes, never keys. Thread-safe.
public final class MeteredLedger implements Ledger {

    /// The tag of a route that is not configured: names from outside are no tags.
    static final String OTHER_ROUTE = "other";

    private final Ledger ledger;
    private final UpcomingCallbacks upcoming;
    private final RouteRegistry routes;
    private final CallbackListener listener;
    private final MeterProvider<Counter> callbacks;
    private final MeterProvider<Timer> waits;
    private final MeterProvider<Timer> reports;
    private final MeterProvider<Counter> bytes;
    private final Counter rescheduled;
    private final Counter takenOver;

    public MeteredLedger(Ledger ledger, UpcomingCallbacks upcoming, RouteRegistry routes, MeterRegistry meters) {
        this(ledger, upcoming, routes, meters, _ -> {});
    }

    /// @param upcoming receives the record of every write
    /// @param listener receives each change that this ledger has written
    public MeteredLedger(
            Ledger ledger,
            UpcomingCallbacks upcoming,
            RouteRegistry routes,
            MeterRegistry meters,
            CallbackListener listener) {
        this.ledger = ledger;
        this.upcoming = upcoming;
        this.routes = routes;
        this.listener = listener;
        callbacks = Counter.builder("taskgate.callbacks")
                .description("Callbacks that came into a state")
                .withRegistry(meters);
        waits = Timer.builder("taskgate.callback.wait")
                .description("From registration to the committed outcome")
                .serviceLevelObjectives(times(1, 10, 60, 600, 3_600, 21_600, 86_400))
                .withRegistry(meters);
        reports = Timer.builder("taskgate.callback.report")
                .description("From the answer to Step Functions having it")
                .serviceLevelObjectives(
                        Stream.concat(Stream.of(Duration.ofMillis(100)), Stream.of(times(1, 2, 10, 60, 600, 3_600)))
                                .toArray(Duration[]::new))
                .withRegistry(meters);
        bytes = Counter.builder("taskgate.boundary.bytes")
                .description("Payload bytes before and behind a boundary")
                .baseUnit("bytes")
                .withRegistry(meters);
        MeterProvider<Counter> retries = Counter.builder("taskgate.report.retries")
                .description("Reports that have to be made again")
                .withRegistry(meters);
        rescheduled = retries.withTag("reason", "rescheduled");
        takenOver = retries.withTag("reason", "taken_over");
    }

    private static Duration[] times(long... seconds) {
        return Arrays.stream(seconds).mapToObj(Duration::ofSeconds).toArray(Duration[]::new);
    }

    @Override
    public Write create(Callback fresh) {
        Write write = ledger.create(fresh);
        if (write instanceof Write.Applied) {
            listener.changed(fresh);
            upcoming.written(fresh);
            entered(fresh, fresh.outcome());
            RegisteredTask task = fresh.task();
            if (task != null) {
                request(fresh, task);
            }
            if (fresh.outcome() != null) {
                result(fresh, fresh.outcome());
            }
        }
        return write;
    }

    @Override
    public Write apply(CallbackId id, Transition transition) {
        Write write = ledger.apply(id, transition);
        if (write instanceof Write.Applied(Callback now)) {
            upcoming.written(now);
            count(now, transition);
        }
        return write;
    }

    private void count(Callback now, Transition transition) {
        Mutation.SetState enter = edit(transition, Mutation.SetState.class);
        Mutation.NextGeneration generation = edit(transition, Mutation.NextGeneration.class);
        Mutation.SetOutcome settled = edit(transition, Mutation.SetOutcome.class);
        if (enter == null) {
            Mutation.SetLease lease = edit(transition, Mutation.SetLease.class);
            if (lease != null && lease.lease().held()) {
                takenOver.increment();
            }
            return;
        }
        if (generation == null && transition.guard().states().contains(enter.state())) {
            // It stays where it is, for another reason.
            if (enter.state() == CallbackState.SETTLING) {
                rescheduled.increment();
            }
            return;
        }
        listener.changed(now);
        Outcome outcome = settled == null ? now.outcome() : settled.outcome();
        entered(now, outcome);
        if (generation != null) {
            request(now, generation.task());
        } else if (settled != null && settled.outcome() != null) {
            result(now, settled.outcome());
        }
    }

    private void entered(Callback now, @Nullable Outcome outcome) {
        String route = route(now);
        String kind = outcome == null ? "none" : word(outcome.kind());
        callbacks
                .withTags("route", route, "state", word(now.state()), "outcome", kind)
                .increment();
        RegisteredTask task = now.task();
        if (outcome == null || task == null) {
            return;
        }
        if (now.state() == CallbackState.SETTLING) {
            record(waits.withTags("route", route, "outcome", kind), task.registeredAt(), outcome.at());
        } else if (now.state() == CallbackState.DELIVERED) {
            record(reports.withTags("outcome", kind), outcome.at(), now.changedAt());
        }
    }

    /// Records a duration. An early answer has not waited, and an operator's redrive is not a wait.
    private static void record(Timer timer, Instant from, Instant to) {
        Duration took = Duration.between(from, to);
        timer.record(took.isNegative() ? Duration.ZERO : took);
    }

    private void request(Callback now, RegisteredTask task) {
        crossed(now, "request", task.request().bytesIn(), task.request().bytesOut());
    }

    private void result(Callback now, Outcome outcome) {
        Payload result = outcome.result();
        if (result != null) {
            long out = result.wireSize();
            long in = outcome.changes().stream()
                    .filter(change -> change.field().equals("result"))
                    .mapToLong(Adjustment::from)
                    .findFirst()
                    .orElse(out);
            crossed(now, "result", in, out);
        }
    }

    private void crossed(Callback now, String boundary, long in, long out) {
        String route = route(now);
        bytes.withTags("route", route, "boundary", boundary, "direction", "in").increment((double) in);
        bytes.withTags("route", route, "boundary", boundary, "direction", "out").increment((double) out);
    }

    private String route(Callback callback) {
        return callback.service().equals(Route.OWN)
                ? Route.own(callback.operation()).name()
                : routes.find(callback.service(), callback.operation())
                        .map(Route::name)
                        .orElse(OTHER_ROUTE);
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static <E extends Mutation> @Nullable E edit(Transition transition, Class<E> kind) {
        for (Mutation edit : transition.mutations()) {
            if (kind.isInstance(edit)) {
                return kind.cast(edit);
            }
        }
        return null;
    }

    // ---- what changes no state

    @Override
    public Optional<Callback> find(CallbackId id) {
        return ledger.find(id);
    }

    @Override
    public boolean withdraw(Callback registered) {
        return ledger.withdraw(registered);
    }

    @Override
    public DuePage due(Queue queue, int shard, Instant now, int limit, @Nullable PageToken after) {
        return ledger.due(queue, shard, now, limit, after);
    }

    @Override
    public List<CallbackId> findWaiting(String executionArn) {
        return ledger.findWaiting(executionArn);
    }

    @Override
    public int shards() {
        return ledger.shards();
    }

    @Override
    public ShardOwner shardOwner(Queue queue, int shard) {
        return ledger.shardOwner(queue, shard);
    }

    @Override
    public boolean acquireShard(Queue queue, int shard, String owner, ShardOwner seen) {
        return ledger.acquireShard(queue, shard, owner, seen);
    }

    @Override
    public Page list(Filter filter, int limit, @Nullable String cursor) {
        return ledger.list(filter, limit, cursor);
    }
}
