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

/// JSON text and trees, strictly: one value in UTF-8, no duplicate names, numbers as they were written.
public final class Json {

    /// How deep what comes from outside may be nested.
    public static final int MAX_DEPTH = JsonScanner.MAX_DEPTH;

    /// What a shape makes of it may be deeper: it puts its own levels around it.
    public static final int MAX_OWN_DEPTH = 3 * MAX_DEPTH;

    /// Values of one text from outside that becomes a tree. A byte of small objects weighs 30 bytes as a tree:
    /// 50,000 objects of one member are some 10 MB.
    static final int MAX_NODES = 50_000;

    /// Strictness is the scanner's: what the mapper reads has been through it.
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

    /// @throws InvalidJsonException when the text is not exactly one JSON value; the message gives the place
    /// and no
    ///                              content
    public static JsonNode parse(byte[] utf8) throws InvalidJsonException {
        try {
            return JsonTreeBuilder.read(utf8);
        } catch (InvalidJsonException e) {
            throw e;
        } catch (IOException e) {
            throw new IllegalStateException("a text in memory can always be read", e);
        }
    }

    /// The same for what a caller sent: with at most [#MAX_NODES] values.
    ///
    /// @throws InvalidJsonException also when it has more
    public static JsonNode parseBounded(byte[] utf8) throws InvalidJsonException {
        try {
            return JsonTreeBuilder.readBounded(utf8, MAX_NODES);
        } catch (InvalidJsonException e) {
            throw e;
        } catch (IOException e) {
            throw new IllegalStateException("a text in memory can always be read", e);
        }
    }

    /// @throws InvalidJsonException when the text is not exactly one JSON value; the message gives the place
    /// and no
    ///                              content
    public static void check(byte[] utf8) throws InvalidJsonException {
        try {
            new JsonScanner(utf8).check();
        } catch (InvalidJsonException e) {
            throw e;
        } catch (IOException e) {
            throw new IllegalStateException("a text in memory can always be read", e);
        }
    }

    /// Text that this process or an earlier one wrote, or has been checked.
    public static JsonNode trusted(byte[] utf8) {
        return trusted(utf8, 0, utf8.length);
    }

    public static JsonNode trusted(byte[] utf8, int from, int length) {
        try {
            return MAPPER.readTree(utf8, from, length);
        } catch (IOException e) {
            throw new UncheckedIOException("what was stored as JSON is none", e);
        }
    }

    /// Compact JSON text in UTF-8.
    ///
    /// @throws ResultTooLargeException when it is longer: a shape may put the same part of a payload into it
    /// many times
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
                    : new IllegalStateException("a JSON tree can always be written", e);
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

    /// Compact JSON text.
    public static String text(JsonNode json) {
        return new String(bytes(json), StandardCharsets.UTF_8);
    }
}
