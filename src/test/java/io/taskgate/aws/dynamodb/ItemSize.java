package io.taskgate.aws.dynamodb;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// The size of an item in bytes, by the rules of "DynamoDB item sizes and formats" in AWS's developer guide.
final class ItemSize {

    private ItemSize() {}

    static int of(Map<String, AttributeValue> item) {
        return item.entrySet().stream()
                .mapToInt(one -> utf8(one.getKey()) + of(one.getValue()))
                .sum();
    }

    private static int utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static int of(AttributeValue value) {
        return switch (value.type()) {
            case S -> utf8(value.s());
            case N -> number(value.n());
            case B -> value.b().asByteArrayUnsafe().length;
            case BOOL, NUL -> 1;
            case M -> 3 + value.m().size() + of(value.m());
            case L ->
                3 + value.l().size() + value.l().stream().mapToInt(ItemSize::of).sum();
            case SS, NS, BS, UNKNOWN_TO_SDK_VERSION -> throw new IllegalArgumentException("not in the ledger");
        };
    }

    /// A byte for two significant digits, and one more.
    private static int number(String digits) {
        String significant = digits.replace("-", "").replaceAll("^0+|0+$", "");
        return (significant.length() + 1) / 2 + 1 + (digits.startsWith("-") ? 1 : 0);
    }
}
