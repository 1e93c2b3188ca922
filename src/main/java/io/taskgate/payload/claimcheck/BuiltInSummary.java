package io.taskgate.payload.claimcheck;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.taskgate.payload.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Creates the default summary of a reference: the short values of the first level, and the number of
/// elements of each array. Reads a payload of any size in one pass without buffering long strings.
final class BuiltInSummary {

    /// The maximum size in bytes, so that a reference always fits.
    static final int MAX_BYTES = 1024;

    private static final int MAX_FIELDS = 12;
    private static final int MAX_TEXT = 64;

    /// The longest encoding of a string of [#MAX_TEXT] characters: every character as a Unicode escape, and
    /// the quotes.
    private static final int MAX_WRITTEN = 6 * MAX_TEXT + 2;

    /// The payload has been checked against the parser limits before.
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(JsonFactory.Feature.CHARSET_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(Integer.MAX_VALUE)
                    .build())
            .build();

    private final RepeatableContent content;
    private final JsonParser parser;
    private final ObjectNode summary = JsonNodeFactory.instance.objectNode();
    private int size = "{}".length();

    private BuiltInSummary(RepeatableContent content, JsonParser parser) {
        this.content = content;
        this.parser = parser;
    }

    /// @param content valid JSON
    /// @throws IOException if the content can't be read
    static ObjectNode of(RepeatableContent content) throws IOException {
        try (InputStream in = content.open();
                JsonParser parser = FACTORY.createParser(in)) {
            return new BuiltInSummary(content, parser).read();
        }
    }

    private ObjectNode read() throws IOException {
        JsonToken first = parser.nextToken();
        if (first == JsonToken.START_ARRAY) {
            long elements = children();
            summary.set("elements", isInt(elements) ? number((int) elements) : number(elements));
        } else if (first == JsonToken.START_OBJECT) {
            while (summary.size() < MAX_FIELDS && parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                add(name, value());
            }
        }
        return summary;
    }

    private static boolean isInt(long count) {
        return count <= Integer.MAX_VALUE;
    }

    private static JsonNode number(int count) {
        return JsonNodeFactory.instance.numberNode(count);
    }

    private static JsonNode number(long count) {
        return JsonNodeFactory.instance.numberNode(count);
    }

    private void add(String name, @Nullable JsonNode value) {
        if (value == null || name.length() > MAX_BYTES) {
            return;
        }
        int more =
                Json.bytes(TextNode.valueOf(name)).length + 1 + Json.bytes(value).length + (summary.isEmpty() ? 0 : 1);
        if (size + more <= MAX_BYTES) {
            summary.set(name, value);
            size += more;
        }
    }

    /// Returns the summary of the current value; null for none.
    private @Nullable JsonNode value() throws IOException {
        return switch (parser.currentToken()) {
            case START_ARRAY -> TextNode.valueOf(children() + " elements");
            case START_OBJECT -> TextNode.valueOf(children() + " fields");
            case VALUE_STRING -> shortText();
            default -> {
                JsonNode value = Json.parseTrusted(parser.getText().getBytes(StandardCharsets.US_ASCII));
                yield value.asText().length() <= MAX_TEXT ? value : null;
            }
        };
    }

    private long children() throws IOException {
        long children = 0;
        for (JsonToken at = parser.nextToken(); !at.isStructEnd(); at = parser.nextToken()) {
            if (at != JsonToken.FIELD_NAME) {
                children++;
                parser.skipChildren();
            }
        }
        return children;
    }

    /// Reads a long string directly, because the parser would buffer it.
    private @Nullable JsonNode shortText() throws IOException {
        try (InputStream in = content.open(parser.currentTokenLocation().getByteOffset(), MAX_WRITTEN)) {
            byte[] written = in.readAllBytes();
            for (int i = 1; i < written.length; i++) {
                if (written[i] == '"') {
                    JsonNode text = Json.parseTrusted(Arrays.copyOf(written, i + 1));
                    return text.textValue().length() <= MAX_TEXT ? text : null;
                }
                i += written[i] == '\\' ? 1 : 0;
            }
            return null;
        }
    }
}
