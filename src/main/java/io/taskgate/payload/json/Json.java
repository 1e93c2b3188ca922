package io.taskgate.payload.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.taskgate.payload.EvaluationException;
import io.taskgate.payload.InvalidJsonException;
import io.taskgate.payload.ResultTooLargeException;
import io.taskgate.payload.json.scan.JsonScanner;
import io.taskgate.payload.json.scan.JsonTokenizer;
import io.taskgate.payload.json.scan.JsonTreeBuilder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// Strict JSON text and trees: one value in UTF-8, no duplicate names, numbers as written.
public final class Json {

    /// The maximum nesting depth of external JSON.
    public static final int MAX_DEPTH = JsonScanner.MAX_DEPTH;

    /// The maximum nesting depth of a result: a shape adds levels of its own.
    public static final int MAX_OWN_DEPTH = 3 * MAX_DEPTH;

    /// The maximum number of values of one external text that becomes a tree. One byte of small objects takes
    /// 30 bytes as a tree: 50,000 objects with one member take about 10 MB.
    static final int MAX_NODES = 50_000;

    /// The scanner enforces strictness before the mapper reads the text.
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .disable(JsonFactory.Feature.CHARSET_DETECTION)
                    .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_OWN_DEPTH)
                            .maxNumberLength(2 * JsonTokenizer.MAX_DIGITS)
                            .maxStringLength(Integer.MAX_VALUE)
                            .build())
                    .streamWriteConstraints(StreamWriteConstraints.builder()
                            .maxNestingDepth(MAX_OWN_DEPTH)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private Json() {}

    /// @throws InvalidJsonException if the text is not exactly one JSON value; the message gives the position
    /// and no content
    public static JsonNode parse(byte[] utf8) throws InvalidJsonException {
        try {
            return JsonTreeBuilder.read(utf8);
        } catch (InvalidJsonException e) {
            throw e;
        } catch (IOException e) {
            throw new IllegalStateException("JSON in memory could not be read.", e);
        }
    }

    /// Parses the JSON of a caller, with at most [#MAX_NODES] values.
    ///
    /// @throws InvalidJsonException also if it has more values
    public static JsonNode parseBounded(byte[] utf8) throws InvalidJsonException {
        try {
            return JsonTreeBuilder.readBounded(utf8, MAX_NODES);
        } catch (InvalidJsonException e) {
            throw e;
        } catch (IOException e) {
            throw new IllegalStateException("JSON in memory could not be read.", e);
        }
    }

    /// @throws InvalidJsonException if the text is not exactly one JSON value; the message gives the position
    /// and no content
    public static void check(byte[] utf8) throws InvalidJsonException {
        try {
            new JsonScanner(utf8).check();
        } catch (InvalidJsonException e) {
            throw e;
        } catch (IOException e) {
            throw new IllegalStateException("JSON in memory could not be read.", e);
        }
    }

    /// Parses text that this or an earlier process wrote or validated.
    public static JsonNode parseTrusted(byte[] utf8) {
        return parseTrusted(utf8, 0, utf8.length);
    }

    public static JsonNode parseTrusted(byte[] utf8, int from, int length) {
        try {
            return MAPPER.readTree(utf8, from, length);
        } catch (IOException e) {
            throw new UncheckedIOException("Stored JSON could not be parsed.", e);
        }
    }

    /// Returns compact JSON text in UTF-8.
    ///
    /// @throws ResultTooLargeException if the text exceeds the limit: a shape can copy the same part of a
    /// payload many times
    public static byte[] bytes(JsonNode json, int limit) {
        ByteArrayOutputStream out = new ByteArrayOutputStream() {
            @Override
            public synchronized void write(byte[] bytes, int from, int length) {
                if (count + (long) length > limit) {
                    throw new ResultTooLargeException(limit);
                }
                super.write(bytes, from, length);
            }
        };
        try {
            MAPPER.writeValue(out, json);
            return out.toByteArray();
        } catch (IOException e) {
            throw e.getCause() instanceof EvaluationException tooLong
                    ? tooLong
                    : new IllegalStateException("The JSON tree could not be written.", e);
        }
    }

    /// Returns compact JSON text in UTF-8.
    public static byte[] bytes(JsonNode json) {
        try {
            return MAPPER.writeValueAsBytes(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The JSON tree could not be written.", e);
        }
    }

    /// Returns compact JSON text.
    public static String text(JsonNode json) {
        return new String(bytes(json), StandardCharsets.UTF_8);
    }
}
