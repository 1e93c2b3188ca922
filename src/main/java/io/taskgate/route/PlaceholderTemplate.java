package io.taskgate.route;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.taskgate.payload.EvaluationException;
import io.taskgate.payload.InvalidDefinitionException;
import io.taskgate.payload.jsonpath.AslPath;
import io.taskgate.payload.jsonpath.EvaluationScope;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A text with slots that a payload fills: `/orders/{id}/lines/{$.line.number}`. A slot is a path of the
/// payload, or the
/// name of one of its members. Compiled once, immutable.
public final class PlaceholderTemplate {

    private static final JsonNode NO_CONTEXT = JsonNodeFactory.instance.objectNode();

    private final String text;
    private final List<Part> parts;

    /// @param path null for text that stands as it is
    private record Part(String text, @Nullable AslPath path) {}

    private PlaceholderTemplate(String text, List<Part> parts) {
        this.text = text;
        this.parts = parts;
    }

    /// @throws InvalidDefinitionException when a brace has no other, or a slot is no path
    public static PlaceholderTemplate compile(String text) {
        List<Part> parts = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            int open = text.indexOf('{', at);
            int fixed = open < 0 ? text.length() : open;
            if (text.substring(at, fixed).contains("}")) {
                throw new InvalidDefinitionException("\"" + text + "\" has a } without its {");
            }
            if (fixed > at) {
                parts.add(new Part(text.substring(at, fixed), null));
            }
            at = fixed;
            if (open >= 0) {
                int close = text.indexOf('}', open);
                if (close < 0) {
                    throw new InvalidDefinitionException("\"" + text + "\" has a { without its }");
                }
                String slot = text.substring(open + 1, close);
                parts.add(new Part(slot, path(slot)));
                at = close + 1;
            }
        }
        return new PlaceholderTemplate(text, List.copyOf(parts));
    }

    private static AslPath path(String slot) {
        if (slot.isBlank()) {
            throw new InvalidDefinitionException("{} names nothing: write {orderId} or {$.order.id}");
        }
        return AslPath.compile(slot.startsWith("$") ? slot : "$['" + slot.replace("'", "\\'") + "']");
    }

    public boolean isFixed() {
        return parts.stream().allMatch(part -> part.path() == null);
    }

    /// Whether it has this slot and no other.
    public boolean isOnly(String slot) {
        List<String> slots = parts.stream()
                .filter(part -> part.path() != null)
                .map(Part::text)
                .distinct()
                .toList();
        return slots.equals(List.of(slot));
    }

    /// As it may come to look.
    public String sample() {
        StringBuilder sample = new StringBuilder();
        parts.forEach(part -> sample.append(part.path() == null ? part.text() : "x"));
        return sample.toString();
    }

    /// @param encode what a value becomes in this text
    /// @throws UnfilledException where the payload has no text, number or truth value for a slot
    public String fill(JsonNode payload, UnaryOperator<String> encode) {
        StringBuilder filled = new StringBuilder();
        for (Part part : parts) {
            filled.append(part.path() == null ? part.text() : encode.apply(value(part.text(), part.path(), payload)));
        }
        return filled.toString();
    }

    private static String value(String slot, AslPath path, JsonNode payload) {
        JsonNode value;
        try {
            value = path.read(new EvaluationScope(payload, NO_CONTEXT, Map.of()));
        } catch (EvaluationException e) {
            throw new UnfilledException(slot, "is missing, and the call needs it");
        }
        if (!value.isValueNode() || value.isNull() || value.asText().isEmpty()) {
            throw new UnfilledException(slot, "must be a text that is not empty, a number or a truth value");
        }
        return value.asText();
    }

    @Override
    public String toString() {
        return text;
    }

    /// A payload that does not fill a slot, or not so that it is safe there.
    public static final class UnfilledException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final String slot;

        /// @param problem for people; holds no value of the payload
        public UnfilledException(String slot, String problem) {
            super(problem, null, false, false);
            this.slot = slot;
        }

        /// As it is written in the configuration.
        public String slot() {
            return slot;
        }

        public String problem() {
            return String.valueOf(getMessage());
        }
    }
}
