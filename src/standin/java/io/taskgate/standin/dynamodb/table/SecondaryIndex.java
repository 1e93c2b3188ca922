package io.taskgate.standin.dynamodb.table;

import io.taskgate.standin.dynamodb.value.Item;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/// The entries of an index. Tests may delay the visibility of changes.
final class SecondaryIndex {

    private record Change(
            Instant due,
            @Nullable SortedKey gone,
            @Nullable SortedKey entry,
            @Nullable Item item) {}

    private final IndexSchema schema;
    private final NavigableMap<SortedKey, Item> entries = new ConcurrentSkipListMap<>(SortedKey.ORDER);
    private final Deque<Change> pending = new ArrayDeque<>();

    SecondaryIndex(IndexSchema schema) {
        this.schema = schema;
    }

    IndexSchema schema() {
        return schema;
    }

    /// Applies the change of an item, and returns the consumed write capacity units.
    ///
    /// @param due the time at which the change becomes visible; null for immediately
    double change(TableSchema table, @Nullable Item before, @Nullable Item after, @Nullable Instant due) {
        SortedKey old = before == null ? null : table.entryOf(schema, before.attributes());
        SortedKey now = after == null ? null : table.entryOf(schema, after.attributes());
        if (old == null && now == null) {
            return 0;
        }
        Item was = before == null || old == null ? null : schema.project(table.key(), before);
        Item is = after == null || now == null ? null : schema.project(table.key(), after);
        boolean moves = old != null && now != null && SortedKey.ORDER.compare(old, now) != 0;
        if (!moves && was != null && is != null && was.attributes().equals(is.attributes())) {
            return 0;
        }
        Change change = new Change(due == null ? Instant.MIN : due, moves || now == null ? old : null, now, is);
        synchronized (pending) {
            if (due == null && pending.isEmpty()) {
                show(change);
            } else {
                pending.add(change);
            }
        }
        double gone = was == null ? 0 : CapacityUnits.write(was.bytes());
        double come = is == null ? 0 : CapacityUnits.write(is.bytes());
        return moves ? gone + come : Math.max(gone, come);
    }

    private void show(Change change) {
        if (change.gone() != null) {
            entries.remove(change.gone());
        }
        if (change.entry() != null && change.item() != null) {
            entries.put(change.entry(), change.item());
        }
    }

    /// Returns the entries at a time.
    NavigableMap<SortedKey, Item> entries(Instant now) {
        synchronized (pending) {
            for (Change next = pending.peek(); next != null && !next.due().isAfter(now); next = pending.peek()) {
                show(next);
                pending.remove();
            }
        }
        return entries;
    }
}
