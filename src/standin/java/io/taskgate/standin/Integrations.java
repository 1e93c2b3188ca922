package io.taskgate.standin;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/// What a Task reaches beyond the state machine.
interface Integrations {

    /// Calls the service once and gives its answer, as it stands in the history.
    ///
    /// @throws StateFailure what the service answered when it refused or failed, under AWS's error names
    JsonNode call(Call call);

    /// @param limit when the Task gives up
    record Call(Service service, JsonNode parameters, Execution execution, Optional<Duration> limit) {}

    /// The service integrations known here.
    enum Service {
        API_GATEWAY("apigateway", "invoke"),
        HTTP("http", "invoke"),
        EVENT_BRIDGE("events", "putEvents"),
        SQS("sqs", "sendMessage");

        private final String type;
        private final String action;

        Service(String type, String action) {
            this.type = type;
            this.action = action;
        }

        String type() {
            return type;
        }

        String action() {
            return action;
        }
    }

    /// A Task's Resource.
    ///
    /// @param waits for its token
    record Resource(Service service, boolean waits) {

        private static final String WAITS = ".waitForTaskToken";

        static Optional<Resource> of(String arn) {
            return Arrays.stream(Service.values())
                    .filter(service ->
                            arn.replace(WAITS, "").equals("arn:aws:states:::" + service.type + ":" + service.action))
                    .map(service -> new Resource(service, arn.endsWith(WAITS)))
                    // an HTTP Task is request and response only, in AWS too
                    .filter(resource -> !(resource.waits && resource.service == Service.HTTP))
                    .findFirst();
        }

        String action() {
            return waits ? service.action + WAITS : service.action;
        }
    }
}
