package io.taskgate.payload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/// A small view of a payload, to go with its reference: short values of the first level as they are, and how many
/// elements the arrays have.
final class Summary {

    /// In bytes: small enough for a reference to fit where nothing else does.
    private static final int MAX_BYTES = 1024;

    private static final int MAX_FIELDS = 12;
    private static final int MAX_TEXT = 64;

    private Summary() {}

    static ObjectNode of(JsonNode payload) {
        ObjectNode summary = JsonNodeFactory.instance.objectNode();
        if (payload.isArray()) {
            summary.put("elements", payload.size());
        }
        for (Map.Entry<String, JsonNode> field : payload.properties()) {
            if (summary.size() == MAX_FIELDS) {
                break;
            }
            add(summary, field.getKey(), field.getValue());
            if (Json.bytes(summary).length > MAX_BYTES) {
                summary.remove(field.getKey());
            }
        }
        return summary;
    }

    private static void add(ObjectNode summary, String name, JsonNode value) {
        if (value.isArray()) {
            summary.put(name, value.size() + " elements");
        } else if (value.isObject()) {
            summary.put(name, value.size() + " fields");
        } else if (value.asText().length() <= MAX_TEXT) {
            summary.set(name, value);
        }
    }
}
