package io.taskgate.simulation.backlog;

import io.taskgate.callback.ledger.Guard;
import io.taskgate.callback.ledger.Ledger;
import io.taskgate.callback.ledger.Mutation;
import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.CallbackBuilder;
import io.taskgate.callback.model.CallbackId;
import io.taskgate.callback.model.CallbackOwner;
import io.taskgate.callback.model.CallbackState;
import io.taskgate.callback.model.Outcome;
import io.taskgate.callback.model.RegisteredTask;
import io.taskgate.callback.model.SealedToken;
import io.taskgate.callback.model.TaskToken;
import io.taskgate.callback.model.TokenOrder;
import io.taskgate.callback.vault.TokenVault;
import io.taskgate.payload.claimcheck.Payload;
import io.taskgate.simulation.world.SimulatedScheduler;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Committed answers in arrays, from which records are created when they are read. Each call takes some
/// milliseconds. For threads of one scheduler.
final class BacklogTable implements Ledger {

    private static final int SHARDS = 8;
    private static final int BITS = 22;
    private static final int DIGITS = 22;
    private static final long NEVER = -1;
    private static final Duration FAST = Duration.ofMillis(3);
    private static final long SPREAD = Duration.ofMillis(12).toNanos();
    private static final SealedToken NOT_OPENED = new SealedToken("v1.none");
    private static final Payload RESULT = new Payload.Inline("{\"done\":true}".getBytes(StandardCharsets.UTF_8));

    private final SimulatedScheduler scheduler;
    private final RandomGenerator random;
    private final TokenVault vault;
    private final Instant begun;
    private final @Nullable SealedToken[] tokens;
    private final CallbackState[] states;
    private final boolean[] held;
    private final int[] fences;
    private final long[] due;
    private final long[] committed;
    private final List<NavigableSet<Long>> reports = new ArrayList<>();
    private final Map<String, ShardOwner> holders = new HashMap<>();
    private long calls;

    /// @param most the maximum number of answers
    /// @param begun the time at which the run starts
    BacklogTable(SimulatedScheduler scheduler, RandomGenerator random, TokenVault vault, Instant begun, int most) {
        this.scheduler = scheduler;
        this.random = random;
        this.vault = vault;
        this.begun = begun;
        tokens = new SealedToken[most];
        states = new CallbackState[most];
        held = new boolean[most];
        fences = new int[most];
        due = new long[most];
        committed = new long[most];
        for (int i = 0; i < SHARDS; i++) {
            reports.add(new TreeSet<>());
        }
    }

    /// Returns the number of calls.
    long calls() {
        return calls;
    }

    /// Adds an answer of the backlog: it is due, and no process reports it.
    void owed(int number) {
        states[number] = CallbackState.SETTLING;
        move(number, 0);
    }

    /// Adds an answer that was just committed by a process that reports it itself.
    Callback fresh(int number) {
        states[number] = CallbackState.SETTLING;
        held[number] = true;
        committed[number] = scheduler.now();
        move(number, millis(scheduler.now()) + Duration.ofSeconds(10).toMillis());
        return callback(number);
    }

    /// Returns the nanoseconds since the start of the run.
    long committedAt(int number) {
        return committed[number];
    }

    static int number(String text) {
        return Integer.parseInt(text.substring(text.length() - DIGITS));
    }

    private static CallbackId id(int number) {
        return new CallbackId("cb_" + "0".repeat(27 - DIGITS) + String.format("%0" + DIGITS + "d", number));
    }

    private static long millis(long nanos) {
        return Duration.ofNanos(nanos).toMillis();
    }

    private void move(int number, long to) {
        NavigableSet<Long> shard = reports.get(number % SHARDS);
        shard.remove(place(due[number], number));
        due[number] = to;
        if (to != NEVER) {
            shard.add(place(to, number));
        }
    }

    private static long place(long dueAt, int number) {
        return (dueAt << BITS) | number;
    }

    private void pass() {
        calls++;
        scheduler.sleep(FAST.plusNanos(random.nextLong(SPREAD)));
    }

    /// Seals one token for all answers, because sealing costs more than everything else here.
    private SealedToken sealed(int number, CallbackId id) {
        SealedToken known = tokens[number];
        if (known == null) {
            known = vault.seal(
                    TaskToken.of("token-" + id.value().substring(id.value().length() - DIGITS)), id);
            tokens[number] = known;
        }
        return known;
    }

