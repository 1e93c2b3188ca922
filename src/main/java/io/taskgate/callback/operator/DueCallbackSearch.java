package io.taskgate.callback.operator;

import io.taskgate.callback.ledger.Ledger.PageToken;
import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.CallbackId;
import io.taskgate.callback.operator.OpenCallbackIndex.IndexPage;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Searches the open callbacks in the order of their due times. A search reads one page of each partition of the due
/// index and at most [#MAX_EXAMINED] records, however few of them match. Thread-safe.
@Singleton
public final class DueCallbackSearch {

    /// The number of records that one search reads.
    public static final int MAX_EXAMINED = 2 * OpenCallbackIndex.MAX_RECORDS;

    /// The size of a page. The callbacks that are due next are spread over the partitions: a fourth of all that a
    /// search reads is more than one partition has of them.
    private static final int PAGE_SIZE = MAX_EXAMINED / 4;

    private final OpenCallbackIndex index;
    private final OpenCallbackReader reader;

    public DueCallbackSearch(OpenCallbackIndex index) {
        this.index = index;
        this.reader = new OpenCallbackReader(index);
    }

    /// The result of a search.
    ///
    /// @param callbacks the matches in the order of their due times
    /// @param cursor        the position at which the search ended; null if nothing is left
    /// @param searchedUntil the due time of the last callback that was read; null if all were read
    public record Result(
            List<Callback> callbacks,
            @Nullable String cursor,
            @Nullable Instant searchedUntil) {}

    /// An entry of a partition, and its place among the entries that were read.
    private record Candidate(int partition, int place, PageToken entry) {}

    /// @param matches the callbacks to find; asked of open callbacks only
    /// @param limit   the most matches to return, at least 1
    /// @param cursor  the cursor of the search before; null for the beginning
    /// @throws IllegalArgumentException if it is not a cursor
    public Result search(Predicate<Callback> matches, int limit, @Nullable String cursor) {
        DuePosition from = Optional.ofNullable(cursor)
                .map(text -> DuePosition.decode(text)
                        .orElseThrow(() -> new IllegalArgumentException("not a cursor of this search")))
                .orElse(DuePosition.START);
        List<IndexPage> pages =
                reader.readPages(partition -> index.read(partition, from.due(), from.in(partition), PAGE_SIZE));
        List<Candidate> candidates = merge(pages);
        boolean isAll = candidates.size()
                        == pages.stream()
                                .mapToInt(page -> page.entries().size())
                                .sum()
                && pages.stream().allMatch(IndexPage::isLast);
        return select(candidates, isAll, matches, limit, from);
    }

    private Result select(
            List<Candidate> candidates, boolean isAll, Predicate<Callback> matches, int limit, DuePosition from) {
        List<Callback> found = new ArrayList<>();
        DuePosition position = from;
        for (int start = 0; start < candidates.size(); start += OpenCallbackIndex.MAX_RECORDS) {
            List<Candidate> chunk =
                    candidates.subList(start, Math.min(candidates.size(), start + OpenCallbackIndex.MAX_RECORDS));
            Map<CallbackId, Callback> records = reader.find(
                    chunk.stream().map(candidate -> candidate.entry().id()).toList());
            for (int i = 0; i < chunk.size(); i++) {
                Candidate candidate = chunk.get(i);
                position = position.after(candidate.partition(), candidate.entry());
                Callback record = records.get(candidate.entry().id());
                if (record == null || record.state().isEnd() || !matches.test(record)) {
                    continue;
                }
                found.add(record);
                boolean isLast = isAll && start + i + 1 == candidates.size();
                if (found.size() == limit && !isLast) {
                    return new Result(found, position.encoded(), position.due());
                }
            }
        }
        return isAll ? new Result(found, null, null) : new Result(found, position.encoded(), position.due());
    }

    /// Merges the pages in the order of due times, up to the end of the first page that has a successor: the entries
    /// of its successor may be due before those of the other pages.
    private static List<Candidate> merge(List<IndexPage> pages) {
        PriorityQueue<Candidate> next = new PriorityQueue<>(
                Comparator.comparing((Candidate candidate) -> candidate.entry().due())
                        .thenComparing(candidate -> candidate.entry().id().value()));
        for (int partition = 0; partition < pages.size(); partition++) {
            add(next, pages, partition, 0);
        }
        List<Candidate> merged = new ArrayList<>();
        while (!next.isEmpty() && merged.size() < MAX_EXAMINED) {
            Candidate first = next.remove();
            merged.add(first);
            IndexPage page = pages.get(first.partition());
            if (first.place() + 1 == page.entries().size() && !page.isLast()) {
                return merged;
            }
            add(next, pages, first.partition(), first.place() + 1);
        }
        return merged;
    }

    private static void add(PriorityQueue<Candidate> next, List<IndexPage> pages, int partition, int place) {
        List<PageToken> entries = pages.get(partition).entries();
        if (place < entries.size()) {
            next.add(new Candidate(partition, place, entries.get(place)));
        }
    }
}
