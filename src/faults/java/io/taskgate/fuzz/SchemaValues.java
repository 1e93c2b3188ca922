package io.taskgate.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;

/// Generates values that match a schema of the OpenAPI document.
final class SchemaValues {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int DEEPEST = 4;
    private static final int WIDEST = 4;
    private static final List<String> WORDS =
            List.of("order", "lamp", "Zürich", "東京", "a b", "\u00e9\u0301", "🙂", "x-1", "$.a", "{}", "null");

    /// Members that a valid request sets deliberately or not at all, because a value from the schema alone
    /// has no meaning.
    private static final Set<String> MEANINGFUL = Set.of(
            "taskToken",
            "executionArn",
            "parentBatchId",
            "itemsFrom",
            "items",
            "correlationKey",
            "continueWith",
            "reference",
            "shape",
            "route",
            "gather",
            "runner",
            "stateMachineArn",
            "heartbeatSeconds",
            "timeoutSeconds",
            "maxDepth",
            "toleratedFailurePercentage",
            "stateEnteredTime",
            "retryCount",
            "redriveCount");

    private final OpenApiDocument document;

    SchemaValues(OpenApiDocument document) {
        this.document = document;
    }

    /// Creates an object with some of the optional members of the schema.
    ObjectNode object(JsonNode schema, Random random) {
        JsonNode value = value(schema, random, 0);
        return value instanceof ObjectNode object ? object : JSON.objectNode();
    }

    private JsonNode value(JsonNode unresolved, Random random, int depth) {
        JsonNode schema = document.resolved(unresolved);
        return switch (schema.path("type").asText()) {
            case "object" -> members(schema, random, depth);
            case "string" -> JSON.textNode(text(schema, random));
            case "integer" -> JSON.numberNode(number(schema, random));
            case "number" -> JSON.numberNode(random.nextDouble() * Math.min(100, number(schema, random)));
            case "boolean" -> JSON.booleanNode(random.nextBoolean());
            case "array" -> JSON.arrayNode().add(value(schema.path("items"), random, depth + 1));
            default -> any(random, depth);
        };
    }

    private ObjectNode members(JsonNode schema, Random random, int depth) {
        ObjectNode object = JSON.objectNode();
        schema.path("properties").properties().forEach(member -> {
            if (depth < DEEPEST && !MEANINGFUL.contains(member.getKey()) && random.nextInt(3) == 0) {
                object.set(member.getKey(), value(member.getValue(), random, depth + 1));
            }
        });
        return object;
    }

    private static String text(JsonNode schema, Random random) {
        if (schema.path("format").asText().equals("date-time")) {
            return Instant.now().minusSeconds(random.nextInt(1_000_000)).toString();
        }
        String pattern = schema.path("pattern").asText();
        if (pattern.matches("[a-z-]+(\\|[a-z-]+)+")) {
            String[] choices = pattern.split("\\|", -1);
            return choices[random.nextInt(choices.length)];
        }
        return pattern.contains("A-Za-z0-9") ? "n" + random.nextInt(1_000_000) : word(random);
    }

    static String word(Random random) {
        return WORDS.get(random.nextInt(WORDS.size()));
    }

    private static long number(JsonNode schema, Random random) {
        long least = Math.max(
                schema.path("minimum").asLong(0),
                schema.path("exclusiveMinimum").asLong(-1) + 1);
        long most = schema.path("maximum").asLong(1_000_000);
        return least + random.nextLong(Math.max(1, most - least + 1));
    }

    /// Creates any JSON value with a few levels.
    static JsonNode any(Random random, int depth) {
        return switch (random.nextInt(depth < DEEPEST ? 8 : 5)) {
            case 0 -> JSON.nullNode();
            case 1 -> JSON.booleanNode(random.nextBoolean());
            case 2 -> JSON.numberNode(random.nextInt());
            case 3 -> JSON.numberNode(random.nextGaussian());
            case 4 -> JSON.textNode(word(random).repeat(1 + random.nextInt(3)));
            case 5 -> {
                ArrayNode array = JSON.arrayNode();
                for (int i = random.nextInt(WIDEST); i > 0; i--) {
                    array.add(any(random, depth + 1));
                }
                yield array;
            }
            default -> anyObject(random, depth);
        };
    }

    static ObjectNode anyObject(Random random, int depth) {
        ObjectNode object = JSON.objectNode();
        for (int i = random.nextInt(WIDEST); i > 0; i--) {
            object.set(word(random), any(random, depth + 1));
        }
        return object;
    }
}
