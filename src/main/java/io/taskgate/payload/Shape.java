package io.taskgate.payload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// The declarative trim at a boundary, in the words of ASL's data flow and in one of its two query languages. Every
/// part may be absent. Compiled once, immutable.
public final class Shape {

    /// Lets everything through.
    public static final Shape IDENTITY = compile(JsonNodeFactory.instance.objectNode());

    private static final int MAX_DEPTH = 100;

    /// A payload that is read into a tree, in bytes.
    private static final int MAX_PAYLOAD = 64 * 1024 * 1024;

    private final DataFlow flow;
    private final boolean readsContext;
    private final Optional<Projection> projection;

    private Shape(DataFlow flow, boolean readsContext) {
        this.flow = flow;
        this.readsContext = readsContext;
        this.projection = Projection.of(flow);
    }

    /// The same over bytes without a tree; empty where the shape needs one.
    Optional<Projection> projection() {
        return projection;
    }

    /// @throws InvalidShapeException naming the part that is wrong
    public static Shape compile(JsonNode json) {
        if (!json.isObject()) {
            throw new InvalidShapeException("a shape is an object with some of " + new TreeSet<>(PathFlow.PARTS));
        }
        if (depth(json) > MAX_DEPTH) {
            throw new InvalidShapeException("a shape is nested deeper than " + MAX_DEPTH + " levels");
        }
        JsonNode language = json.path("QueryLanguage");
        boolean query = language.isMissingNode()
                ? json.has("Arguments") || json.has("Output")
                : switch (language.asText()) {
                    case "JSONata" -> true;
                    case "JSONPath" -> false;
                    default -> throw new InvalidShapeException("QueryLanguage must be \"JSONPath\" or \"JSONata\"");
                };
        // Text is enough here: a constant that holds one of these costs a read of the record, and nothing else.
        String text = json.toString();
        boolean readsContext = text.contains("$$") || text.contains("$states");
        return new Shape(query ? QueryFlow.compile(json) : PathFlow.compile(json), readsContext);
    }

    /// Whether it may look into the context object.
    public boolean readsContext() {
        return readsContext;
    }

    private static int depth(JsonNode json) {
        int deepest = 0;
        for (JsonNode child : json) {
            deepest = Math.max(deepest, depth(child));
        }
        return 1 + deepest;
    }

    /// Refuses what is no part of a shape.
    static void onlyParts(JsonNode json, Set<String> parts) {
        json.fieldNames().forEachRemaining(name -> {
            if (!parts.contains(name)) {
                if (PathFlow.PARTS.contains(name) || QueryFlow.PARTS.contains(name)) {
                    throw new InvalidShapeException(
                            "\"" + name + "\" can't be mixed with the other query language: a shape"
                                    + " is in JSONPath, with some of " + new TreeSet<>(PathFlow.PARTS)
                                    + ", or in JSONata, with some of "
                                    + new TreeSet<>(QueryFlow.PARTS));
                }
                throw new InvalidShapeException("\"" + name + "\" is no part of a shape: use " + new TreeSet<>(parts));
            }
        });
    }

    /// Whether what it lets through is the payload's own nodes, and not copies of their values.
    boolean keepsNodes() {
        return flow instanceof PathFlow;
    }

    /// Applies it to JSON text that this process or an earlier one wrote or checked.
    ///
    /// @param json is read, at most to its end, and not closed
    /// @param most the bytes of the result
    /// @return compact JSON text in UTF-8
    /// @throws TooLongException when the result has more bytes
    /// @throws EvaluationException when it can't be applied to this payload; the message names the part
    /// @throws IOException when the text is no JSON, or of the stream
    public byte[] apply(InputStream json, JsonNode context, int most) throws IOException {
        byte[] payload = json.readNBytes(MAX_PAYLOAD + 1);
        if (payload.length > MAX_PAYLOAD) {
            throw new EvaluationException(
                    EvaluationException.RUNTIME, "the payload is larger than " + MAX_PAYLOAD + " bytes");
        }
        JsonNode tree;
        try {
            tree = Json.trusted(payload);
        } catch (UncheckedIOException e) {
            throw new IOException(e.getMessage(), e);
        }
        return Json.bytes(apply(tree, context), most);
    }

    /// @throws EvaluationException when it can't be applied to this payload; the message names the part
    JsonNode apply(JsonNode payload, JsonNode context) {
        return flow.apply(payload, context);
    }
}
