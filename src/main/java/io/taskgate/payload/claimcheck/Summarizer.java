package io.taskgate.payload.claimcheck;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.taskgate.payload.EvaluationException;
import io.taskgate.payload.ResultTooLargeException;
import io.taskgate.payload.json.Json;
import io.taskgate.payload.shape.Shape;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;

/// Creates the summary of a reference with the summary shape of the boundary, or with the built-in summary of
/// the first level. Thread-safe.
///
/// @param shape the summary shape
public record Summarizer(Optional<Shape> shape) {

    public static final Summarizer BUILT_IN = new Summarizer(Optional.empty());

    /// The field that holds the error if the summary shape fails.
    public static final String PROBLEM = "taskgateProblem";

    /// The maximum length of the error text in characters. With escapes it still fits.
    private static final int MAX_PROBLEM = 160;

    public static Summarizer by(Shape shape) {
        return new Summarizer(Optional.of(shape));
    }

    /// Creates the summary. A failure of the summary shape does not prevent the check-in: the summary
    /// contains the error.
    ///
    /// @param json    the payload; valid JSON
    /// @param context the context object
    /// @return at most 1 KiB as compact JSON
    public JsonNode of(byte[] json, JsonNode context) {
        return shape.map(own -> own(own, json, context)).orElseGet(() -> builtIn(json));
    }

    /// Creates the summary of content of any size.
    ///
    /// @throws IOException if the content can't be read
    public JsonNode of(RepeatableContent json, JsonNode context) throws IOException {
        if (shape.isEmpty()) {
            return builtIn(json);
        }
        try (InputStream in = json.open()) {
            return own(shape.get(), in, context);
        }
    }

    /// Creates the built-in summary of content of any size.
    ///
    /// @param content valid JSON
    /// @throws IOException if the content can't be read
    public static JsonNode builtIn(RepeatableContent content) throws IOException {
        return BuiltInSummary.of(content);
    }

    private static JsonNode builtIn(byte[] json) {
        try {
            return builtIn(RepeatableContent.of(json));
        } catch (IOException e) {
            throw new UncheckedIOException("Content in memory could not be read.", e);
        }
    }

    private static JsonNode own(Shape shape, byte[] json, JsonNode context) {
        try {
            return own(shape, new ByteArrayInputStream(json), context);
        } catch (IOException e) {
            throw new UncheckedIOException("Validated JSON could not be parsed.", e);
        }
    }

    private static JsonNode own(Shape shape, InputStream json, JsonNode context) throws IOException {
        try {
            return Json.parseTrusted(shape.apply(json, context, BuiltInSummary.MAX_BYTES));
        } catch (ResultTooLargeException _) {
            return problem("The summary exceeds " + BuiltInSummary.MAX_BYTES + " B.");
        } catch (EvaluationException e) {
            return problem("The summary shape can't be applied: " + e.getMessage());
        }
    }

    private static JsonNode problem(String why) {
        int[] start = why.codePoints().limit(MAX_PROBLEM).toArray();
        return JsonNodeFactory.instance.objectNode().put(PROBLEM, new String(start, 0, start.length));
    }

    public boolean readsContext() {
        return shape.map(Shape::readsContext).orElse(false);
    }
}
