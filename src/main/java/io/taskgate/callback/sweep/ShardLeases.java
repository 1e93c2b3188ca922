package io.taskgate.callback.sweep;

import static java.util.Comparator.comparing;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import io.taskgate.callback.ledger.Ledger;
import io.taskgate.callback.model.ProtocolTimings;
import io.taskgate.runtime.Sleeper;
import io.taskgate.runtime.StalenessTracker;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Divides the busy shards of the due index among replicas, so that they do not all process the same records. A
/// shard is busy if it has more due records than one page; the other shards are swept by all replicas, and cost
/// no lease. Safety does not depend on this: every write of the sweep is guarded, and two replicas may have one
/// shard for a moment.
///
/// Leases compare versions and this process's own monotonic clock, never the wall clocks of two machines. Every
/// few passes a process reads the owners of all shards; if it has two fewer than another process, it takes one
/// of that process's shards in the next pass: so all have as many, give or take one, without a count of the
/// replicas. Thread-safe.
final class ShardLeases {

    /// The number of passes from one read of all owners to the next. It costs a read for each shard.
    private static final int PASSES_PER_CHECK = 4;

    private final Ledger ledger;
    private final Sleeper sleeper;
    private final StalenessTracker<Part, Long> watch;
    private final String self;

    /// The owners of the shards that were read in this pass.
    private final Map<Part, String> owners = new ConcurrentHashMap<>();

    /// The shard of another process that this process takes in this pass.
    private volatile @Nullable Part wanted;

    private volatile boolean checksOwners;
    private volatile boolean anyBusy;
    private int passes;

    ShardLeases(Ledger ledger, Sleeper sleeper) {
        this.ledger = ledger;
        this.sleeper = sleeper;
        // from the same source as all random choices here, so that a seed gives one run
        this.self = new UUID(sleeper.random().nextLong(), sleeper.random().nextLong()).toString();
        this.watch = new StalenessTracker<>(sleeper);
    }

    private record Part(Ledger.Queue queue, int shard) {}

    /// Returns whether this process sweeps a shard: one that is not busy always; a busy one if its lease could
    /// be renewed, or taken because it is free, is owned by a process that has too many, or by a process that
    /// stopped. A wanted shard is taken also if another process has just swept it: otherwise a process that
    /// always comes second would never get it.
    boolean maySweep(Ledger.Queue queue, int shard, boolean busy) {
        Part part = new Part(queue, shard);
        if (!busy && !part.equals(wanted)) {
            if (checksOwners) {
                recordOwner(part, ledger.shardOwner(queue, shard));
            }
            return true;
        }
        if (busy) {
            anyBusy = true;
        }
        Ledger.ShardOwner now = ledger.shardOwner(queue, shard);
        boolean is = mayAcquire(part, now) && ledger.acquireShard(queue, shard, self, now);
        recordOwner(part, is ? new Ledger.ShardOwner(self, now.version() + 1) : now);
        return is || !busy;
    }

    /// Records an owner. A process that has stopped owns nothing.
    private void recordOwner(Part part, Ledger.ShardOwner holder) {
        if (!holder.owner().isEmpty() && !isStale(part, holder)) {
            owners.put(part, holder.owner());
        }
    }

    private boolean isStale(Part part, Ledger.ShardOwner holder) {
        return watch.unchangedFor(part, holder.version()) >= ProtocolTimings.LEASE.toNanos();
    }

    private boolean mayAcquire(Part part, Ledger.ShardOwner now) {
        return now.owner().equals(self) || now.owner().isEmpty() || part.equals(wanted) || isStale(part, now);
    }

    void passEnded() {
        wanted = checksOwners ? shardOfBusiestOwner() : null;
        owners.clear();
        passes++;
        checksOwners = anyBusy && passes % PASSES_PER_CHECK == 0;
        anyBusy = false;
    }

    /// A random shard of the process with the most: otherwise all processes that have too few would choose the
    /// same.
    private @Nullable Part shardOfBusiestOwner() {
        Map<String, Long> held = owners.values().stream().collect(groupingBy(it -> it, counting()));
        long mine = held.getOrDefault(self, 0L);
        return held.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .filter(richest -> richest.getValue() >= mine + 2)
                .map(richest -> randomShardOf(richest.getKey()))
                .orElse(null);
    }

    private Part randomShardOf(String owner) {
        List<Part> parts = new ArrayList<>();
        owners.forEach((part, its) -> {
            if (its.equals(owner)) {
                parts.add(part);
            }
        });
        // the map's order differs between processes, because an enum's hash code does: a seed must give one choice
        parts.sort(comparing(Part::queue).thenComparingInt(Part::shard));
        return parts.get(sleeper.random().nextInt(parts.size()));
    }
}
