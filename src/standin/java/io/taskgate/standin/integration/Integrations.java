package io.taskgate.standin.integration;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.standin.interpreter.StateFailure;
import io.taskgate.standin.interpreter.map.ObjectStorage;
import io.taskgate.standin.stepfunctions.Execution;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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
    record Call(Service service, JsonNode parameters, Execution execution, Optional<Duration> limit) {}

    /// The supported families of service integrations.
    enum Family {
        API_GATEWAY("apigateway", Set.of(Mode.REQUEST, Mode.TOKEN), "invoke"),
        // request and response only, in AWS too
        HTTP("http", Set.of(Mode.REQUEST), "invoke"),
        EVENT_BRIDGE("events", Set.of(Mode.REQUEST, Mode.TOKEN), "putEvents"),
        SQS("sqs", Set.of(Mode.REQUEST, Mode.TOKEN), "sendMessage"),
        LAMBDA("lambda", Set.of(Mode.REQUEST, Mode.TOKEN), "invoke"),
        STATES("states", Set.of(Mode.values()), "startExecution"),
        DYNAMODB("dynamodb", Set.of(Mode.REQUEST), "getItem", "putItem", "updateItem", "deleteItem"),
        SDK_DYNAMODB(
                "aws-sdk:dynamodb",
                Set.of(Mode.REQUEST, Mode.TOKEN),
                "getItem",
                "putItem",
                "updateItem",
                "deleteItem",
                "query",
                "scan"),
        SDK_S3("aws-sdk:s3", Set.of(Mode.REQUEST, Mode.TOKEN), "getObject", "putObject", "listObjectsV2"),
        SDK_STATES(
                "aws-sdk:sfn",
                Set.of(Mode.REQUEST, Mode.TOKEN),
                "startExecution",
                "describeExecution",
                "stopExecution",
                "listExecutions",
                "sendTaskSuccess",
                "sendTaskFailure",
                "sendTaskHeartbeat");

        private final String type;
        private final Set<Mode> modes;
        private final List<String> actions;

        Family(String type, Set<Mode> modes, String... actions) {
            this.type = type;
            this.modes = modes;
            this.actions = List.of(actions);
        }
    }

    /// The integration pattern of a Task, from the suffix of its Resource.
    enum Mode {
        REQUEST(""),
        TOKEN(".waitForTaskToken"),
        SYNC(".sync"),
        /// The same, with the output as JSON and not as text.
        SYNC_JSON(".sync:2");

        private final String ending;

        Mode(String ending) {
            this.ending = ending;
        }
    }

    record Service(Family family, String action) {
        public String type() {
            return family.type;
        }
    }

    /// A Task's Resource.
    record Resource(Service service, Mode mode) {

        private static final String PREFIX = "arn:aws:states:::";

        public static Optional<Resource> of(String arn) {
            return Arrays.stream(Family.values())
                    .flatMap(family -> family.actions.stream().map(action -> new Service(family, action)))
                    .flatMap(service -> service.family().modes.stream().map(mode -> new Resource(service, mode)))
                    .filter(resource -> arn.equals(PREFIX + resource.service.type() + ":" + resource.action()))
                    .findFirst();
        }

        /// Returns all supported resources, for messages.
        public static String known() {
            return Arrays.stream(Family.values())
                    .map(family -> family.type + ":" + String.join("|", family.actions))
                    .toList()
                    .toString();
        }

        /// Returns whether the Task continues after the response of the call, with a token.
        public boolean waits() {
            return mode != Mode.REQUEST;
        }

        public String action() {
            return service.action + mode.ending;
        }
    }
}
