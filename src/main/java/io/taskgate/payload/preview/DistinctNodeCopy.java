package io.taskgate.payload.preview;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;

/// A copy of a tree in which every place has a node of its own, so that each can be found again by its
/// identity. Jackson shares small numbers, truth values, null and the empty text.
final class DistinctNodeCopy {

    private DistinctNodeCopy() {}

    static JsonNode copy(JsonNode json) {
        if (json.isObject()) {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            json.properties().forEach(field -> object.set(field.getKey(), copy(field.getValue())));
            return object;
        }
        if (json.isArray()) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode(json.size());
            json.forEach(element -> array.add(copy(element)));
            return array;
        }
        if (json.isInt()) {
            return new IntNode(json.intValue());
        }
        if (json.isTextual()) {
            return new TextNode(json.textValue());
        }
        if (json.isBoolean()) {
            return new OwnBoolean(json.booleanValue());
        }
        return json.isNull() ? new OwnNull() : json;
    }

    private static final class OwnBoolean extends BooleanNode {
        private static final long serialVersionUID = 1L;

        OwnBoolean(boolean value) {
            super(value);
        }
    }

    private static final class OwnNull extends NullNode {
        private static final long serialVersionUID = 1L;

        OwnNull() {}
    }
}
