package io.taskgate.standin.dynamodb.value;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// An item. Immutable: an update creates another item that shares the unchanged values.
///
/// @param bytes the size as computed by AWS: names and values
public record Item(Map<String, DynamoValue> attributes, int bytes) {

    public static final int MAX_BYTES = 400 * 1_024;
    private static final int COLLECTION = 3;

    public static Item of(Map<String, DynamoValue> attributes) {
        return new Item(attributes, size(attributes));
    }

    public @Nullable DynamoValue get(String name) {
        return attributes.get(name);
    }

    private static int size(Map<String, DynamoValue> attributes) {
        int bytes = 0;
        for (Map.Entry<String, DynamoValue> attribute : attributes.entrySet()) {
            bytes += DynamoValue.utf8(attribute.getKey()) + size(attribute.getValue());
        }
        return bytes;
    }

    private static int size(DynamoValue value) {
        return switch (value) {
            case DynamoValue.Text(String text) -> DynamoValue.utf8(text);
            case DynamoValue.Decimal(BigDecimal number) -> NumberFormat38.bytes(number);
            case DynamoValue.Binary(byte[] bytes) -> bytes.length;
            case DynamoValue.Bool _, DynamoValue.Null _ -> 1;
            case DynamoValue.Sequence(List<DynamoValue> values) -> {
                int bytes = COLLECTION;
                for (DynamoValue element : values) {
                    bytes += 1 + size(element);
                }
                yield bytes;
            }
            case DynamoValue.Document(Map<String, DynamoValue> values) -> COLLECTION + values.size() + size(values);
            case DynamoValue.TextSet(Set<DynamoValue> values) -> sizeOfSet(values);
            case DynamoValue.NumberSet(Set<DynamoValue> values) -> sizeOfSet(values);
            case DynamoValue.BinarySet(Set<DynamoValue> values) -> sizeOfSet(values);
        };
    }

    private static int sizeOfSet(Set<DynamoValue> values) {
        return values.stream().mapToInt(Item::size).sum();
    }
}
