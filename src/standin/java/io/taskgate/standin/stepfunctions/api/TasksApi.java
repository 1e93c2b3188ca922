package io.taskgate.standin.stepfunctions.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.standin.definition.ServiceLimits;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.integration.TaskOutcome;
import io.taskgate.standin.stepfunctions.StandInStepFunctions;
import io.taskgate.standin.wire.HttpAnswers;
import java.util.Map;
import java.util.function.Function;

/// SendTaskSuccess, SendTaskFailure, SendTaskHeartbeat.
record TasksApi(StandInStepFunctions states) {

    Map<String, Function<JsonNode, JsonNode>> operations() {
        return Map.of(
                "SendTaskSuccess", this::success,
                "SendTaskFailure", this::failure,
                "SendTaskHeartbeat", this::heartbeat);
    }

    private JsonNode success(JsonNode request) {
        states.succeed(token(request), HttpAnswers.required(request, "output"));
        return StatesJson.object();
    }

    private JsonNode failure(JsonNode request) {
        String token = token(request);
        states.fail(
                token,
                new TaskOutcome.Failed(
                        HttpAnswers.limited(request, "error", ServiceLimits.ERROR_CHARACTERS),
                        HttpAnswers.limited(request, "cause", ServiceLimits.CAUSE_CHARACTERS)));
        return StatesJson.object();
    }

    private JsonNode heartbeat(JsonNode request) {
        states.heartbeat(token(request));
        return StatesJson.object();
    }

    private static String token(JsonNode request) {
        return request.path("taskToken").asText("");
    }
}
