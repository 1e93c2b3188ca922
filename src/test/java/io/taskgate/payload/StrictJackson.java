package io.taskgate.payload;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// What JSON is, said once more by others: Java's decoder and Jackson's parser over characters, at their strictest.
final class StrictJackson {

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(500)
                    .maxNumberLength(1000)
                    .build())
            .build();

    private StrictJackson() {}

    static boolean reads(byte[] json) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(json))
                    .toString();
            try (JsonParser parser = FACTORY.createParser(text)) {
                return parser.nextToken() != null && isValue(parser) && parser.nextToken() == null;
            }
        } catch (IOException | NumberFormatException _) {
            return false;
        }
    }

    private static boolean isValue(JsonParser parser) throws IOException {
        int depth = 0;
        do {
            JsonToken token = parser.currentToken();
            if (token == null) {
                return false;
            }
            depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
            if (!isToken(parser, token)) {
                return false;
            }
        } while (depth > 0 && parser.nextToken() != null);
        return depth == 0;
    }

    private static boolean isToken(JsonParser parser, JsonToken token) throws IOException {
        if (token == JsonToken.VALUE_STRING || token == JsonToken.FIELD_NAME) {
            return StandardCharsets.UTF_8.newEncoder().canEncode(parser.getText());
        }
        if (token == JsonToken.VALUE_NUMBER_FLOAT) {
            BigDecimal number = parser.getDecimalValue();
            return Math.abs((long) number.precision() - number.scale()) <= 1000;
        }
        return true;
    }
}
