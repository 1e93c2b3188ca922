package io.taskgate.standin.dynamodb.value;

import java.math.BigDecimal;
import java.util.regex.Pattern;

/// Parses and formats DynamoDB's numbers: 38 significant digits, between 1E-130 and 9.99…E+125, or 0.
public final class NumberFormat38 {

    private static final int DIGITS = 38;
    private static final int LARGEST_EXPONENT = 125;
    private static final int SMALLEST_EXPONENT = -130;
    private static final Pattern WRITTEN = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d{1,9})?");

    private NumberFormat38() {}

    /// @throws DynamoDbError with AWS's message
    public static DynamoValue.Decimal parse(String text) {
        if (text.isEmpty()) {
            throw DynamoDbError.validation("The parameter cannot be converted to a numeric value");
        }
        if (!WRITTEN.matcher(text).matches()) {
            throw DynamoDbError.validation("The parameter cannot be converted to a numeric value: " + text);
        }
        return checked(new BigDecimal(text));
    }

    /// @throws DynamoDbError if the number is out of range
    public static DynamoValue.Decimal checked(BigDecimal number) {
        BigDecimal plain = number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros();
        long exponent = (long) plain.precision() - plain.scale() - 1;
        if (plain.signum() != 0 && exponent > LARGEST_EXPONENT) {
            throw DynamoDbError.validation(
                    "Number overflow. Attempting to store a number with magnitude larger than supported range");
        }
        if (plain.signum() != 0 && exponent < SMALLEST_EXPONENT) {
            throw DynamoDbError.validation(
                    "Number underflow. Attempting to store a number with magnitude smaller than supported range");
        }
        if (plain.precision() > DIGITS) {
            throw DynamoDbError.validation("Attempting to store more than 38 significant digits in a Number");
        }
        return new DynamoValue.Decimal(plain);
    }

    /// Returns the size as computed by AWS: a byte for each two digits, one for the exponent, and one for a
    /// sign.
    static int bytes(BigDecimal number) {
        if (number.signum() == 0) {
            return 1;
        }
        int digits = number.precision();
        long exponent = (long) digits - number.scale() - 1;
        int extra = digits % 2 != 0 || exponent % 2 != 0 ? 0 : 1;
        return 1 + (digits + 1) / 2 + extra + (number.signum() < 0 ? 1 : 0);
    }
}
