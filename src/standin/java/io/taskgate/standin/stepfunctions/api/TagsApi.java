package io.taskgate.standin.stepfunctions.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.fault.AwsError;
import io.taskgate.standin.stepfunctions.Arns;
import io.taskgate.standin.stepfunctions.StandInStepFunctions;
import io.taskgate.standin.wire.HttpAnswers;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// The operations on tags of state machines and activities.
record TagsApi(StandInStepFunctions states) {

    Map<String, Function<JsonNode, JsonNode>> operations() {
        return Map.of(
                "TagResource", this::tag,
                "UntagResource", this::untag,
                "ListTagsForResource", this::list);
    }

    private JsonNode tag(JsonNode request) {
        states.tags().add(resource(request), request.path("tags"));
        return StatesJson.object();
    }

    private JsonNode untag(JsonNode request) {
        List<String> keys =
                request.path("tagKeys").valueStream().map(JsonNode::asText).toList();
        states.tags().remove(resource(request), keys);
        return StatesJson.object();
    }

    private JsonNode list(JsonNode request) {
        ObjectNode answer = StatesJson.object();
        ArrayNode tags = answer.putArray("tags");
        states.tags()
                .of(resource(request))
                .forEach((key, value) -> tags.addObject().put("key", key).put("value", value));
        return answer;
    }

    /// Versions and aliases have no tags.
    private String resource(JsonNode request) {
        String arn = Arns.checked(HttpAnswers.required(request, "resourceArn"));
        boolean exists = states.activities().find(arn).isPresent()
                || states.machines().all().stream()
                        .anyMatch(machine -> machine.arn().equals(arn));
        if (!exists) {
            throw new AwsError("ResourceNotFound", "Resource not found: '" + arn + "'");
        }
        return arn;
    }
}
