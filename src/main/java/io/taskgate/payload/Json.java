package io.taskgate.payload;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;

/// JSON text and trees, strictly: one value, no duplicate names, numbers as they were written.
public final class Json {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private Json() {}

    /// @throws IOException when the text is not exactly one JSON value; the message gives line and column, no content
    public static JsonNode parse(byte[] utf8) throws IOException {
        try {
            JsonNode json = MAPPER.readTree(utf8);
            if (json == null || json.isMissingNode()) {
                throw new IOException("there is no JSON in it");
            }
            return json;
        } catch (JsonProcessingException e) {
            throw new IOException(
                    e.getLocation() == null
                            ? "it is no JSON"
                            : "it is no JSON from line " + e.getLocation().getLineNr() + ", column "
                                    + e.getLocation().getColumnNr() + " on");
        }
    }

    /// Text that this process or an earlier one wrote.
    public static JsonNode trusted(byte[] utf8) {
        try {
            return MAPPER.readTree(utf8);
        } catch (IOException e) {
            throw new UncheckedIOException("what was stored as JSON is none", e);
        }
    }

    /// Compact JSON text in UTF-8.
    public static byte[] bytes(JsonNode json) {
        try {
            return MAPPER.writeValueAsBytes(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a JSON tree can always be written", e);
        }
    }
}
