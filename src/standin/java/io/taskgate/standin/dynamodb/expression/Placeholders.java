package io.taskgate.standin.dynamodb.expression;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.standin.dynamodb.value.DynamoDbError;
import io.taskgate.standin.dynamodb.value.DynamoValue;
import io.taskgate.standin.dynamodb.value.ValueReader;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The names and values that a request defines for its expressions; each must be used.
final class Placeholders {

    private static final Pattern NAME = Pattern.compile("#[0-9a-zA-Z_]+");
    private static final Pattern VALUE = Pattern.compile(":[0-9a-zA-Z_]+");
    private static final int LONGEST_NAME = 65_535;

    private final Map<String, String> names = new HashMap<>();
    private final Map<String, DynamoValue> values = new HashMap<>();
    private final Set<String> unusedNames = new LinkedHashSet<>();
    private final Set<String> unusedValues = new LinkedHashSet<>();

    /// @param names ExpressionAttributeNames; missing if there are none
    Placeholders(JsonNode names, JsonNode values) {
        readNames(names);
        readValues(values);
    }

    private void readNames(JsonNode json) {
        if (json.isObject() && json.isEmpty()) {
            throw DynamoDbError.validation("ExpressionAttributeNames must not be empty");
        }
        for (Map.Entry<String, JsonNode> entry : json.properties()) {
            String key = entry.getKey();
            String name = entry.getValue().asText();
            if (!NAME.matcher(key).matches()) {
                throw DynamoDbError.validation(
                        "ExpressionAttributeNames contains invalid key: Syntax error; key: \"" + key + "\"");
            }
            if (name.isEmpty()) {
                throw DynamoDbError.validation(
                        "ExpressionAttributeNames contains invalid value: Empty attribute name for key " + key);
            }
            if (name.length() > LONGEST_NAME) {
                throw DynamoDbError.validation(
                        "ExpressionAttributeNames contains invalid value: Attribute name is too large for key " + key);
            }
            names.put(key, name);
            unusedNames.add(key);
        }
    }

    private void readValues(JsonNode json) {
        if (json.isObject() && json.isEmpty()) {
            throw DynamoDbError.validation("ExpressionAttributeValues must not be empty");
        }
        for (Map.Entry<String, JsonNode> entry : json.properties()) {
            String key = entry.getKey();
            if (!VALUE.matcher(key).matches()) {
                throw DynamoDbError.validation(
                        "ExpressionAttributeValues contains invalid key: Syntax error; key: \"" + key + "\"");
            }
            try {
                values.put(key, ValueReader.value(entry.getValue()));
            } catch (DynamoDbError invalid) {
                throw DynamoDbError.validation("ExpressionAttributeValues contains invalid value: "
                        + invalid.getMessage() + " for key " + key);
            }
            unusedValues.add(key);
        }
    }

    @Nullable String name(String placeholder) {
        unusedNames.remove(placeholder);
        return names.get(placeholder);
    }

    @Nullable DynamoValue value(String placeholder) {
        unusedValues.remove(placeholder);
        return values.get(placeholder);
    }

    /// @throws DynamoDbError with the names of unused placeholders
    void requireUsed() {
        if (!unusedNames.isEmpty()) {
            throw DynamoDbError.validation("Value provided in ExpressionAttributeNames unused in expressions: keys: {"
                    + String.join(", ", unusedNames) + "}");
        }
        if (!unusedValues.isEmpty()) {
            throw DynamoDbError.validation("Value provided in ExpressionAttributeValues unused in expressions: keys: {"
                    + String.join(", ", unusedValues) + "}");
        }
    }
}
