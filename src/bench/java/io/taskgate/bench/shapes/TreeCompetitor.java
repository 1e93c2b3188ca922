package io.taskgate.bench.shapes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/// Jackson's tree: parses the document, selects nodes by hand-written code, and writes them.
final class TreeCompetitor {

    static final JsonMapper MAPPER = new JsonMapper();

    private TreeCompetitor() {}

    static ShapeRun picking(Map<String, String> paths) {
        Map<String, List<PathSelector>> steps = new LinkedHashMap<>();
        paths.forEach((name, path) -> steps.put(name, PathSelector.of(path)));
        return by(tree -> {
            ObjectNode out = JsonNodeFactory.instance.objectNode();
            steps.forEach((name, path) -> {
                ArrayNode found = JsonNodeFactory.instance.arrayNode();
                pick(tree, path, 0, found);
                out.set(name, PathSelector.isWide(path) ? found : found.get(0));
            });
            return out;
        });
    }

    static ShapeRun by(UnaryOperator<JsonNode> pick) {
        return json -> MAPPER.writeValueAsBytes(pick.apply(MAPPER.readTree(json)));
    }

    private static void pick(JsonNode from, List<PathSelector> path, int at, ArrayNode found) {
        if (at == path.size()) {
            found.add(from);
            return;
        }
        switch (path.get(at)) {
            case PathSelector.Field(String name) -> pick(from.get(name), path, at + 1, found);
            case PathSelector.Index(int index) -> pick(from.get(index), path, at + 1, found);
            case PathSelector.All() -> {
                for (JsonNode element : from) {
                    pick(element, path, at + 1, found);
                }
            }
            case PathSelector.Names(List<String> names) -> {
                ObjectNode some = JsonNodeFactory.instance.objectNode();
                names.forEach(name -> some.set(name, from.get(name)));
                pick(some, path, at + 1, found);
            }
        }
    }
}
