package io.taskgate.callback;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// Shares the busy parts of the due index among replicas, so that these do not all look at the same records. A part is
/// busy when more is due in it than one page; the others are swept by all, and cost no lease. Safety never rests on
/// this: every act of the sweep is a guarded write, and two may hold a part for a moment.
///
/// Leases compare versions and this process's own monotonic clock, never two machines' wall clocks. A process with two
/// parts fewer than another takes one of that other's after each round, so that all come to as many, give or take one,
/// without a count of the replicas. Safe for many threads.
final class PartLeases {

    private final Ledger ledger;
    private final Watch<Part, Long> watch;
    private final String me = UUID.randomUUID().toString();

    /// Whose the parts are that were busy in this round.
    private final Map<Part, String> owners = new ConcurrentHashMap<>();

    /// Another's part that this process takes in the next round.
    private volatile @Nullable Part wanted;

    PartLeases(Ledger ledger, Pauses pauses) {
        this.ledger = ledger;
        this.watch = new Watch<>(pauses);
    }

    private record Part(Ledger.Queue queue, int shard) {}

    /// Whether this process sweeps a part that is busy: its lease is renewed, or taken where it is free, is another's
    /// that has too many, or is of a holder that stands still.
    boolean isMine(Ledger.Queue queue, int shard) {
        Part part = new Part(queue, shard);
        Ledger.Holder now = ledger.holder(queue, shard);
        boolean is = mayHold(part, now) && ledger.hold(queue, shard, me, now);
        if (is || !now.owner().isEmpty()) {
            owners.put(part, is ? me : now.owner());
        }
        return is;
    }

    private boolean mayHold(Part part, Ledger.Holder now) {
        return now.owner().equals(me)
                || now.owner().isEmpty()
                || part.equals(wanted)
                || watch.stoodFor(part, now.version()) >= Timing.LEASE.toNanos();
    }

    /// Chooses what to take from another. By chance: else all that have too few would choose the same.
    void roundEnded() {
        Map<String, Long> held = new HashMap<>(owners.values().stream().collect(groupingBy(it -> it, counting())));
        long mine = held.getOrDefault(me, 0L);
        wanted = held.entrySet().stream()
                .max(Map.Entry.comparingByValue(Comparator.naturalOrder()))
                .filter(richest -> richest.getValue() >= mine + 2)
                .map(richest -> anyOf(richest.getKey()))
                .orElse(null);
        owners.clear();
    }

    private Part anyOf(String owner) {
        List<Part> parts = new ArrayList<>();
        owners.forEach((part, its) -> {
            if (its.equals(owner)) {
                parts.add(part);
            }
        });
        return parts.get(ThreadLocalRandom.current().nextInt(parts.size()));
    }
}
