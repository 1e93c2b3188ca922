package io.taskgate.standin.eventbridge.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/// The targets of EventBridge.
public record DeliveryTargets(QueueTarget queues, StateMachineTarget machines, DestinationTarget destinations) {

    /// Delivers once, and returns when the target has accepted the event.
    void deliver(RuleTarget target, JsonNode event, String body) throws DeliveryFailure {
        switch (target.kind()) {
            case SQS ->
                queues.send(
                        target.arn(),
                        body,
                        target.wire().at("/SqsParameters/MessageGroupId").asText(),
                        Map.of());
            case STATES -> machines.start(target.arn(), body);
            case HTTP -> destinations.call(target, event, body);
        }
    }

    /// Returns whether the queue accepted the message.
    boolean deadLetter(String queue, String event, Map<String, String> attributes) {
        try {
            queues.send(queue, event, "", attributes);
            return true;
        } catch (DeliveryFailure _) {
            return false;
        }
    }
}
