package io.taskgate.standin.stepfunctions.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.stepfunctions.PublishedVersion;
import io.taskgate.standin.stepfunctions.StandInStepFunctions;
import io.taskgate.standin.wire.HttpAnswers;
import java.util.Map;
import java.util.function.Function;

/// The operations on versions of state machines.
record VersionsApi(StandInStepFunctions states) {

    Map<String, Function<JsonNode, JsonNode>> operations() {
        return Map.of(
                "PublishStateMachineVersion", this::publish,
                "ListStateMachineVersions", this::list,
                "DeleteStateMachineVersion", this::delete);
    }

    private JsonNode publish(JsonNode request) {
        return written(states.machines()
                .publish(
                        HttpAnswers.required(request, "stateMachineArn"),
                        HttpAnswers.given(request, "revisionId"),
                        HttpAnswers.given(request, "description")));
    }

    private JsonNode list(JsonNode request) {
        return HttpAnswers.page(
                request,
                "stateMachineVersions",
                states.machines().versions(HttpAnswers.required(request, "stateMachineArn")),
                VersionsApi::written);
    }

    private static ObjectNode written(PublishedVersion version) {
        ObjectNode written = StatesJson.object().put("stateMachineVersionArn", version.arn());
        return written.set("creationDate", HttpAnswers.seconds(version.created()));
    }

    private JsonNode delete(JsonNode request) {
        states.machines().deleteVersion(HttpAnswers.required(request, "stateMachineVersionArn"));
        return StatesJson.object();
    }
}
