package io.taskgate.payload;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ValueNode;
import java.io.IOException;
import java.math.BigDecimal;

/// Refuses numbers that take a few bytes to write and millions to work with, such as `1e999999`.
final class BoundedNumbers extends JsonNodeFactory {

    private static final long serialVersionUID = 1L;

    /// As many as the digits that the parser lets through; a double ends at 308.
    static final int MAX_EXPONENT = 1000;

    /// Without the number, which may be long.
    static IOException refusal() {
        return new IOException("it has a number with an exponent beyond " + MAX_EXPONENT);
    }

    /// @throws NumberFormatException as the parser does for exponents that are no `int`
    static void check(BigDecimal number) {
        if (Math.abs((long) number.precision() - number.scale()) > MAX_EXPONENT) {
            throw new NumberFormatException("exponent");
        }
    }

    @Override
    public ValueNode numberNode(BigDecimal number) {
        check(number);
        return super.numberNode(number);
    }
}
