package io.taskgate.callback;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/// Takes task tokens out of documents of others, before anybody is shown them or they are kept in the clear.
public final class WithoutTokens {

    private static final JsonNode NOT_SHOWN = JsonNodeFactory.instance.textNode("(not shown)");

    private WithoutTokens() {}

    /// Changes the tree itself.
    public static JsonNode of(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.properties()
                    .forEach(
                            member -> member.setValue(namesToken(member.getKey()) ? NOT_SHOWN : of(member.getValue())));
        }
        if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, of(array.get(i)));
            }
        }
        return node.isTextual() && namesToken(node.textValue()) ? NOT_SHOWN : node;
    }

    /// A member's name, or JSON in a text.
    private static boolean namesToken(String text) {
        return text.replaceAll("[^A-Za-z]", "").toLowerCase(Locale.ROOT).contains("tasktoken");
    }
}
