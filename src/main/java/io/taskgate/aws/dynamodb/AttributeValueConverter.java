package io.taskgate.aws.dynamodb;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// Converts DynamoDB attribute values to Java values and back. Instants are whole microseconds since the
/// epoch.
final class AttributeValueConverter {

    private AttributeValueConverter() {}

    static AttributeValue of(String text) {
        return AttributeValue.fromS(text);
    }

    static AttributeValue of(long number) {
        return AttributeValue.fromN(Long.toString(number));
    }

    static AttributeValue of(boolean flag) {
        return AttributeValue.fromBool(flag);
    }

    static AttributeValue of(byte[] bytes) {
        return AttributeValue.fromB(SdkBytes.fromByteArray(bytes));
    }

    static AttributeValue of(Instant at) {
        return of(micros(at));
    }

    static long micros(Instant at) {
        return Math.addExact(Math.multiplyExact(at.getEpochSecond(), 1_000_000L), at.getNano() / 1_000);
    }

    static Instant instant(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000L);
    }

    static void put(Map<String, AttributeValue> item, String name, @Nullable String text) {
        if (text != null) {
            item.put(name, of(text));
        }
    }

    static void put(Map<String, AttributeValue> item, String name, @Nullable Instant at) {
        if (at != null) {
            item.put(name, of(at));
        }
    }

    static void putCompact(Map<String, AttributeValue> item, String name, @Nullable String text) {
        if (text != null) {
            item.put(name, CompactText.of(text));
        }
    }

    /// A text that may be compact.
    static @Nullable String text(Map<String, AttributeValue> item, String name) {
        AttributeValue value = item.get(name);
        return value == null ? null : CompactText.text(value);
    }

    static String required(Map<String, AttributeValue> item, String name) {
        String text = text(item, name);
        if (text == null) {
            throw new IllegalStateException("The ledger item lacks the attribute " + name);
        }
        return text;
    }

    static long number(Map<String, AttributeValue> item, String name) {
        AttributeValue value = item.get(name);
        return value == null ? 0 : Long.parseLong(value.n());
    }

    static boolean flag(Map<String, AttributeValue> item, String name) {
        AttributeValue value = item.get(name);
        return value != null && Boolean.TRUE.equals(value.bool());
    }

    static @Nullable Instant instant(Map<String, AttributeValue> item, String name) {
        AttributeValue value = item.get(name);
        if (value == null) {
            return null;
        }
        return instant(Long.parseLong(value.n()));
    }

    static Instant requiredInstant(Map<String, AttributeValue> item, String name) {
        Instant at = instant(item, name);
        if (at == null) {
            throw new IllegalStateException("The ledger item lacks the attribute " + name);
        }
        return at;
    }
}
