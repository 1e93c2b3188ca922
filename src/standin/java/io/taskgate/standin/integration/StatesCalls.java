package io.taskgate.standin.integration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.fault.AwsError;
import io.taskgate.standin.interpreter.StateFailure;
import io.taskgate.standin.stepfunctions.Execution;
import io.taskgate.standin.stepfunctions.StandInStepFunctions;
import io.taskgate.standin.stepfunctions.api.StatesApi;
import java.util.UUID;

/// The Step Functions calls of Tasks: `states:startExecution` in all its modes, and some of `aws-sdk:sfn`.
public final class StatesCalls {

    private StatesCalls() {}

    public static boolean serves(TaskResource resource) {
        return resource.family() == Integrations.Family.STATES || resource.family() == Integrations.Family.SDK_STATES;
    }

    /// @throws StateFailure with the error names of AWS
    public static JsonNode call(StandInStepFunctions states, Integrations.Call call) {
        SupportedParameters.check(call);
        boolean own = call.resource().family() == Integrations.Family.STATES;
        try {
            return own ? start(states, call.parameters()) : any(states, call);
        } catch (AwsError refused) {
            String service = own ? "StepFunctions." : "Sfn.";
            String type = refused.type().equals("ValidationException") ? "SfnException" : refused.type();
            throw new StateFailure(
                    service + (type.endsWith("Exception") ? type : type + "Exception"),
                    refused.getMessage() + " (Service: " + (own ? "AWSStepFunctions" : "Sfn") + ", Status Code: "
                            + refused.status() + ")");
        }
    }

    private static JsonNode start(StandInStepFunctions states, JsonNode parameters) {
        Execution started = states.start(
                parameters.path("StateMachineArn").asText(),
                parameters.path("Name").asText(UUID.randomUUID().toString()),
                input(parameters.path("Input")));
        return StatesJson.object()
                .put("ExecutionArn", started.arn())
                .put("StartDate", started.started().toEpochMilli());
    }

    private static String input(JsonNode given) {
        if (given.isMissingNode() || given.isNull()) {
            return "{}";
        }
        return given.isTextual() ? given.asText() : given.toString();
    }

    private static JsonNode any(StandInStepFunctions states, Integrations.Call call) {
        String action = call.resource().action();
        ObjectNode request = (ObjectNode) SdkNames.lower(call.parameters());
        // string fields that hold JSON can be given as JSON
        for (String field : new String[] {"input", "output"}) {
            if (request.has(field)) {
                request.put(field, input(call.parameters().path(SdkNames.capital(field))));
            }
        }
        String operation = SdkNames.capital(action);
        return SdkNames.upper(new StatesApi(states).call(operation, request));
    }
}
