package io.taskgate.testing.callback;

import io.taskgate.callback.ledger.Ledger.PageToken;
import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.CallbackId;
import io.taskgate.callback.operator.OpenCallbackIndex;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The index of open callbacks in memory. Counts what is read. Safe for many threads.
public final class InMemoryOpenCallbackIndex implements OpenCallbackIndex {

    private static final int PARTITIONS = 4;

    private final Map<CallbackId, Callback> records = new HashMap<>();
    private final Map<Integer, TreeSet<PageToken>> partitions = new HashMap<>();
    private int pages;
    private int found;

    public InMemoryOpenCallbackIndex() {
        for (int partition = 0; partition < PARTITIONS; partition++) {
            partitions.put(
                    partition,
                    new TreeSet<>(Comparator.comparing(PageToken::due)
                            .thenComparing(entry -> entry.id().value())));
        }
    }

    /// Puts an open callback into the index at its due time.
    public synchronized void put(Callback callback) {
        records.put(callback.id(), callback);
        partition(callback).add(new PageToken(Objects.requireNonNull(callback.dueAt()), callback.id()));
    }

    /// Changes a record whose entry stays in the index for some time.
    public synchronized void change(Callback callback) {
        records.put(callback.id(), callback);
    }

    /// Removes a callback that has ended.
    public synchronized void remove(Callback callback) {
        records.remove(callback.id());
        partition(callback).removeIf(entry -> entry.id().equals(callback.id()));
    }

    /// Returns the number of pages that were read.
    public synchronized int pages() {
        return pages;
    }

    /// Returns the number of records that were read.
    public synchronized int found() {
        return found;
    }

    private TreeSet<PageToken> partition(Callback callback) {
        return Objects.requireNonNull(
                partitions.get(Math.floorMod(callback.id().value().hashCode(), PARTITIONS)));
    }

    @Override
    public int partitions() {
        return PARTITIONS;
    }

    @Override
    public synchronized IndexPage read(int partition, Instant from, @Nullable PageToken after, int limit) {
        pages++;
        TreeSet<PageToken> entries = Objects.requireNonNull(partitions.get(partition));
        List<PageToken> rest = (after == null ? entries : entries.tailSet(after, false))
                .stream().filter(entry -> !entry.due().isBefore(from)).toList();
        return new IndexPage(rest.stream().limit(limit).toList(), rest.size() <= limit);
    }

    @Override
    public synchronized List<Callback> find(List<CallbackId> ids) {
        if (ids.size() > MAX_RECORDS) {
            throw new IllegalArgumentException("too many records");
        }
        List<Callback> read =
                ids.stream().map(records::get).filter(Objects::nonNull).toList();
        found += read.size();
        return read;
    }
}
