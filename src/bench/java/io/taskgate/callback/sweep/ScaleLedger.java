package io.taskgate.callback.sweep;

import io.taskgate.callback.ledger.Ledger;
import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.CallbackId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The ledger client of one process: each call takes time on the clock of the process.
///
/// @param holders the owners of shards, shared by all processes
record ScaleLedger(ScaleTable table, ScaleProcess process, Map<String, ShardOwner> holders) implements Ledger {

    /// The cost of a signed call on one core, as measured (docs/benchmarks.md): with 64 concurrent calls it
    /// exceeds their latency.
    static final Duration CALL = Duration.ofNanos(150_000);

    static Map<String, ShardOwner> nobody() {
        return new ConcurrentHashMap<>();
    }

    @Override
    public Optional<Callback> find(CallbackId id) {
        process.spend(CALL);
        return Optional.of(table.find(id, process.instant()));
    }

    @Override
    public Write apply(CallbackId id, Transition transition) {
        process.spend(CALL);
        return table.apply(id, transition, process.instant());
    }

    @Override
    public DuePage due(Queue queue, int shard, Instant now, int limit, @Nullable PageToken after) {
        process.spend(CALL);
        return table.due(queue, shard, now, limit, after);
    }

    @Override
    public List<CallbackId> findWaiting(String executionArn) {
        throw new IllegalStateException("The workload has no ended executions.");
    }

    @Override
    public int shards() {
        return ScaleTable.SHARDS;
    }

    @Override
    public ShardOwner shardOwner(Queue queue, int shard) {
        process.spend(CALL);
        return holders.getOrDefault(queue + "/" + shard, new ShardOwner("", 0));
    }

    @Override
    public boolean acquireShard(Queue queue, int shard, String owner, ShardOwner seen) {
        process.spend(CALL);
        ShardOwner next = new ShardOwner(owner, seen.version() + 1);
        String part = queue + "/" + shard;
        return seen.version() == 0 ? holders.putIfAbsent(part, next) == null : holders.replace(part, seen, next);
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
