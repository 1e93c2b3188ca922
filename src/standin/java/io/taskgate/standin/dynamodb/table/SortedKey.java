package io.taskgate.standin.dynamodb.table;

import io.taskgate.standin.dynamodb.value.DynamoValue;
import io.taskgate.standin.dynamodb.value.ValueOrder;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/// The position of an item or an index entry: partitions ordered by hash, as in DynamoDB, and within a partition
/// ordered by the sort key. A key can also be a bound just before or after others.
///
/// @param sort the sort key; null if the table or index has none, or for a bound of the whole partition
/// @param base the key of the item in its table, for an index entry
/// @param edge -1 or 1 for a bound before or after all keys with this prefix; 0 for a key
public record SortedKey(
        int hash,
        DynamoValue partition,
        @Nullable DynamoValue sort,
        @Nullable SortedKey base,
        int edge) {

    public static final Comparator<SortedKey> ORDER = SortedKey::compare;

    static SortedKey of(DynamoValue partition, @Nullable DynamoValue sort) {
        return new SortedKey(spread(partition), partition, sort, null, 0);
    }

    static SortedKey entry(DynamoValue partition, @Nullable DynamoValue sort, SortedKey base) {
        return new SortedKey(spread(partition), partition, sort, base, 0);
    }

    static SortedKey bound(DynamoValue partition, @Nullable DynamoValue sort, int edge) {
        return new SortedKey(spread(partition), partition, sort, null, edge);
    }

    /// Returns the position of the partition in a scan, 0 to 2^31 - 1.
    private static int spread(DynamoValue partition) {
        int h = partition.hashCode();
        h = (h ^ (h >>> 16)) * 0x85ebca6b;
        h = (h ^ (h >>> 13)) * 0xc2b2ae35;
        return (h ^ (h >>> 16)) & Integer.MAX_VALUE;
    }

    private static int compare(SortedKey one, SortedKey two) {
        int order = Integer.compare(one.hash, two.hash);
        if (order == 0) {
            order = ValueOrder.compare(one.partition, two.partition);
        }
        if (order != 0) {
            return order;
        }
        if (one.sort == null || two.sort == null) {
            order = one.edge - two.edge;
        } else {
            order = ValueOrder.compare(one.sort, two.sort);
        }
        if (order != 0) {
            return order;
        }
        if (one.base != null && two.base != null) {
            return compare(one.base, two.base);
        }
        return one.edge - two.edge;
    }
}
