package io.taskgate.deploy.kubernetes;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.deploy.YamlTree;
import java.util.List;
import java.util.Set;

/// Implements `add`, `replace` and `remove` of RFC 6902 for members of objects, as in the `patches` of a
/// kustomization.
final class JsonPatchDocument {

    private JsonPatchDocument() {}

    /// @throws IllegalArgumentException if the target or the path does not exist, so that a patch never fails
    ///     silently
    static void apply(JsonNode patch, List<ObjectNode> objects) {
        KustomizationBuilder.only(patch, Set.of("target", "patch"));
        JsonNode target = patch.get("target");
        KustomizationBuilder.only(target, Set.of("kind", "name"));
        List<ObjectNode> meant = objects.stream()
                .filter(object -> object.path("kind").equals(target.get("kind")))
                .filter(object -> object.at("/metadata/name").equals(target.get("name")))
                .toList();
        if (meant.isEmpty()) {
            throw new IllegalArgumentException("The target of a patch does not exist: " + target);
        }
        JsonNode steps = YamlTree.one(patch.path("patch").asText());
        meant.forEach(object -> steps.forEach(step -> step(object, step)));
    }

    private static void step(ObjectNode object, JsonNode step) {
        JsonPointer path = JsonPointer.compile(step.path("path").asText());
        String member = path.last().getMatchingProperty();
        if (member.equals("-") && object.at(path.head()) instanceof ArrayNode list) {
            list.add(step.get("value"));
            return;
        }
        if (!(object.at(path.head()) instanceof ObjectNode parent)) {
            throw new IllegalArgumentException("Not an object: " + path.head());
        }
        String operation = step.path("op").asText();
        if (!operation.equals("add") && !parent.has(member)) {
            throw new IllegalArgumentException("Not found: " + path);
        }
        switch (operation) {
            case "add", "replace" -> parent.set(member, step.get("value"));
            case "remove" -> parent.remove(member);
            default -> throw new IllegalArgumentException("The builder of the tests does not support " + operation);
        }
    }
}
