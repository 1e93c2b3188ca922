package io.taskgate.http.limit;

import io.taskgate.ratelimit.AdaptiveTokenBucket;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/// Tracks the usage of callers, bounded in number: the longest idle caller is evicted first, and none with
/// requests in flight. Thread-safe.
///
/// @param <K> identifies a caller
final class CallerTable<K> {

    private static final long SECOND = 1_000_000_000L;

    private final Map<K, Usage> usages = new LinkedHashMap<>(64, 0.75f, true);
    private final int most;
    private long latest = Long.MIN_VALUE;

    /// The usage of one caller.
    static final class Usage {
        private final AdaptiveTokenBucket bucket;
        private int inWork;

        private Usage(AdaptiveTokenBucket bucket) {
            this.bucket = bucket;
        }
    }

    sealed interface Admission {
        /// The caller must [#release] it.
        record Admitted(Usage usage) implements Admission {}

        record TooManyConcurrent() implements Admission {}

        /// @param seconds until another request is admitted
        record RateExceeded(long seconds) implements Admission {}
    }

    CallerTable(int most) {
        this.most = most;
    }

    /// @param nanos wall-clock time; a time that goes backwards counts as the latest
    synchronized Admission admit(K caller, CallerLimit limit, long nanos) {
        latest = Math.max(latest, nanos);
        Usage usage = usages.computeIfAbsent(
                caller, _ -> new Usage(new AdaptiveTokenBucket(limit.burst(), limit.rate(), latest)));
        if (usages.size() > most) {
            evictOne(usage);
        }
        if (usage.inWork >= limit.concurrency()) {
            return new Admission.TooManyConcurrent();
        }
        if (!usage.bucket.tryAcquire(latest)) {
            return new Admission.RateExceeded(Math.max(1, Math.ceilDiv(usage.bucket.nanosToToken(latest), SECOND)));
        }
        usage.inWork++;
        return new Admission.Admitted(usage);
    }

    synchronized void release(Usage usage) {
        usage.inWork--;
    }

    synchronized int size() {
        return usages.size();
    }

    private void evictOne(Usage but) {
        Iterator<Usage> eldest = usages.values().iterator();
        while (eldest.hasNext()) {
            Usage usage = eldest.next();
            if (usage.inWork == 0 && usage != but) {
                eldest.remove();
                return;
            }
        }
    }
}
