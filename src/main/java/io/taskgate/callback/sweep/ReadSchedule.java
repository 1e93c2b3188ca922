package io.taskgate.callback.sweep;

import io.taskgate.callback.ledger.Ledger;
import io.taskgate.runtime.Sleeper;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The times at which the shards of the due index are read by the process that reads for its fleet: a shard in which
/// something was due in the next pass, an empty one after twice as long each time, up to [#LONGEST], and at the next
/// due time that the index has shown. Thread-safe.
final class ReadSchedule {

    /// The longest time between two reads of a shard. Sixteen shards are read 1.6 times a second then.
    static final Duration LONGEST = Duration.ofSeconds(10);

    private static final Duration SHORTEST = Duration.ofSeconds(1);

    private final Sleeper sleeper;
    private final Map<Shard, Entry> entries = new ConcurrentHashMap<>();

    ReadSchedule(Sleeper sleeper) {
        this.sleeper = sleeper;
    }

    private record Shard(Ledger.Queue queue, int number) {}

    private record Entry(long at, long pause) {}

    /// Returns whether a shard is to be read now; so is one that was not read yet.
    boolean isTime(Ledger.Queue queue, int shard) {
        Entry entry = entries.get(new Shard(queue, shard));
        return entry == null || sleeper.nanoTime() - entry.at() >= 0;
    }

    /// Fixes the next read of a shard that was read at `now`.
    ///
    /// @param next the next due time that the index has shown; null if it has shown none
    void read(Ledger.Queue queue, int shard, boolean anyDue, @Nullable Instant next, Instant now) {
        entries.compute(new Shard(queue, shard), (_, was) -> {
            long pause = anyDue || was == null ? SHORTEST.toNanos() : Math.min(2 * was.pause(), LONGEST.toNanos());
            if (anyDue) {
                // In the next pass: what is watched there has to be seen by every pass.
                return new Entry(sleeper.nanoTime(), pause);
            }
            long wait = next == null
                    ? pause
                    : Math.min(pause, Math.max(0, Duration.between(now, next).toNanos()));
            return new Entry(sleeper.nanoTime() + wait, pause);
        });
    }

    /// Forgets all: another process reads.
    void clear() {
        entries.clear();
    }
}
