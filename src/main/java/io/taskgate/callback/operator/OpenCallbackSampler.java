package io.taskgate.callback.operator;

import io.taskgate.callback.ledger.Ledger.PageToken;
import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.CallbackId;
import io.taskgate.callback.operator.OpenCallbackIndex.IndexPage;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Samples the open callbacks from the due index, at most once in some seconds for all callers. A sample reads one page
/// of each partition and at most 600 records. Earlier due times are sampled more densely than
/// later ones. Thread-safe.
@Singleton
public final class OpenCallbackSampler {

    /// The age from which on a request takes a new sample.
    public static final Duration MAX_AGE = Duration.ofSeconds(10);

    /// The ends of the strata, relative to the time of the sample. The last stratum has all later due times.
    public static final Duration SOON = Duration.ofMinutes(5);

    public static final Duration LATER = Duration.ofHours(1);

    /// The most records of one stratum.
    static final int STRATUM_SIZE = 200;

    /// The entries that are read of each partition.
    static final int PAGE_SIZE = 500;

    private final OpenCallbackIndex index;
    private final OpenCallbackReader reader;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable OpenCallbackSample latest;

    public OpenCallbackSampler(OpenCallbackIndex index, Clock clock) {
        this.index = index;
        this.reader = new OpenCallbackReader(index);
        this.clock = clock;
    }

    /// Returns a sample that is at most [#MAX_AGE] old, or an older one while another thread takes the next.
    public OpenCallbackSample sample() {
        OpenCallbackSample old = latest;
        if (!lock.tryLock()) {
            if (old != null) {
                return old;
            }
            lock.lock();
        }
        try {
            Instant now = clock.instant();
            OpenCallbackSample current = latest;
            if (current == null
                    || current.at().isBefore(now.minus(MAX_AGE))
                    || current.at().isAfter(now)) {
                current = take(now);
                latest = current;
            }
            return current;
        } finally {
            lock.unlock();
        }
    }

    private OpenCallbackSample take(Instant now) {
        List<IndexPage> pages = reader.readPages(partition -> index.read(partition, Instant.EPOCH, null, PAGE_SIZE));
        boolean isAll = pages.stream().allMatch(IndexPage::isLast);
        List<PageToken> entries = pages.stream()
                .flatMap(page -> page.entries().stream())
                .sorted(Comparator.comparing(PageToken::due))
                .toList();
        int soon = countUntil(entries, now.plus(SOON));
        int later = countUntil(entries, now.plus(LATER));
        List<OpenCallbackSample.Entry> sampled = new ArrayList<>();
        boolean isExact = isAll;
        for (List<PageToken> stratum : List.of(
                entries.subList(0, soon), entries.subList(soon, later), entries.subList(later, entries.size()))) {
            isExact = addStratum(stratum, sampled) && isExact;
        }
        return new OpenCallbackSample(now, isExact, sampled);
    }

    /// @return whether all callbacks of the stratum are read
    private boolean addStratum(List<PageToken> stratum, List<OpenCallbackSample.Entry> to) {
        int size = Math.min(stratum.size(), STRATUM_SIZE);
        double weight = size == 0 ? 1 : (double) stratum.size() / size;
        List<PageToken> chosen = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            chosen.add(stratum.get((int) (i * weight)));
        }
        Map<CallbackId, Callback> records =
                reader.find(chosen.stream().map(PageToken::id).toList());
        for (PageToken entry : chosen) {
            Callback record = records.get(entry.id());
            if (record != null && !record.state().isEnd()) {
                to.add(new OpenCallbackSample.Entry(record, entry.due(), weight));
            }
        }
        return size == stratum.size();
    }

    private static int countUntil(List<PageToken> entries, Instant end) {
        return (int) entries.stream().filter(entry -> !entry.due().isAfter(end)).count();
    }
}
