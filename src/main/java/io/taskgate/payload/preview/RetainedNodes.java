package io.taskgate.payload.preview;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// Which nodes of a payload are in the result.
record RetainedNodes(Predicate<JsonNode> contains) {

    /// Returns the retained nodes of a result that holds copies: a place is retained if its value occurs
    /// anywhere in the result.
    static RetainedNodes byIdentity(JsonNode result) {
        Set<JsonNode> nodes = Collections.newSetFromMap(new IdentityHashMap<>());
        all(result, nodes::add);
        return new RetainedNodes(nodes::contains);
    }

    /// For results that hold copies: a place counts as kept when its value is anywhere in the result.
    static RetainedNodes byValue(JsonNode result) {
        Set<JsonNode> nodes = new HashSet<>();
        all(result, nodes::add);
        return new RetainedNodes(nodes::contains);
    }

    private static void all(JsonNode json, Consumer<JsonNode> nodes) {
        nodes.accept(json);
        json.forEach(child -> all(child, nodes));
    }
}
