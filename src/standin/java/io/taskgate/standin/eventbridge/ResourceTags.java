package io.taskgate.standin.eventbridge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.fault.AwsError;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

/// The tags of buses and rules, and their operations.
final class ResourceTags {

    private static final int MOST = 50;

    private final Map<String, Map<String, String>> tags = new HashMap<>();
    private final Predicate<String> exists;

    /// @param exists whether there is a resource with an ARN
    ResourceTags(Predicate<String> exists) {
        this.exists = exists;
    }

    Map<String, Function<JsonNode, JsonNode>> operations() {
        return Map.of(
                "TagResource", request -> tag(resource(request), request),
                "UntagResource", this::untag,
                "ListTagsForResource", this::list);
    }

    private String resource(JsonNode request) {
        String arn = RequestFields.required(request, "ResourceARN");
        if (!exists.test(arn)) {
            throw RequestFields.missing("Resource " + arn);
        }
        return arn;
    }

    /// Adds the tags of a request, also of one that creates the resource.
    synchronized JsonNode tag(String arn, JsonNode request) {
        Map<String, String> changed = new LinkedHashMap<>(tags.getOrDefault(arn, Map.of()));
        request.path("Tags")
                .forEach(tag -> changed.put(
                        RequestFields.required(tag, "Key"), tag.path("Value").asText()));
        if (changed.size() > MOST) {
            throw new AwsError("LimitExceededException", "A resource can have at most " + MOST + " tags.");
        }
        tags.put(arn, changed);
        return StatesJson.object();
    }

    private synchronized JsonNode untag(JsonNode request) {
        Map<String, String> left = tags.getOrDefault(resource(request), new LinkedHashMap<>());
        request.path("TagKeys").forEach(key -> left.remove(key.asText()));
        return StatesJson.object();
    }

    private synchronized JsonNode list(JsonNode request) {
        ObjectNode answer = StatesJson.object();
        ArrayNode list = answer.putArray("Tags");
        tags.getOrDefault(resource(request), Map.of())
                .forEach((key, value) -> list.addObject().put("Key", key).put("Value", value));
        return answer;
    }
}
