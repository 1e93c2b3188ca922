package io.taskgate.payload.intrinsic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;

/// The intrinsic functions on numbers.
final class MathFunctions {

    private MathFunctions() {}

    /// Returns a number from the first argument, inclusive, to the second, exclusive. The same seed gives the
    /// same number.
    static JsonNode random(IntrinsicArguments arguments) {
        int first = arguments.integer(0);
        int end = arguments.integer(1);
        if (first >= end) {
            throw arguments.wrongType(1, "greater than the first argument");
        }
        return IntNode.valueOf(
                arguments.size() == 3
                        ? new Random(arguments.integer(2)).nextInt(first, end)
                        : ThreadLocalRandom.current().nextInt(first, end));
    }

    static JsonNode add(IntrinsicArguments arguments) {
        long sum = (long) arguments.integer(0) + arguments.integer(1);
        if ((int) sum != sum) {
            throw arguments.failed("The sum is outside " + Integer.MIN_VALUE + " to " + Integer.MAX_VALUE + ".");
        }
        return IntNode.valueOf((int) sum);
    }
}
