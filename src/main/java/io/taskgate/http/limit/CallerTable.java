package io.taskgate.http.limit;

import io.taskgate.ratelimit.AdaptiveTokenBucket;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/// The use that callers make, bounded in number: the one that was idle longest is forgotten first, and none
/// with requests in work. Safe for many threads.
///
/// @param <K> what tells callers apart
final class CallerTable<K> {

    private static final long SECOND = 1_000_000_000L;

    private final Map<K, Usage> usages = new LinkedHashMap<>(64, 0.75f, true);
    private final int most;
    private long latest = Long.MIN_VALUE;

    /// One caller's.
    static final class Usage {
        private final AdaptiveTokenBucket bucket;
        private int inWork;

        private Usage(AdaptiveTokenBucket bucket) {
            this.bucket = bucket;
        }
    }

    sealed interface Admission {
        /// The caller gives it back by [#release].
        record Admitted(Usage usage) implements Admission {}

        record TooMany() implements Admission {}

        /// @param seconds until another request is admitted
        record TooFast(long seconds) implements Admission {}
    }

    CallerTable(int most) {
        this.most = most;
    }

    /// @param nanos by the wall clock; what goes back is taken for the latest
    synchronized Admission admit(K caller, CallerLimit limit, long nanos) {
        latest = Math.max(latest, nanos);
        Usage usage = usages.computeIfAbsent(
                caller, _ -> new Usage(new AdaptiveTokenBucket(limit.burst(), limit.rate(), latest)));
        if (usages.size() > most) {
            forgetOne(usage);
        }
        if (usage.inWork >= limit.concurrency()) {
            return new Admission.TooMany();
        }
        if (!usage.bucket.tryTake(latest)) {
            return new Admission.TooFast(Math.max(1, Math.ceilDiv(usage.bucket.nanosToToken(latest), SECOND)));
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

    private void forgetOne(Usage but) {
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
