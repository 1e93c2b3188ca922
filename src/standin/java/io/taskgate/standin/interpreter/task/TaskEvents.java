package io.taskgate.standin.interpreter.task;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.integration.TaskResource;
import io.taskgate.standin.interpreter.StateFlow;
import io.taskgate.standin.realm.Realm;
import io.taskgate.standin.stepfunctions.Execution;
import java.time.Duration;
import java.util.Optional;

/// Writes the events of a Task, which depend on the kind of its resource.
record TaskEvents(StateFlow flow, TaskResource resource) {

    void scheduled(JsonNode parameters, Optional<Duration> timeout, Optional<Duration> heartbeat) {
        ObjectNode details = StatesJson.object();
        if (isService()) {
            details.put("parameters", parameters.toString())
                    .put("region", Realm.current().region());
        } else {
            details.put("input", parameters.toString()).put("resource", resource.arn());
            Execution.included(details, "inputDetails");
        }
        timeout.ifPresent(limit -> details.put("timeoutInSeconds", limit.toSeconds()));
        heartbeat.ifPresent(limit -> details.put("heartbeatInSeconds", limit.toSeconds()));
        write("Scheduled", details);
    }

    /// @param what the suffix of the event, such as `Succeeded`
    void write(String what, ObjectNode details) {
        String type = prefix() + what;
        if (isService()) {
            details.put("resource", resource.fullAction()).put("resourceType", resource.type());
        }
        boolean bare = what.equals("Started") && prefix().equals("LambdaFunction");
        flow.event(
                type, bare ? "" : Character.toLowerCase(type.charAt(0)) + type.substring(1) + "EventDetails", details);
    }

    private boolean isService() {
        return prefix().equals("Task");
    }

    private String prefix() {
        return switch (resource.family()) {
            case FUNCTION -> "LambdaFunction";
            case ACTIVITY -> "Activity";
            case API_GATEWAY,
                    HTTP,
                    EVENT_BRIDGE,
                    SQS,
                    LAMBDA,
                    STATES,
                    DYNAMODB,
                    SDK_DYNAMODB,
                    SDK_S3,
                    SDK_STATES,
                    OTHER -> "Task";
        };
    }
}
