package io.taskgate.standin.dynamodb.value;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// A value of one of DynamoDB's ten types. Immutable.
public sealed interface DynamoValue {

    record Text(String value) implements DynamoValue {}

    /// @param value the number without trailing zeros, so that equal numbers are equal records
    record Decimal(BigDecimal value) implements DynamoValue {}

    record Binary(byte[] bytes) implements DynamoValue {

        @Override
        public boolean equals(Object other) {
            return other instanceof Binary binary && Arrays.equals(bytes, binary.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }
    }

    record Bool(boolean value) implements DynamoValue {}

    record Null() implements DynamoValue {}

    record Sequence(List<DynamoValue> values) implements DynamoValue {}

    record Document(Map<String, DynamoValue> values) implements DynamoValue {}

    record TextSet(Set<DynamoValue> values) implements DynamoValue {}

    record NumberSet(Set<DynamoValue> values) implements DynamoValue {}

    record BinarySet(Set<DynamoValue> values) implements DynamoValue {}

    /// Returns the type as in JSON: `S`, `N`, …
    default String type() {
        return switch (this) {
            case Text _ -> "S";
            case Decimal _ -> "N";
            case Binary _ -> "B";
            case Bool _ -> "BOOL";
            case Null _ -> "NULL";
            case Sequence _ -> "L";
            case Document _ -> "M";
            case TextSet _ -> "SS";
            case NumberSet _ -> "NS";
            case BinarySet _ -> "BS";
        };
    }

    /// Returns the type as in messages.
    default String typeName() {
        return switch (this) {
            case Text _ -> "STRING";
            case Decimal _ -> "NUMBER";
            case Binary _ -> "BINARY";
            case Bool _ -> "BOOLEAN";
            case Null _ -> "NULL";
            case Sequence _ -> "LIST";
            case Document _ -> "MAP";
            case TextSet _ -> "STRING_SET";
            case NumberSet _ -> "NUMBER_SET";
            case BinarySet _ -> "BINARY_SET";
        };
    }

    default boolean isEmptyKey() {
        return this instanceof Text(String text) && text.isEmpty()
                || this instanceof Binary(byte[] bytes) && bytes.length == 0;
    }

    /// Returns the elements of a set; empty for any other type.
    default Optional<Set<DynamoValue>> elements() {
        return switch (this) {
            case TextSet(Set<DynamoValue> values) -> Optional.of(values);
            case NumberSet(Set<DynamoValue> values) -> Optional.of(values);
            case BinarySet(Set<DynamoValue> values) -> Optional.of(values);
            case Text _, Decimal _, Binary _, Bool _, Null _, Sequence _, Document _ -> Optional.empty();
        };
    }

    /// Returns a set of the same type with other elements.
    default DynamoValue with(Set<DynamoValue> elements) {
        return switch (this) {
            case TextSet _ -> new TextSet(elements);
            case NumberSet _ -> new NumberSet(elements);
            case BinarySet _ -> new BinarySet(elements);
            case Text _, Decimal _, Binary _, Bool _, Null _, Sequence _, Document _ ->
                throw new IllegalStateException("Not a set: " + type());
        };
    }

    /// Returns the result of `size(…)`: the UTF-8 bytes of a string, the bytes of a binary value, otherwise the
    /// number of elements.
    default OptionalInt length() {
        return switch (this) {
            case Text(String text) -> OptionalInt.of(utf8(text));
            case Binary(byte[] bytes) -> OptionalInt.of(bytes.length);
            case Sequence(List<DynamoValue> values) -> OptionalInt.of(values.size());
            case Document(Map<String, DynamoValue> values) -> OptionalInt.of(values.size());
            case TextSet(Set<DynamoValue> values) -> OptionalInt.of(values.size());
            case NumberSet(Set<DynamoValue> values) -> OptionalInt.of(values.size());
            case BinarySet(Set<DynamoValue> values) -> OptionalInt.of(values.size());
            case Decimal _, Bool _, Null _ -> OptionalInt.empty();
        };
    }

    static int utf8(String text) {
        int bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                bytes++;
            } else if (c < 0x800) {
                bytes += 2;
            } else if (Character.isHighSurrogate(c)) {
                bytes += 4;
                i++;
            } else {
                bytes += 3;
            }
        }
        return bytes;
    }

    static DynamoValue number(long value) {
        return new Decimal(BigDecimal.valueOf(value).stripTrailingZeros());
    }

    /// Returns the value for a message about a request.
    default String shown() {
        return switch (this) {
            case Text(String text) -> text;
            case Decimal(BigDecimal number) -> number.toPlainString();
            case Binary(byte[] bytes) -> Base64.getEncoder().encodeToString(bytes);
            case Bool(boolean value) -> String.valueOf(value);
            case Null _ -> "true";
            case Sequence _, Document _, TextSet _, NumberSet _, BinarySet _ -> "…";
        };
    }
}
