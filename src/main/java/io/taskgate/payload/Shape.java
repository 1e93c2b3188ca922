package io.taskgate.payload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Set;
import java.util.TreeSet;

/// The declarative trim at a boundary, in the words of ASL's data flow and in one of its two query languages. Every
/// part may be absent. Compiled once, immutable.
public final class Shape {

    /// Lets everything through.
    public static final Shape IDENTITY = compile(JsonNodeFactory.instance.objectNode());

    private final DataFlow flow;

    private Shape(DataFlow flow) {
        this.flow = flow;
    }

    /// @throws InvalidShapeException naming the part that is wrong
    public static Shape compile(JsonNode json) {
        if (!json.isObject()) {
            throw new InvalidShapeException("a shape is an object with some of " + new TreeSet<>(PathFlow.PARTS));
        }
        JsonNode language = json.path("QueryLanguage");
        boolean query = language.isMissingNode()
                ? json.has("Arguments") || json.has("Output")
                : switch (language.asText()) {
                    case "JSONata" -> true;
                    case "JSONPath" -> false;
                    default -> throw new InvalidShapeException("QueryLanguage must be \"JSONPath\" or \"JSONata\"");
                };
        return new Shape(query ? QueryFlow.compile(json) : PathFlow.compile(json));
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

    /// @throws EvaluationException when it can't be applied to this payload; the message names the part
    JsonNode apply(JsonNode payload, JsonNode context) {
        return flow.apply(payload, context);
    }
}
