package io.taskgate.standin.integration;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.standin.interpreter.StateFailure;
import io.taskgate.standin.interpreter.map.ObjectStorage;
import io.taskgate.standin.stepfunctions.Execution;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The services that a Task can call.
public interface Integrations {

    /// Calls the service once and returns its response as it appears in the history.
    ///
    /// @throws StateFailure with the error of the service, under the error names of AWS
    JsonNode call(Call call);

    /// S3 for Map Runs.
    default ObjectStorage objects() {
        throw StateFailure.runtime("there is no S3 here");
    }

    /// @param limit the timeout of the Task
    record Call(TaskResource resource, JsonNode parameters, Execution execution, Optional<Duration> limit) {}

    /// The kind of service that handles a Task.
    enum Family {
        API_GATEWAY("apigateway", "invoke"),
        HTTP("http", "invoke"),
        EVENT_BRIDGE("events", "putEvents"),
        SQS("sqs", "sendMessage"),
        LAMBDA("lambda", "invoke"),
        STATES("states", "startExecution"),
        DYNAMODB("dynamodb", "getItem", "putItem", "updateItem", "deleteItem"),
        SDK_DYNAMODB("aws-sdk:dynamodb", "getItem", "putItem", "updateItem", "deleteItem", "query", "scan"),
        SDK_S3("aws-sdk:s3", "getObject", "putObject", "listObjectsV2"),
        SDK_STATES(
                "aws-sdk:sfn",
                "startExecution",
                "describeExecution",
                "stopExecution",
                "listExecutions",
                "sendTaskSuccess",
                "sendTaskFailure",
                "sendTaskHeartbeat"),
        /// A function, given by its ARN as Resource.
        FUNCTION(""),
        /// An activity: workers fetch its tasks.
        ACTIVITY(""),
        /// An integration that only a mock file can answer.
        OTHER("");

        private final String type;
        private final List<String> actions;

        Family(String type, String... actions) {
            this.type = type;
            this.actions = List.of(actions);
        }

        static Family of(String type, String action) {
            return Arrays.stream(values())
                    .filter(family -> family.type.equals(type) && family.actions.contains(action))
                    .findFirst()
                    .orElse(OTHER);
        }
    }

    /// The integration pattern of a Task, from the suffix of its Resource.
    enum Mode {
        REQUEST(""),
        TOKEN(".waitForTaskToken"),
        SYNC(".sync"),
        /// The same, with the output as JSON instead of text.
        SYNC_JSON(".sync:2");

        private final String ending;

        Mode(String ending) {
            this.ending = ending;
        }

        String ending() {
            return ending;
        }
    }
}
