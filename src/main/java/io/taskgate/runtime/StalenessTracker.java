package io.taskgate.runtime;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Measures how long values have been unchanged while this process watched them, on its own monotonic clock.
/// Leases expire by this time, because clocks of different machines must not be compared. Thread-safe.
///
/// @param <K> identifies a value
/// @param <V> the value, compared by equals
public final class StalenessTracker<K, V> {

    private final Sleeper sleeper;
    private final Map<K, Seen<V>> seen = new ConcurrentHashMap<>();

    public StalenessTracker(Sleeper sleeper) {
        this.sleeper = sleeper;
    }

    private record Seen<V>(V value, long sinceNanos) {}

    /// @return how long the value has been unchanged, in nanoseconds; 0 if it is new
    public long unchangedFor(K key, V value) {
        long now = sleeper.nanoTime();
        Seen<V> since = seen.compute(
                key, (same, known) -> known != null && known.value().equals(value) ? known : new Seen<>(value, now));
        return now - since.sinceNanos();
    }

    /// Removes all keys except these.
    public void retain(Set<K> keys) {
        seen.keySet().retainAll(keys);
    }
}
