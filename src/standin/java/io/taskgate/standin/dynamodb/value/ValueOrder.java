package io.taskgate.standin.dynamodb.value;

import io.taskgate.standin.dynamodb.value.DynamoValue.Binary;
import io.taskgate.standin.dynamodb.value.DynamoValue.Decimal;
import io.taskgate.standin.dynamodb.value.DynamoValue.Text;
import java.util.Arrays;
import java.util.Comparator;

/// The order of keys and of `<`: numbers by value, strings by their UTF-8 bytes, binaries by unsigned bytes.
public final class ValueOrder {

    public static final Comparator<DynamoValue> NATURAL = ValueOrder::compare;

    private ValueOrder() {}

    public static boolean isOrdered(DynamoValue value) {
        return value instanceof Text || value instanceof Decimal || value instanceof Binary;
    }

    /// @throws IllegalArgumentException if the types differ or have no order
    public static int compare(DynamoValue left, DynamoValue right) {
        if (left instanceof Text one && right instanceof Text two) {
            return compareText(one.value(), two.value());
        }
        if (left instanceof Decimal one && right instanceof Decimal two) {
            return one.value().compareTo(two.value());
        }
        if (left instanceof Binary one && right instanceof Binary two) {
            return Arrays.compareUnsigned(one.bytes(), two.bytes());
        }
        throw new IllegalArgumentException(left.type() + " and " + right.type() + " have no order.");
    }

    /// Compares by code points, which is the order of the UTF-8 bytes.
    private static int compareText(String left, String right) {
        int common = Math.min(left.length(), right.length());
        for (int i = 0; i < common; i++) {
            char one = left.charAt(i);
            char two = right.charAt(i);
            if (one != two) {
                boolean isOnePair = Character.isSurrogate(one);
                return isOnePair == Character.isSurrogate(two) ? one - two : isOnePair ? 1 : -1;
            }
        }
        return left.length() - right.length();
    }
}
