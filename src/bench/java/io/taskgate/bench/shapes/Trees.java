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

/// Jackson's tree, read whole; what is wanted, picked by hand; written.
final class Trees {

    static final JsonMapper MAPPER = new JsonMapper();

    private Trees() {}

    static Run picking(Map<String, String> paths) {
        Map<String, List<Step>> steps = new LinkedHashMap<>();
        paths.forEach((name, path) -> steps.put(name, Step.of(path)));
        return by(tree -> {
            ObjectNode out = JsonNodeFactory.instance.objectNode();
            steps.forEach((name, path) -> {
                ArrayNode found = JsonNodeFactory.instance.arrayNode();
                pick(tree, path, 0, found);
                out.set(name, Step.isWide(path) ? found : found.get(0));
            });
            return out;
        });
    }

    static Run by(UnaryOperator<JsonNode> pick) {
        return json -> MAPPER.writeValueAsBytes(pick.apply(MAPPER.readTree(json)));
    }

    private static void pick(JsonNode from, List<Step> path, int at, ArrayNode found) {
        if (at == path.size()) {
            found.add(from);
            return;
        }
        switch (path.get(at)) {
            case Step.Field(String name) -> pick(from.get(name), path, at + 1, found);
            case Step.Index(int index) -> pick(from.get(index), path, at + 1, found);
            case Step.All() -> {
                for (JsonNode element : from) {
                    pick(element, path, at + 1, found);
                }
            }
            case Step.Names(List<String> names) -> {
                ObjectNode some = JsonNodeFactory.instance.objectNode();
                names.forEach(name -> some.set(name, from.get(name)));
                pick(some, path, at + 1, found);
            }
        }
    }
}
