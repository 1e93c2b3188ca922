package io.taskgate.runtime;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// How long things have stood still while this process watched them, by its own monotonic clock. Leases are
/// judged by it: no two machines' clocks are ever compared. Safe for many threads.
///
/// @param <K> what is watched
/// @param <V> what of it changes for as long as it moves, compared by equals
public final class StalenessTracker<K, V> {

    private final Sleeper pauses;
    private final Map<K, Seen<V>> seen = new ConcurrentHashMap<>();

    public StalenessTracker(Sleeper pauses) {
        this.pauses = pauses;
    }

    private record Seen<V>(V value, long sinceNanos) {}

    /// @return for how long the value has been this one, in nanoseconds; 0 where it is seen for the first time
    public long stoodFor(K key, V value) {
        long now = pauses.nanoTime();
        Seen<V> since = seen.compute(
                key, (same, known) -> known != null && known.value().equals(value) ? known : new Seen<>(value, now));
        return now - since.sinceNanos();
    }

    /// Forgets all but these.
    public void retain(Set<K> keys) {
        seen.keySet().retainAll(keys);
    }
}
