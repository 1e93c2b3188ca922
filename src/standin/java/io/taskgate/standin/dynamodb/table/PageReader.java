package io.taskgate.standin.dynamodb.table;

import io.taskgate.standin.dynamodb.expression.FilterExpression;
import io.taskgate.standin.dynamodb.expression.KeyCondition;
import io.taskgate.standin.dynamodb.value.DynamoDbError;
import io.taskgate.standin.dynamodb.value.DynamoValue;
import io.taskgate.standin.dynamodb.value.Item;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads a page of a query or scan: up to a limit of items or 1 MB, before the filter.
///
/// @param index the index; null to read the table
/// @param limit the maximum number of evaluated items; [Integer#MAX_VALUE] for none
public record PageReader(DynamoTable table, Optional<IndexSchema> index, Optional<FilterExpression> filter, int limit) {

    private static final int MAX_BYTES = 1_024 * 1_024;
    private static final int HASHES = Integer.MAX_VALUE;

    /// @param items the items that match the filter
    /// @param scanned the number of evaluated items
    /// @param bytes the size of all evaluated items
    /// @param last the start of the next page; null at the end
    public record Page(
            List<Item> items,
            int scanned,
            long bytes,
            @Nullable Item last) {}

    private NavigableMap<SortedKey, Item> entries() {
        return index.isPresent() ? table.entries(index.get()) : table.items();
    }

    /// Returns the position at which the next page starts.
    ///
    /// @param key the key of the item, with the index's key if there is an index
    private SortedKey position(Map<String, DynamoValue> key) {
        if (index.isEmpty()) {
            return table.schema().keyOf(key);
        }
        SortedKey entry = table.schema().entryOf(index.get(), key);
        if (entry == null) {
            throw DynamoDbError.validation("The provided starting key is invalid");
        }
        return entry;
    }

    /// @param start the last item of the previous page; null for the first page
    public Page query(
            DynamoValue partition,
            @Nullable KeyCondition sort,
            boolean forward,
            @Nullable Map<String, DynamoValue> start) {
        KeyRange range = KeyRange.of(partition, sort);
        NavigableMap<SortedKey, Item> found = entries().subMap(range.from(), false, range.to(), false);
        if (start != null) {
            SortedKey last = position(start);
            boolean isWithin =
                    SortedKey.ORDER.compare(last, range.from()) > 0 && SortedKey.ORDER.compare(last, range.to()) < 0;
            if (!isWithin) {
                throw DynamoDbError.validation(
                        sort == null
                                ? "The provided starting key is outside query boundaries based on provided conditions"
                                : "The provided starting key does not match the range key predicate");
            }
            found = forward ? found.tailMap(last, false) : found.headMap(last, false);
        }
        return page(forward ? found : found.descendingMap(), 0, 1);
    }

    /// @param segment the segment; each has the partitions of a range of hashes
    public Page scan(int segment, int segments, @Nullable Map<String, DynamoValue> start) {
        NavigableMap<SortedKey, Item> found = entries();
        if (start != null) {
            SortedKey last = position(start);
            if (segmentOf(last, segments) != segment) {
                throw DynamoDbError.validation(
                        "The provided starting key is invalid: Invalid ExclusiveStartKey. Please use ExclusiveStartKey"
                                + " with correct Segment. TotalSegments: " + segments + " Segment: " + segment);
            }
            found = found.tailMap(last, false);
        }
        return page(found, segment, segments);
    }

    private static int segmentOf(SortedKey key, int segments) {
        return (int) ((long) key.hash() * segments / ((long) HASHES + 1));
    }

    /// Returns the segment of a hash: segments are ranges of hashes, by which the keys are ordered.
    private Page page(NavigableMap<SortedKey, Item> entries, int segment, int segments) {
        List<Item> items = new ArrayList<>();
        int scanned = 0;
        long bytes = 0;
        for (Map.Entry<SortedKey, Item> entry : entries.entrySet()) {
            int at = segments == 1 ? segment : segmentOf(entry.getKey(), segments);
            if (at > segment) {
                break;
            }
            if (at < segment) {
                continue;
            }
            Item item = entry.getValue();
            scanned++;
            bytes += item.bytes();
            if (filter.isEmpty() || filter.get().holds(item.attributes())) {
                items.add(item);
            }
            if (scanned == limit || bytes >= MAX_BYTES) {
                return new Page(items, scanned, bytes, item);
            }
        }
        return new Page(items, scanned, bytes, null);
    }
}
