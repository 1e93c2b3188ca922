package io.taskgate.standin.integration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.definition.StatesJson;
import java.util.function.UnaryOperator;

/// Converts API field names to the capitalized form of state machines: `StateMachineArn` for
/// `stateMachineArn`.
public final class SdkNames {

    private SdkNames() {}

    public static String capital(String name) {
        return Character.toUpperCase(name.charAt(0)) + name.substring(1);
    }

    public static JsonNode upper(JsonNode node) {
        return renamed(node, SdkNames::capital);
    }

    public static JsonNode lower(JsonNode node) {
        return renamed(node, name -> Character.toLowerCase(name.charAt(0)) + name.substring(1));
    }

    private static JsonNode renamed(JsonNode node, UnaryOperator<String> name) {
        return switch (node) {
            case ObjectNode object -> {
                ObjectNode copy = StatesJson.object();
                object.properties()
                        .forEach(field -> copy.set(name.apply(field.getKey()), renamed(field.getValue(), name)));
                yield copy;
            }
            case ArrayNode array -> {
                ArrayNode copy = StatesJson.MAPPER.createArrayNode();
                array.forEach(element -> copy.add(renamed(element, name)));
                yield copy;
            }
            default -> node;
        };
    }
}