    private Callback callback(int number) {
        CallbackId id = id(number);
        boolean settling = states[number] == CallbackState.SETTLING;
        RegisteredTask task = new RegisteredTask(
                "digest",
                sealed(number, id),
                "arn:aws:states:eu-central-1:123456789012:execution:machine:run",
                "Await",
                begun,
                null,
                null,
                new RegisteredTask.RequestSize(100, 100, null),
                0L);
        return new CallbackBuilder(id, "scale", "orders", "approve", states[number], begun)
                .correlationKey("key")
                .owner(new CallbackOwner("key:scale", null))
                .generation(1)
                .order(new TokenOrder(0, begun, 0, begun))
                .task(task)
                .dispatch(Callback.Dispatch.SENT)
                .outcome(settling ? Outcome.success(RESULT, "digest", "operation", begun) : null)
                .lease(new Callback.Lease(fences[number], held[number], false))
                .dueAt(due[number] == NEVER ? null : begun.plusMillis(due[number]))
                .build();
    }

    @Override
    public Optional<Callback> find(CallbackId id) {
        pass();
        return Optional.of(callback(number(id.value())));
    }

    @Override
    public Write apply(CallbackId id, Transition transition) {
        pass();
        int number = number(id.value());
        Guard guard = transition.guard();
        boolean holds =
                guard.states().contains(states[number]) && (guard.fence() == null || guard.fence() == fences[number]);
        if (!holds) {
            return new Write.ConditionFailed(callback(number));
        }
        transition.mutations().forEach(edit -> edit(number, edit));
        return new Write.Applied(callback(number));
    }

    private void edit(int number, Mutation edit) {
        switch (edit) {
            case Mutation.SetState(CallbackState state, Instant at, String reason) -> {
                states[number] = state;
                tokens[number] = state == CallbackState.SETTLING ? tokens[number] : NOT_OPENED;
            }
            case Mutation.SetLease(Callback.Lease lease) -> {
                fences[number] = (int) lease.fence();
                held[number] = lease.held();
            }
            case Mutation.SetDue(Instant at) ->
                move(number, at == null ? NEVER : Duration.between(begun, at).toMillis());
            default -> {
                // Not relevant here.
            }
        }
    }

    @Override
    public DuePage due(Queue queue, int shard, Instant now, int limit, @Nullable PageToken after) {
        pass();
        if (queue != Queue.of(CallbackState.SETTLING)) {
            return new DuePage(List.of(), null);
        }
        long from = after == null
                ? 0
                : place(
                                Duration.between(begun, after.due()).toMillis(),
                                number(after.id().value()))
                        + 1;
        long to = place(Duration.between(begun, now).toMillis() + 1, 0);
        List<CallbackId> ids = new ArrayList<>();
        long last = 0;
        for (long place : to <= from ? new TreeSet<Long>() : reports.get(shard).subSet(from, to)) {
            if (ids.size() == limit) {
                break;
            }
            ids.add(id((int) (place & ((1L << BITS) - 1))));
            last = place;
        }
        return new DuePage(
                ids, ids.size() < limit ? null : new PageToken(begun.plusMillis(last >> BITS), ids.getLast()));
    }

    @Override
    public int shards() {
        return SHARDS;
    }

    @Override
    public ShardOwner shardOwner(Queue queue, int shard) {
        pass();
        return holders.getOrDefault(queue + "/" + shard, new ShardOwner("", 0));
    }

    @Override
    public boolean acquireShard(Queue queue, int shard, String owner, ShardOwner seen) {
        pass();
        String part = queue + "/" + shard;
        boolean mine = holders.getOrDefault(part, new ShardOwner("", 0)).equals(seen);
        if (mine) {
            holders.put(part, new ShardOwner(owner, seen.version() + 1));
        }
        return mine;
    }

    @Override
    public List<CallbackId> findWaiting(String executionArn) {
        throw new IllegalStateException("The workload has no ended executions.");
    }

    @Override
    public Write create(Callback fresh) {
        throw new IllegalStateException("The workload has no registrations.");
    }

    @Override
    public boolean withdraw(Callback registered) {
        throw new IllegalStateException("The workload has no registrations.");
    }

    @Override
    public Page list(Filter filter, int limit, @Nullable String cursor) {
        throw new IllegalStateException("The workload has no lists.");
    }
}
