package io.taskgate.standin.dynamodb.value;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/// Reads attribute values from a request whose JSON types are valid.
public final class ValueReader {

    private static final int LEVELS = 32;
    private static final Set<String> TYPES = Set.of("S", "N", "B", "BOOL", "NULL", "L", "M", "SS", "NS", "BS");

    private ValueReader() {}

    public static Map<String, DynamoValue> attributes(JsonNode json) {
        return attributes(json, 1);
    }

    private static Map<String, DynamoValue> attributes(JsonNode json, int level) {
        Map<String, DynamoValue> values = HashMap.newHashMap(json.size());
        for (Map.Entry<String, JsonNode> field : json.properties()) {
            values.put(field.getKey(), read(field.getValue(), level));
        }
        return values;
    }

    public static DynamoValue value(JsonNode json) {
        return read(json, 1);
    }

    /// @throws DynamoDbError with AWS's message
    private static DynamoValue read(JsonNode json, int level) {
        if (level > LEVELS) {
            throw DynamoDbError.validation("Nesting Levels have exceeded supported limits: Attributes in the item have"
                    + " nested levels beyond supported limit");
        }
        Map.Entry<String, JsonNode> only = null;
        for (Map.Entry<String, JsonNode> field : json.properties()) {
            if (TYPES.contains(field.getKey()) && !field.getValue().isNull()) {
                if (only != null) {
                    throw DynamoDbError.validation("Supplied AttributeValue has more than one datatypes set, must"
                            + " contain exactly one of the supported datatypes");
                }
                only = field;
            }
        }
        if (only == null) {
            throw DynamoDbError.validation(
                    "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes");
        }
        return typed(only.getKey(), only.getValue(), level);
    }

    private static DynamoValue typed(String type, JsonNode json, int level) {
        return switch (type) {
            case "S" -> new DynamoValue.Text(json.textValue());
            case "N" -> NumberFormat38.parse(json.textValue());
            case "B" -> binary(json);
            case "BOOL" -> new DynamoValue.Bool(json.booleanValue());
            case "NULL" -> {
                if (!json.booleanValue()) {
                    throw DynamoDbError.invalidParameter("Null attribute value types must have the value of true");
                }
                yield new DynamoValue.Null();
            }
            case "L" -> sequence(json, level);
            case "M" -> new DynamoValue.Document(attributes(json, level + 1));
            case "SS" -> {
                if (json.isEmpty()) {
                    throw DynamoDbError.invalidParameter("An string set  may not be empty");
                }
                Set<DynamoValue> set = set(json, text -> new DynamoValue.Text(text.textValue()));
                if (set.size() < json.size()) {
                    throw DynamoDbError.invalidParameter("Input collection " + shown(json) + " contains duplicates.");
                }
                yield new DynamoValue.TextSet(set);
            }
            case "NS" -> {
                if (json.isEmpty()) {
                    throw DynamoDbError.invalidParameter("An number set  may not be empty");
                }
                Set<DynamoValue> set = set(json, text -> NumberFormat38.parse(text.textValue()));
                if (set.size() < json.size()) {
                    throw DynamoDbError.validation("Input collection contains duplicates");
                }
                yield new DynamoValue.NumberSet(set);
            }
            default -> {
                if (json.isEmpty()) {
                    throw DynamoDbError.invalidParameter("Binary sets should not be empty");
                }
                Set<DynamoValue> set = set(json, ValueReader::binary);
                if (set.size() < json.size()) {
                    throw DynamoDbError.invalidParameter(
                            "Input collection " + shown(json) + "of type BS contains duplicates.");
                }
                yield new DynamoValue.BinarySet(set);
            }
        };
    }

    private static DynamoValue binary(JsonNode json) {
        return new DynamoValue.Binary(Base64.getDecoder().decode(json.textValue()));
    }

    private static DynamoValue sequence(JsonNode json, int level) {
        List<DynamoValue> values = new ArrayList<>(json.size());
        for (JsonNode element : json) {
            values.add(read(element, level + 1));
        }
        return new DynamoValue.Sequence(values);
    }

    /// Returns the elements in order, as DynamoDB returns sets.
    private static Set<DynamoValue> set(JsonNode json, Function<JsonNode, DynamoValue> read) {
        Set<DynamoValue> values = new TreeSet<>(ValueOrder.NATURAL);
        for (JsonNode element : json) {
            values.add(read.apply(element));
        }
        return values;
    }

    /// Returns a set with its elements in order.
    public static Set<DynamoValue> ordered(Set<DynamoValue> values) {
        Set<DynamoValue> ordered = new TreeSet<>(ValueOrder.NATURAL);
        ordered.addAll(values);
        return ordered;
    }

    private static String shown(JsonNode json) {
        List<String> texts = new ArrayList<>();
        json.forEach(element -> texts.add(element.asText()));
        return texts.toString();
    }
}
