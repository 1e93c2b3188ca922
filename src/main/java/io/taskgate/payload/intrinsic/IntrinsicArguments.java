package io.taskgate.payload.intrinsic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.payload.EvaluationException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;

/// The arguments of one call of an intrinsic function, with typed accessors.
///
/// @param function the function name, for messages
/// @param written  the expressions of the values
record IntrinsicArguments(String function, List<JsonNode> values, List<Expression> written) {

    private static final BigDecimal MIN = BigDecimal.valueOf(Integer.MIN_VALUE);
    private static final BigDecimal MAX = BigDecimal.valueOf(Integer.MAX_VALUE);

    int size() {
        return values.size();
    }

    JsonNode any(int index) {
        return values.get(index);
    }

    String text(int index) {
        if (!values.get(index).isTextual()) {
            throw wrongType(index, "a string");
        }
        return values.get(index).textValue();
    }

    ArrayNode array(int index) {
        if (values.get(index) instanceof ArrayNode array) {
            return array;
        }
        throw wrongType(index, "an array");
    }

    ObjectNode object(int index) {
        if (values.get(index) instanceof ObjectNode object) {
            return object;
        }
        throw wrongType(index, "an object");
    }

    /// Returns an integer rounded as Step Functions does: half up, also below zero.
    int integer(int index) {
        JsonNode value = values.get(index);
        if (!value.isNumber()) {
            throw wrongType(index, "a number");
        }
        BigDecimal number = value.decimalValue();
        if (number.compareTo(MIN) < 0 || number.compareTo(MAX) > 0) {
            throw wrongType(index, "a number from " + MIN + " to " + MAX);
        }
        BigDecimal rounded = number.setScale(0, number.signum() < 0 ? RoundingMode.HALF_DOWN : RoundingMode.HALF_UP);
        return rounded.intValue();
    }

    boolean bool(int index) {
        if (!values.get(index).isBoolean()) {
            throw wrongType(index, "true or false");
        }
        return values.get(index).booleanValue();
    }

    EvaluationException wrongType(int index, String expected) {
        return failed("Argument " + (index + 1) + " must be " + expected + ".");
    }

    EvaluationException failed(String why) {
        return EvaluationException.intrinsic(function + ": " + why);
    }
}
