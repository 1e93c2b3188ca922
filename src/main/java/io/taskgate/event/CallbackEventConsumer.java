package io.taskgate.event;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.taskgate.event.format.InboundEvent;
import io.taskgate.event.format.InvalidEventException;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

/// Events from the queue. What was dealt with is acknowledged, and deleted then. An IllegalArgumentException
/// says that the message is wrong in itself and belongs to the dead letters; after an outage it is tried again
/// until it
/// is over, after any other exception a few times.
@ApplicationScoped
public class CallbackEventConsumer {

    private final EventRouter intake;

    CallbackEventConsumer(EventRouter intake) {
        this.intake = intake;
    }

    @Incoming("callback-events")
    @RunOnVirtualThread
    public CompletionStage<Void> take(Message<String> message) {
        try {
            take(message.getPayload());
            return message.ack();
        } catch (RuntimeException | Error e) {
            // Errors too: one that got away would end the channel, and every later event with it.
            return message.nack(e);
        }
    }

    private void take(String body) {
        InboundEvent envelope = InboundEvent.read(body.getBytes(StandardCharsets.UTF_8));
        switch (intake.takeFromQueue(envelope)) {
            // Acknowledged: what came of it stands in the record, or among the stray events.
            case EventResult.Done done -> {}
            case EventResult.Refused refused -> throw new InvalidEventException(refused.field(), refused.problem());
            case EventResult.NotNow notNow -> throw new RejectedExecutionException(notNow.reason());
        }
    }
}
