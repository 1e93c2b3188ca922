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

/// Makes the summary that goes with a reference: by a shape of the boundary's own, or else the built-in view of
/// the first level. Safe for many threads.
///
/// @param shape is applied to what is checked in
public record Summarizer(Optional<Shape> shape) {

    public static final Summarizer BUILT_IN = new Summarizer(Optional.empty());

    /// In a summary whose shape gave none, the field that says why.
    public static final String PROBLEM = "taskgateProblem";

    /// Of a problem's text, in characters: with escapes it still fits.
    private static final int MAX_PROBLEM = 160;

    public static Summarizer by(Shape shape) {
        return new Summarizer(Optional.of(shape));
    }

    /// A summary that can't be made does not keep a payload from being checked in: it says itself why there is
    /// none.
    ///
    /// @param json    what is checked in; valid JSON
    /// @param context the context object
    /// @return at most 1 KiB as compact JSON
    public JsonNode of(byte[] json, JsonNode context) {
        return shape.map(own -> own(own, json, context)).orElseGet(() -> builtIn(json));
    }

    /// The same for a content of any size.
    ///
    /// @throws IOException when it can't be read
    public JsonNode of(RepeatableContent json, JsonNode context) throws IOException {
        if (shape.isEmpty()) {
            return builtIn(json);
        }
        try (InputStream in = json.open()) {
            return own(shape.get(), in, context);
        }
    }

    /// The built-in summary, of a content of any size.
    ///
    /// @param content valid JSON
    /// @throws IOException when it can't be read
    public static JsonNode builtIn(RepeatableContent content) throws IOException {
        return BuiltInSummary.of(content);
    }

    private static JsonNode builtIn(byte[] json) {
        try {
            return builtIn(RepeatableContent.of(json));
        } catch (IOException e) {
            throw new UncheckedIOException("what is in memory can be read", e);
        }
    }

    private static JsonNode own(Shape shape, byte[] json, JsonNode context) {
        try {
            return own(shape, new ByteArrayInputStream(json), context);
        } catch (IOException e) {
            throw new UncheckedIOException("what is checked in is JSON", e);
        }
    }

    private static JsonNode own(Shape shape, InputStream json, JsonNode context) throws IOException {
        try {
            return Json.trusted(shape.apply(json, context, BuiltInSummary.MAX_BYTES));
        } catch (ResultTooLargeException _) {
            return problem("the summary has more than " + BuiltInSummary.MAX_BYTES + " B");
        } catch (EvaluationException e) {
            return problem("the summary's shape can't be applied: " + e.getMessage());
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
