package io.taskgate.standin;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.function.Function;

/// SendTaskSuccess, SendTaskFailure, SendTaskHeartbeat.
record TasksApi(States states) {

    Map<String, Function<JsonNode, JsonNode>> operations() {
        return Map.of(
                "SendTaskSuccess", this::success,
                "SendTaskFailure", this::failure,
                "SendTaskHeartbeat", this::heartbeat);
    }

    private JsonNode success(JsonNode request) {
        states.succeed(token(request), Answers.required(request, "output"));
        return Json.object();
    }

    private JsonNode failure(JsonNode request) {
        String token = token(request);
        states.fail(
                token,
                new Outcome.Failed(
                        Answers.limited(request, "error", Limits.ERROR_CHARACTERS),
                        Answers.limited(request, "cause", Limits.CAUSE_CHARACTERS)));
        return Json.object();
    }

    private JsonNode heartbeat(JsonNode request) {
        states.heartbeat(token(request));
        return Json.object();
    }

    private static String token(JsonNode request) {
        return request.path("taskToken").asText("");
    }
}
