package io.taskgate.standin.stepfunctions.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.activity.Activity;
import io.taskgate.standin.activity.ActivityTask;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.stepfunctions.MachineSettings;
import io.taskgate.standin.stepfunctions.StandInStepFunctions;
import io.taskgate.standin.wire.HttpAnswers;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// The operations on activities.
record ActivitiesApi(StandInStepFunctions states) {

    private static final int NAME_CHARACTERS = 80;

    Map<String, Function<JsonNode, JsonNode>> operations() {
        return Map.of(
                "CreateActivity", this::create,
                "DeleteActivity", this::delete,
                "DescribeActivity", this::describe,
                "ListActivities", this::list,
                "GetActivityTask", this::task);
    }

    private JsonNode create(JsonNode request) {
        Activity activity = states.activities()
                .create(
                        HttpAnswers.required(request, "name"),
                        MachineSettings.encryption(request.path("encryptionConfiguration")));
        if (request.path("tags").isArray()) {
            states.tags().add(activity.arn(), request.get("tags"));
        }
        ObjectNode answer = StatesJson.object().put("activityArn", activity.arn());
        return answer.set("creationDate", HttpAnswers.seconds(activity.created()));
    }

    private JsonNode delete(JsonNode request) {
        String arn = HttpAnswers.required(request, "activityArn");
        states.activities().delete(arn);
        states.tags().forget(arn);
        return StatesJson.object();
    }

    private JsonNode describe(JsonNode request) {
        Activity activity = states.activities().get(HttpAnswers.required(request, "activityArn"));
        return summary(activity).set("encryptionConfiguration", activity.encryption());
    }

    private JsonNode list(JsonNode request) {
        return HttpAnswers.page(request, "activities", states.activities().all(), ActivitiesApi::summary);
    }

    private static ObjectNode summary(Activity activity) {
        ObjectNode summary =
                StatesJson.object().put("activityArn", activity.arn()).put("name", activity.name());
        return summary.set("creationDate", HttpAnswers.seconds(activity.created()));
    }

    /// Waits up to a minute. A response without a task has no token.
    private JsonNode task(JsonNode request) {
        Activity activity = states.activities().get(HttpAnswers.required(request, "activityArn"));
        Optional<String> worker = Optional.ofNullable(HttpAnswers.limited(request, "workerName", NAME_CHARACTERS));
        return states.activities()
                .poll(activity, worker)
                .map(ActivitiesApi::written)
                .orElseGet(StatesJson::object);
    }

    private static ObjectNode written(ActivityTask task) {
        return StatesJson.object().put("taskToken", task.token()).put("input", task.input());
    }
}
