package io.taskgate.payload.shape;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.taskgate.payload.InvalidDefinitionException;
import io.taskgate.payload.InvalidJsonException;
import io.taskgate.payload.json.Json;
import io.taskgate.payload.json.scan.JsonScanner;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// The declarative trim at a boundary, in the words of ASL's data flow and in one of its two query languages.
/// Every part may be absent. Compiled once, immutable.
public final class Shape {

    /// Lets everything through.
    public static final Shape IDENTITY = compile(JsonNodeFactory.instance.objectNode());

    private static final int MAX_DEPTH = 100;

    private final DataFlow flow;
    private final boolean readsContext;
    private final Optional<Projection> projection;
    private final TreePruner pruning;

    private Shape(DataFlow flow, boolean readsContext) {
        this.flow = flow;
        this.readsContext = readsContext;
        this.projection = ProjectionCompiler.of(flow);
        this.pruning = TreePruner.of(flow);
    }

    /// Whether it only selects, drops and renames, and so needs no tree.
    boolean isSelecting() {
        return projection.isPresent();
    }

    /// @throws InvalidDefinitionException naming the part that is wrong
    public static Shape compile(JsonNode json) {
        if (!json.isObject()) {
            throw new InvalidDefinitionException(
                    "a shape is an object with some of " + new TreeSet<>(JsonPathDataFlow.PARTS));
        }
        if (depth(json) > MAX_DEPTH) {
            throw new InvalidDefinitionException("a shape is nested deeper than " + MAX_DEPTH + " levels");
        }
        // Text is enough here: a constant that holds one of these costs a read of the record, and nothing else.
        String text = json.toString();
        return new Shape(flow(json), text.contains("$$") || text.contains("$states"));
    }

    /// The shape alone, without a look at how it is best run.
    static DataFlow flow(JsonNode json) {
        JsonNode language = json.path("QueryLanguage");
        boolean query = language.isMissingNode()
                ? json.has("Arguments") || json.has("Output")
                : switch (language.asText()) {
                    case "JSONata" -> true;
                    case "JSONPath" -> false;
                    default ->
                        throw new InvalidDefinitionException("QueryLanguage must be \"JSONPath\" or \"JSONata\"");
                };
        return query ? JsonataDataFlow.compile(json) : JsonPathDataFlow.compile(json);
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
                if (JsonPathDataFlow.PARTS.contains(name) || JsonataDataFlow.PARTS.contains(name)) {
                    throw new InvalidDefinitionException(
                            "\"" + name + "\" can't be mixed with the other query language: a shape"
                                    + " is in JSONPath, with some of " + new TreeSet<>(JsonPathDataFlow.PARTS)
                                    + ", or in JSONata, with some of "
                                    + new TreeSet<>(JsonataDataFlow.PARTS));
                }
                throw new InvalidDefinitionException(
                        "\"" + name + "\" is no part of a shape: use " + new TreeSet<>(parts));
            }
        });
    }

    /// Whether what it lets through is the payload's own nodes, and not copies of their values.
    public boolean keepsNodes() {
        return flow instanceof JsonPathDataFlow;
    }

    /// Runs over a text once. A shape that only selects builds no tree; another builds one of what it may read,
    /// which is 64 MiB at most.
    ///
    /// @param most bytes of the result
    /// @return compact JSON
    /// @throws InvalidJsonException when the text is not exactly one JSON value
    /// @throws ResultTooLargeException when the result has more bytes
    /// @throws EvaluationException when it can't be applied to this payload; the message names the part
    public byte[] apply(byte[] json, JsonNode context, int most) throws InvalidJsonException {
        try {
            return apply(new JsonScanner(json), context, most);
        } catch (InvalidJsonException e) {
            throw e;
        } catch (IOException e) {
            throw new IllegalStateException("a text in memory can always be read", e);
        }
    }

    /// The same for a text that need not fit into memory: what is held of it is a window of 64 KiB, and what is
    /// kept. It may be as deep as what a shape makes: what was checked in is read by this.
    ///
    /// @param json is read, at most to its end, and not closed
    /// @throws IOException as the stream does, besides
    public byte[] apply(InputStream json, JsonNode context, int most) throws IOException {
        return apply(new JsonScanner(json, Json.MAX_OWN_DEPTH), context, most);
    }

    private byte[] apply(JsonScanner json, JsonNode context, int most) throws IOException {
        if (projection.isPresent()) {
            return projection.get().apply(json, context, most);
        }
        return Json.bytes(flow.apply(pruning.apply(json), context), most);
    }

    /// @throws EvaluationException when it can't be applied to this payload; the message names the part
    public JsonNode apply(JsonNode payload, JsonNode context) {
        return flow.apply(payload, context);
    }
}
