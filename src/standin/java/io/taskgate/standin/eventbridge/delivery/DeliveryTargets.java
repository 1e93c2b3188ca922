package io.taskgate.standin.eventbridge.delivery;

import java.util.Map;
import java.util.Optional;

/// The targets of EventBridge.
public record DeliveryTargets(
        QueueTarget queues, StateMachineTarget machines, DestinationTarget destinations, BusTarget buses) {

    /// Delivers once, and returns when the target has accepted the event.
    void deliver(RuleTarget target, RoutedEvent event, String body) throws DeliveryFailure {
        switch (target.kind()) {
            case SQS ->
                queues.send(
                        target.arn(),
                        body,
                        target.wire().at("/SqsParameters/MessageGroupId").asText(),
                        Map.of(),
                        event.trace());
            case STATES -> machines.start(target.arn(), body);
            case HTTP -> destinations.call(target, event.json(), body);
            case BUS -> buses.put(target.arn(), event.onward());
        }
    }

    /// Returns whether the queue accepted the message.
    boolean deadLetter(String queue, String event, Map<String, String> attributes) {
        try {
            queues.send(queue, event, "", attributes, Optional.empty());
            return true;
        } catch (DeliveryFailure _) {
            return false;
        }
    }
}
