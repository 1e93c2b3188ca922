package io.taskgate.standin.dynamodb.table;

import io.taskgate.standin.dynamodb.expression.KeyCondition;
import io.taskgate.standin.dynamodb.value.DynamoValue;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The keys between two bounds that follow from the key conditions of a query.
record KeyRange(SortedKey from, SortedKey to) {

    static KeyRange of(DynamoValue partition, @Nullable KeyCondition sort) {
        if (sort == null) {
            return new KeyRange(start(partition), end(partition));
        }
        DynamoValue value = sort.values().getFirst();
        return switch (sort.operator()) {
            case "=" -> new KeyRange(before(partition, value), after(partition, value));
            case "<" -> new KeyRange(start(partition), before(partition, value));
            case "<=" -> new KeyRange(start(partition), after(partition, value));
            case ">" -> new KeyRange(after(partition, value), end(partition));
            case ">=" -> new KeyRange(before(partition, value), end(partition));
            case "BETWEEN" ->
                new KeyRange(
                        before(partition, value), after(partition, sort.values().get(1)));
            case "begins_with" -> {
                DynamoValue next = successor(value);
                yield new KeyRange(before(partition, value), next == null ? end(partition) : before(partition, next));
            }
            default -> throw new IllegalStateException(sort.operator());
        };
    }

    private static SortedKey start(DynamoValue partition) {
        return SortedKey.bound(partition, null, -1);
    }

    private static SortedKey end(DynamoValue partition) {
        return SortedKey.bound(partition, null, 1);
    }

    private static SortedKey before(DynamoValue partition, DynamoValue sort) {
        return SortedKey.bound(partition, sort, -1);
    }

    private static SortedKey after(DynamoValue partition, DynamoValue sort) {
        return SortedKey.bound(partition, sort, 1);
    }

    /// Returns the least value after all values with a prefix; null if there is none.
    private static @Nullable DynamoValue successor(DynamoValue prefix) {
        if (prefix instanceof DynamoValue.Text(String text)) {
            int[] points = text.codePoints().toArray();
            for (int last = points.length - 1; last >= 0; last--) {
                if (points[last] < Character.MAX_CODE_POINT) {
                    points[last] += points[last] == Character.MIN_SURROGATE - 1 ? 0x801 : 1;
                    return new DynamoValue.Text(new String(points, 0, last + 1));
                }
            }
        } else if (prefix instanceof DynamoValue.Binary(byte[] bytes)) {
            for (int last = bytes.length - 1; last >= 0; last--) {
                if (bytes[last] != -1) {
                    byte[] next = Arrays.copyOf(bytes, last + 1);
                    next[last]++;
                    return new DynamoValue.Binary(next);
                }
            }
        }
        return null;
    }
}
