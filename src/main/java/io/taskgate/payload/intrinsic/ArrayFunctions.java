package io.taskgate.payload.intrinsic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.payload.json.CanonicalJson;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Set;

/// The intrinsic functions on arrays and objects.
final class ArrayFunctions {

    private static final int MAX_RANGE = 1000;

    /// Compares numbers by value: 1 equals 1.0.
    private static final Comparator<JsonNode> BY_VALUE = (one, other) -> one.isNumber() && other.isNumber()
            ? one.decimalValue().compareTo(other.decimalValue())
            : one.equals(other) ? 0 : 1;

    private ArrayFunctions() {}

    static JsonNode array(IntrinsicArguments arguments) {
        return JsonNodeFactory.instance.arrayNode().addAll(arguments.values());
    }

    static JsonNode partition(IntrinsicArguments arguments) {
        ArrayNode whole = arguments.array(0);
        int size = arguments.integer(1);
        if (size < 1) {
            throw arguments.wrongType(1, "1 or more");
        }
        ArrayNode parts = JsonNodeFactory.instance.arrayNode();
        ArrayNode part = parts;
        for (int i = 0; i < whole.size(); i++) {
            part = i % size == 0 ? parts.addArray() : part;
            part.add(whole.get(i));
        }
        return parts;
    }

    static JsonNode contains(IntrinsicArguments arguments) {
        JsonNode sought = arguments.any(1);
        return BooleanNode.valueOf(
                arguments.array(0).valueStream().anyMatch(element -> element.equals(BY_VALUE, sought)));
    }

    /// Returns the numbers from the first argument to the second, both inclusive.
    static JsonNode range(IntrinsicArguments arguments) {
        long first = arguments.integer(0);
        long last = arguments.integer(1);
        long step = arguments.integer(2);
        if (step == 0) {
            throw arguments.wrongType(2, "other than 0");
        }
        if ((last - first) / step >= MAX_RANGE) {
            throw arguments.failed("An array can have at most " + MAX_RANGE + " elements.");
        }
        ArrayNode range = JsonNodeFactory.instance.arrayNode();
        for (long i = first; step > 0 ? i <= last : i >= last; i += step) {
            range.add((int) i);
        }
        return range;
    }

    static JsonNode getItem(IntrinsicArguments arguments) {
        ArrayNode array = arguments.array(0);
        int index = arguments.integer(1);
        if (index < 0 || index >= array.size()) {
            throw arguments.wrongType(1, "an index of the array, which has " + array.size() + " elements");
        }
        return array.get(index);
    }

    static JsonNode length(IntrinsicArguments arguments) {
        return IntNode.valueOf(arguments.array(0).size());
    }

    static JsonNode unique(IntrinsicArguments arguments) {
        Set<String> seen = new HashSet<>();
        ArrayNode unique = JsonNodeFactory.instance.arrayNode();
        for (JsonNode element : arguments.array(0)) {
            if (seen.add(CanonicalJson.sha256(element))) {
                unique.add(element);
            }
        }
        return unique;
    }

    /// Merges two objects. The fields of the second object win.
    static JsonNode merge(IntrinsicArguments arguments) {
        if (arguments.bool(2)) {
            throw arguments.wrongType(2, "false: only the first level can be merged");
        }
        ObjectNode merged = JsonNodeFactory.instance.objectNode();
        merged.setAll(arguments.object(0));
        merged.setAll(arguments.object(1));
        return merged;
    }
}
