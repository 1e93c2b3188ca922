package io.taskgate.route;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.payload.EvaluationException;
import io.taskgate.payload.InvalidDefinitionException;
import io.taskgate.payload.jsonpath.AslPath;
import io.taskgate.payload.jsonpath.EvaluationScope;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A text with placeholders for values of a payload: `/orders/{id}/lines/{$.line.number}`. A placeholder is a
/// path in the payload, or the name of one of its members. Compiled once, immutable.
public final class PlaceholderTemplate {

    private static final String UNRESERVED = "-._~";

    private final String text;
    private final List<Part> parts;

    /// @param path null for literal text
    private record Part(String text, @Nullable AslPath path) {}

    private PlaceholderTemplate(String text, List<Part> parts) {
        this.text = text;
        this.parts = parts;
    }

    /// @throws InvalidDefinitionException if a brace is unbalanced, or a placeholder is not a path
    public static PlaceholderTemplate compile(String text) {
        List<Part> parts = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            int open = text.indexOf('{', at);
            int fixed = open < 0 ? text.length() : open;
            if (text.substring(at, fixed).contains("}")) {
                throw new InvalidDefinitionException("\"" + text + "\" has a } without a {.");
            }
            if (fixed > at) {
                parts.add(new Part(text.substring(at, fixed), null));
            }
            at = fixed;
            if (open >= 0) {
                int close = text.indexOf('}', open);
                if (close < 0) {
                    throw new InvalidDefinitionException("\"" + text + "\" has a { without a }.");
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
            throw new InvalidDefinitionException(
                    "The placeholder {} is empty. Use a name or a path, for example {orderId} or {$.order.id}.");
        }
        return AslPath.compile(slot.startsWith("$") ? slot : "$['" + slot.replace("'", "\\'") + "']");
    }

    public boolean isFixed() {
        return parts.stream().allMatch(part -> part.path() == null);
    }

    /// Returns whether this is the only placeholder.
    public boolean hasOnly(String slot) {
        return placeholders().equals(Set.of(slot));
    }

    /// Returns an example of the rendered text.
    public String sample() {
        StringBuilder sample = new StringBuilder();
        parts.forEach(part -> sample.append(part.path() == null ? part.text() : "x"));
        return sample.toString();
    }

    /// Returns the text with the values as they are.
    ///
    /// @throws MissingValueException if the payload has no string, number or boolean for a placeholder
    public String render(JsonNode payload) {
        return render(payload, UnaryOperator.identity());
    }

    /// Returns the text with percent-encoded values. Each value is one path segment or one query parameter, so
    /// that it can't change the destination.
    ///
    /// @throws MissingValueException if the payload has no string, number or boolean for a placeholder
    public String renderUrl(JsonNode payload) {
        return render(payload, PlaceholderTemplate::percentEncoded);
    }

    /// Returns the names and paths of all placeholders.
    Set<String> placeholders() {
        return parts.stream()
                .filter(part -> part.path() != null)
                .map(Part::text)
                .collect(Collectors.toSet());
    }

    /// Encodes everything but the unreserved characters (RFC 3986, 2.3): in a path, a plus sign is literal.
    private static String percentEncoded(String value) {
        StringBuilder encoded = new StringBuilder();
        for (byte octet : value.getBytes(StandardCharsets.UTF_8)) {
            char letter = (char) (octet & 0xFF);
            boolean plain = letter < 0x80 && (Character.isLetterOrDigit(letter) || UNRESERVED.indexOf(letter) >= 0);
            encoded.append(plain ? String.valueOf(letter) : "%%%02X".formatted((int) letter));
        }
        return encoded.toString();
    }

    private String render(JsonNode payload, UnaryOperator<String> encode) {
        StringBuilder filled = new StringBuilder();
        for (Part part : parts) {
            filled.append(part.path() == null ? part.text() : encode.apply(value(part.text(), part.path(), payload)));
        }
        return filled.toString();
    }

    private static String value(String slot, AslPath path, JsonNode payload) {
        JsonNode value;
        try {
            value = path.read(new EvaluationScope(payload, EvaluationScope.NO_CONTEXT, Map.of()));
        } catch (EvaluationException e) {
            throw new MissingValueException(slot, "is required by the call, but missing.");
        }
        if (!value.isValueNode() || value.isNull() || value.asText().isEmpty()) {
            throw new MissingValueException(slot, "must be a non-empty string, a number or a boolean.");
        }
        return value.asText();
    }

    @Override
    public String toString() {
        return text;
    }

    /// Thrown if a payload has no safe value for a placeholder.
    public static final class MissingValueException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final String slot;

        /// @param problem for people; contains no value of the payload
        public MissingValueException(String slot, String problem) {
            super(problem, null, false, false);
            this.slot = slot;
        }

        /// Returns the placeholder as written in the configuration.
        public String slot() {
            return slot;
        }

        public String problem() {
            return String.valueOf(getMessage());
        }
    }
}
