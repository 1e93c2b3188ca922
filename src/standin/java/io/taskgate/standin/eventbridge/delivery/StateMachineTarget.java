package io.taskgate.standin.eventbridge.delivery;

import io.taskgate.standin.fault.AwsError;
import java.util.function.BiConsumer;

/// Starts an execution for an event.
///
/// @param start receives the ARN of a state machine and an input
public record StateMachineTarget(BiConsumer<String, String> start) {

    void start(String arn, String input) throws DeliveryFailure {
        try {
            start.accept(arn, input);
        } catch (AwsError refused) {
            String code = switch (refused.type()) {
                case "StateMachineDoesNotExist" -> "NO_RESOURCE";
                case "InvalidExecutionInput" -> "INVALID_JSON";
                default -> "INVALID_PARAMETER";
            };
            throw DeliveryFailure.lasting(code, refused.type() + ": " + refused.getMessage());
        }
    }
}
