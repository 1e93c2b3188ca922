package io.taskgate.callback;

import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/// Shares the busy parts of the due index among replicas, so that these do not all look at the same records. A part is
/// busy when more is due in it than one page; the others are swept by all, and cost no lease. Safety never rests on
/// this: every act of the sweep is a guarded write, and two may hold a part for a moment.
///
/// Leases compare versions and this process's own monotonic clock, never two machines' wall clocks. A process that
/// can't keep up gives one part back after each round that took too long, and leaves free ones to others for a while;
/// so the parts go to where there is room, without a count of the replicas. Safe for many threads.
final class PartLeases {

    /// A process that is too slow leaves a free part to the others for so long.
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Ledger ledger;
    private final Watch<Part, Long> watch;
    private final String me = UUID.randomUUID().toString();
    private final Set<Part> mine = ConcurrentHashMap.newKeySet();
    private volatile boolean isSlow;

    PartLeases(Ledger ledger, Pauses pauses) {
        this.ledger = ledger;
        this.watch = new Watch<>(pauses);
    }

    private record Part(Ledger.Queue queue, int shard) {}

    /// Whether this process sweeps a part that is busy: its lease is renewed, or taken where it is free or its holder
    /// stands still.
    boolean isMine(Ledger.Queue queue, int shard) {
        Part part = new Part(queue, shard);
        Ledger.Holder now = ledger.holder(queue, shard);
        boolean is = mayHold(part, now) && ledger.hold(queue, shard, me, now);
        if (is) {
            mine.add(part);
        } else {
            mine.remove(part);
        }
        return is;
    }

    private boolean mayHold(Part part, Ledger.Holder now) {
        if (now.owner().equals(me)) {
            return true;
        }
        long stood = watch.stoodFor(part, now.version());
        boolean free = now.owner().isEmpty() && (!isSlow || stood >= PATIENCE.toNanos());
        return free || stood >= Timing.LEASE.toNanos();
    }

    /// @param tooLong whether the next one should have begun by now
    void roundEnded(boolean tooLong) {
        isSlow = tooLong;
        if (tooLong && mine.size() > 1) {
            Part part = mine.iterator().next();
            mine.remove(part);
            Ledger.Holder now = ledger.holder(part.queue(), part.shard());
            if (now.owner().equals(me)) {
                ledger.hold(part.queue(), part.shard(), "", now);
            }
        }
    }
}
