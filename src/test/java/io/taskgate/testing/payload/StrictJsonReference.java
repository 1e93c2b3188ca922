package io.taskgate.testing.payload;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// An independent implementation of the results of [io.taskgate.payload.json.Json#parse]: the platform's
/// strict UTF-8 decoder, then Jackson on characters, then a check of the tree for content that JSON allows
/// and taskgate rejects.
public final class StrictJsonReference {

    private static final int MAX_EXPONENT = 1000;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(500)
                            .maxNumberLength(1000)
                            .maxStringLength(Integer.MAX_VALUE)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private StrictJsonReference() {}

    /// @return empty if the bytes must be rejected
    public static Optional<JsonNode> parse(byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            JsonNode json = MAPPER.readTree(text);
            return json == null || json.isMissingNode() || !isAllowed(json) ? Optional.empty() : Optional.of(json);
        } catch (IOException | NumberFormatException _) {
            return Optional.empty();
        }
    }

    private static boolean isAllowed(JsonNode json) {
        if (json.isTextual()) {
            return isWhole(json.textValue());
        }
        if (json.isBigDecimal()) {
            return Math.abs((long) json.decimalValue().precision()
                            - json.decimalValue().scale())
                    <= MAX_EXPONENT;
        }
        return json.properties().stream().allMatch(field -> isWhole(field.getKey()))
                && json.valueStream().allMatch(StrictJsonReference::isAllowed);
    }

    /// Returns whether the text has no unpaired surrogate.
    private static boolean isWhole(String text) {
        return text.codePoints().noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }
}
