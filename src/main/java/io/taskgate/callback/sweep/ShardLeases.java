package io.taskgate.callback.sweep;

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

/// Shares the busy parts of the due index among replicas, so that these do not all look at the same records. A
/// part is
/// busy when more is due in it than one page; the others are swept by all, and cost no lease. Safety never
/// rests on this: every act of the sweep is a guarded write, and two may hold a part for a moment.
///
/// Leases compare versions and this process's own monotonic clock, never two machines' wall clocks. Every few
/// rounds a process looks whose all parts are, and with two fewer than another takes one of that other's in the
/// next: so all come to as many, give or take one, without a count of the replicas. Safe for many threads.
final class ShardLeases {

    /// Rounds from one look at all parts to the next. A look costs a read for each part.
    private static final int LOOK_EVERY = 4;

    private final Ledger ledger;
    private final Sleeper pauses;
    private final StalenessTracker<Part, Long> watch;
    private final String me = UUID.randomUUID().toString();

    /// Whose the parts are that were looked at in this round.
    private final Map<Part, String> owners = new ConcurrentHashMap<>();

    /// Another's part that this process takes in this round.
    private volatile @Nullable Part wanted;

    private volatile boolean looksAround;
    private volatile boolean anyBusy;
    private int rounds;

    ShardLeases(Ledger ledger, Sleeper pauses) {
        this.ledger = ledger;
        this.pauses = pauses;
        this.watch = new StalenessTracker<>(pauses);
    }

    private record Part(Ledger.Queue queue, int shard) {}

    /// Whether this process sweeps a part: one that is not busy in any case; a busy one where its lease could
    /// be renewed, or taken because it is free, is another's that has too many, or is of a holder that stands
    /// still. What is wanted is taken also when another has just swept it: else who always comes second would
    /// never have it.
    boolean maySweep(Ledger.Queue queue, int shard, boolean busy) {
        Part part = new Part(queue, shard);
        if (!busy && !part.equals(wanted)) {
            if (looksAround) {
                note(part, ledger.holder(queue, shard));
            }
            return true;
        }
        if (busy) {
            anyBusy = true;
        }
        Ledger.Holder now = ledger.holder(queue, shard);
        boolean is = mayHold(part, now) && ledger.hold(queue, shard, me, now);
        note(part, is ? new Ledger.Holder(me, now.version() + 1) : now);
        return is || !busy;
    }

    /// Who stands still holds nothing.
    private void note(Part part, Ledger.Holder holder) {
        if (!holder.owner().isEmpty() && !standsStill(part, holder)) {
            owners.put(part, holder.owner());
        }
    }

    private boolean standsStill(Part part, Ledger.Holder holder) {
        return watch.stoodFor(part, holder.version()) >= ProtocolTimings.LEASE.toNanos();
    }

    private boolean mayHold(Part part, Ledger.Holder now) {
        return now.owner().equals(me) || now.owner().isEmpty() || part.equals(wanted) || standsStill(part, now);
    }

    void roundEnded() {
        wanted = looksAround ? fromTheRichest() : null;
        owners.clear();
        rounds++;
        looksAround = anyBusy && rounds % LOOK_EVERY == 0;
        anyBusy = false;
    }

    /// By chance: else all that have too few would choose the same.
    private @Nullable Part fromTheRichest() {
        Map<String, Long> held = owners.values().stream().collect(groupingBy(it -> it, counting()));
        long mine = held.getOrDefault(me, 0L);
        return held.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .filter(richest -> richest.getValue() >= mine + 2)
                .map(richest -> anyOf(richest.getKey()))
                .orElse(null);
    }

    private Part anyOf(String owner) {
        List<Part> parts = new ArrayList<>();
        owners.forEach((part, its) -> {
            if (its.equals(owner)) {
                parts.add(part);
            }
        });
        return parts.get(pauses.random().nextInt(parts.size()));
    }
}
