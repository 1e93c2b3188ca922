package io.taskgate.payload;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/// JSON text and trees, strictly: one value in UTF-8, no duplicate names, numbers as they were written.
public final class Json {

    /// How deep what comes from outside may be nested. All work on trees is recursive, and a thread's stack must hold
    /// it.
    static final int MAX_DEPTH = 500;

    /// What a shape makes of it may be deeper: it puts its own levels around it.
    private static final int MAX_OWN_DEPTH = 3 * MAX_DEPTH;

    private static final int MAX_DIGITS = 1000;

    static final JsonFactory FACTORY = factory(MAX_DEPTH);

    private static final JsonMapper MAPPER = mapper(FACTORY, new BoundedNumbers());
    private static final JsonMapper OWN = mapper(factory(MAX_OWN_DEPTH), JsonNodeFactory.instance);

    private Json() {}

    private static JsonFactory factory(int depth) {
        return JsonFactory.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .disable(JsonFactory.Feature.CHARSET_DETECTION)
                .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(depth)
                        .maxNumberLength(MAX_DIGITS)
                        .maxStringLength(Integer.MAX_VALUE)
                        .build())
                .streamWriteConstraints(StreamWriteConstraints.builder()
                        .maxNestingDepth(MAX_OWN_DEPTH)
                        .build())
                .build();
    }

    private static JsonMapper mapper(JsonFactory factory, JsonNodeFactory nodes) {
        return JsonMapper.builder(factory)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                .nodeFactory(nodes)
                .build();
    }

    /// @throws IOException when the text is not exactly one JSON value; the message gives the place and no content
    public static JsonNode parse(byte[] utf8) throws IOException {
        checkText(utf8);
        try {
            JsonNode json = MAPPER.readTree(utf8);
            if (json == null || json.isMissingNode()) {
                throw new IOException("there is no JSON in it");
            }
            return json;
        } catch (JsonProcessingException e) {
            throw refusal(e);
        } catch (NumberFormatException _) {
            throw BoundedNumbers.refusal();
        }
    }

    /// @throws IOException when the text is not exactly one JSON value; the message gives the place and no content
    public static void check(byte[] utf8) throws IOException {
        new SliceReader(utf8, 0).read(new SliceTree());
    }

    /// @throws IOException when it is no UTF-8, or has half a character escaped
    static void checkText(byte[] utf8) throws IOException {
        int fault = Utf8.firstFault(utf8);
        if (fault >= 0) {
            throw new IOException(
                    utf8[fault] == '\\'
                            ? "it has half a surrogate pair at byte " + fault
                            : "it is no UTF-8 from byte " + fault + " on");
        }
    }

    static IOException refusal(JsonProcessingException e) {
        String place = e.getLocation() == null
                ? ""
                : " from line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr() + " on";
        return new IOException(
                e instanceof StreamConstraintsException
                        ? "it goes beyond what is read" + place + ": nesting ends at " + MAX_DEPTH
                                + " levels, a number at " + MAX_DIGITS + " characters, a name at "
                                + StreamReadConstraints.DEFAULT_MAX_NAME_LEN
                        : "it is no JSON" + place);
    }

    /// Text that this process or an earlier one wrote.
    public static JsonNode trusted(byte[] utf8) {
        try {
            return OWN.readTree(utf8);
        } catch (IOException e) {
            throw new UncheckedIOException("what was stored as JSON is none", e);
        }
    }

    /// Compact JSON text in UTF-8.
    ///
    /// @throws EvaluationException when it is longer: a shape may put the same part of a payload into it many times
    static byte[] bytes(JsonNode json, int limit) {
        ByteArrayOutputStream out = new ByteArrayOutputStream() {
            @Override
            public synchronized void write(byte[] bytes, int from, int length) {
                if (count + (long) length > limit) {
                    throw new EvaluationException(
                            EvaluationException.RUNTIME, "the result is longer than " + limit + " bytes");
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
}
