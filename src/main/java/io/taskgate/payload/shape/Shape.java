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

/// A declarative transformation of a payload at a boundary, in the terms of the ASL data flow and one of its
/// two query languages. Every part is optional. Compiled once, immutable.
public final class Shape {

    /// The identity shape: passes the payload unchanged.
    public static final Shape IDENTITY = compile(JsonNodeFactory.instance.objectNode());

    private static final int MAX_DEPTH = 100;

    private final JsonNode definition;
    private final DataFlow flow;
    private final boolean readsContext;
    private final Optional<Projection> projection;
    private final TreePruner pruning;

    private Shape(JsonNode definition, DataFlow flow, boolean readsContext) {
        this.definition = definition;
        this.flow = flow;
        this.readsContext = readsContext;
        this.projection = ProjectionCompiler.of(flow);
        this.pruning = TreePruner.of(flow);
    }

    /// Returns whether the shape only selects, drops and renames, and therefore needs no tree.
    boolean isSelecting() {
        return projection.isPresent();
    }

    /// @throws InvalidDefinitionException naming the invalid part
    public static Shape compile(JsonNode json) {
        if (!json.isObject()) {
            throw new InvalidDefinitionException(
                    "A shape is an object with some of " + new TreeSet<>(JsonPathDataFlow.PARTS) + ".");
        }
        if (depth(json) > MAX_DEPTH) {
            throw new InvalidDefinitionException("The shape is nested deeper than " + MAX_DEPTH + " levels.");
        }
        // A text search is sufficient: a constant that contains one of these costs one read of the record.
        String text = json.toString();
        return new Shape(json.deepCopy(), flow(json), text.contains("$$") || text.contains("$states"));
    }

    /// Compiles the shape without choosing the way in which it runs.
    static DataFlow flow(JsonNode json) {
        JsonNode language = json.path("QueryLanguage");
        boolean query = language.isMissingNode()
                ? json.has("Arguments") || json.has("Output")
                : switch (language.asText()) {
                    case "JSONata" -> true;
                    case "JSONPath" -> false;
                    default ->
                        throw new InvalidDefinitionException("QueryLanguage must be \"JSONPath\" or \"JSONata\".");
                };
        return query ? JsonataDataFlow.compile(json) : JsonPathDataFlow.compile(json);
    }

    /// Returns the object that the shape was compiled from; empty for the identity shape. Not to be changed.
    public JsonNode definition() {
        return definition;
    }

    /// Returns whether the shape can read the context object.
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

    /// Rejects unknown parts.
    static void onlyParts(JsonNode json, Set<String> parts) {
        json.fieldNames().forEachRemaining(name -> {
            if (!parts.contains(name)) {
                if (JsonPathDataFlow.PARTS.contains(name) || JsonataDataFlow.PARTS.contains(name)) {
                    throw new InvalidDefinitionException(
                            "\"" + name + "\" can't be mixed with the other query language. A shape"
                                    + " uses either JSONPath, with some of " + new TreeSet<>(JsonPathDataFlow.PARTS)
                                    + ", or in JSONata, with some of "
                                    + new TreeSet<>(JsonataDataFlow.PARTS));
                }
                throw new InvalidDefinitionException(
                        "\"" + name + "\" is not a part of a shape. Use " + new TreeSet<>(parts));
            }
        });
    }

    /// Returns whether the result contains the nodes of the payload, and not copies of their values.
    public boolean keepsNodes() {
        return flow instanceof JsonPathDataFlow;
    }

    /// Applies the shape to a text in one pass. A shape that only selects builds no tree; another shape
    /// builds a tree of the parts that it can read, at most 64 MiB.
    ///
    /// @param most the maximum size of the result in bytes
    /// @return compact JSON
    /// @throws InvalidJsonException if the text is not exactly one JSON value
    /// @throws ResultTooLargeException if the result is larger
    /// @throws EvaluationException if the shape can't be applied to this payload; the message names the part
    public byte[] apply(byte[] json, JsonNode context, int most) throws InvalidJsonException {
        try {
            return apply(new JsonScanner(json), context, most);
        } catch (InvalidJsonException e) {
            throw e;
        } catch (IOException e) {
            throw new IllegalStateException("JSON in memory could not be read.", e);
        }
    }

    /// Applies the shape to a text that can exceed memory. Holds a window of 64 KiB and the result in memory.
    /// Allows the nesting depth of a shape result, because stored payloads are read this way.
    ///
    /// @param json is read, at most to its end, and not closed
    /// @throws IOException of the stream, in addition
    public byte[] apply(InputStream json, JsonNode context, int most) throws IOException {
        return apply(new JsonScanner(json, Json.MAX_OWN_DEPTH), context, most);
    }

    private byte[] apply(JsonScanner json, JsonNode context, int most) throws IOException {
        if (projection.isPresent()) {
            return projection.get().apply(json, context, most);
        }
        return Json.bytes(flow.apply(pruning.apply(json), context), most);
    }

    /// @throws EvaluationException if the shape can't be applied to this payload; the message names the part
    public JsonNode apply(JsonNode payload, JsonNode context) {
        return flow.apply(payload, context);
    }
}
