package io.taskgate.payload.jsonata;

import com.dashjoin.jsonata.Jsonata;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.taskgate.payload.EvaluationException;
import io.taskgate.payload.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// Converts JSON to JSONata values and back. JSONata numbers are doubles, like those of JavaScript.
final class JsonataValueConverter {

    /// Every integer up to this value is exact as a double.
    private static final long MAX_SAFE = 1L << 53;

    private JsonataValueConverter() {}

    /// @param weight receives the size of each part before it is created
    static Object java(JsonNode json, LongConsumer weight) {
        if (json.isObject()) {
            weight.accept(ValueSizeEstimator.MAP);
            Map<String, Object> map = new LinkedHashMap<>();
            json.properties().forEach(field -> {
                weight.accept(ValueSizeEstimator.ofField(field.getKey()));
                map.put(field.getKey(), java(field.getValue(), weight));
            });
            return map;
        }
        if (json.isArray()) {
            weight.accept(ValueSizeEstimator.LIST + 8L * json.size());
            List<Object> list = new ArrayList<>(json.size());
            json.forEach(element -> list.add(java(element, weight)));
            return list;
        }
        if (json.isNumber()) {
            weight.accept(ValueSizeEstimator.ELEMENT);
            return number(json);
        }
        if (json.isTextual()) {
            weight.accept(ValueSizeEstimator.ofText(json.textValue()));
            return json.textValue();
        }
        return json.isBoolean() ? (Object) json.booleanValue() : Jsonata.NULL_VALUE;
    }

    private static Number number(JsonNode json) {
        if (json.isInt()) {
            return json.intValue();
        }
        if (json.canConvertToLong() && json.isIntegralNumber()) {
            return json.longValue();
        }
        double number = json.doubleValue();
        if (Double.isInfinite(number)) {
            throw EvaluationException.query("A number is outside the range of JSONata.");
        }
        return number;
    }

    /// @throws EvaluationException for a value without a JSON form: undefined, a function, an infinite number
    static JsonNode json(@Nullable Object value) {
        return json(value, 0);
    }

    private static JsonNode json(@Nullable Object value, int depth) {
        if (depth > Json.MAX_DEPTH) {
            throw EvaluationException.query("The result is nested deeper than " + Json.MAX_DEPTH + " levels.");
        }
        return switch (value) {
            case null -> throw EvaluationException.query("The result is undefined.");
            case String text -> TextNode.valueOf(text);
            case Boolean truth -> BooleanNode.valueOf(truth);
            case Number number -> number(number.doubleValue(), number);
            case Map<?, ?> map -> {
                ObjectNode object = JsonNodeFactory.instance.objectNode();
                map.forEach((name, field) -> object.set(String.valueOf(name), json(field, depth + 1)));
                yield object;
            }
            case List<?> list -> {
                ArrayNode array = JsonNodeFactory.instance.arrayNode(list.size());
                list.forEach(element -> array.add(json(element, depth + 1)));
                yield array;
            }
            default -> {
                if (Jsonata.NULL_VALUE.equals(value)) {
                    yield NullNode.instance;
                }
                throw EvaluationException.query("The result is a function, which is not valid JSON.");
            }
        };
    }

    private static JsonNode number(double number, Number original) {
        if (original instanceof Integer || original instanceof Long) {
            return whole(original.longValue());
        }
        if (Double.isNaN(number) || Double.isInfinite(number)) {
            throw EvaluationException.query("The result contains a number that is not valid in JSON.");
        }
        return number == Math.rint(number) && Math.abs(number) < MAX_SAFE
                ? whole((long) number)
                : DoubleNode.valueOf(number);
    }

    private static JsonNode whole(long number) {
        return (int) number == number ? IntNode.valueOf((int) number) : LongNode.valueOf(number);
    }
}
