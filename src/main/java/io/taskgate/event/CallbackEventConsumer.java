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

/// Consumes events from the queue. A handled event is acknowledged, which deletes it. An
/// IllegalArgumentException moves the message to the dead-letter queue; after an outage the message is
/// retried until the outage ends, after any other exception a limited number of times.
@ApplicationScoped
public class CallbackEventConsumer {

    private final EventRouter router;

    CallbackEventConsumer(EventRouter router) {
        this.router = router;
    }

    @Incoming("callback-events")
    @RunOnVirtualThread
    public CompletionStage<Void> consume(Message<String> message) {
        try {
            consume(message.getPayload());
            return message.ack();
        } catch (RuntimeException | Error e) {
            // Also catches Errors: an uncaught one would end the channel, and with it the consumption of all
            // later events.
            return message.nack(e);
        }
    }

    private void consume(String body) {
        InboundEvent envelope = InboundEvent.read(body.getBytes(StandardCharsets.UTF_8));
        switch (router.routeFromQueue(envelope)) {
            // Acknowledged: the result is in the record, or among the stray events.
            case EventResult.Handled done -> {}
            case EventResult.Rejected refused -> throw new InvalidEventException(refused.field(), refused.problem());
            case EventResult.NotNow notNow -> throw new RejectedExecutionException(notNow.reason());
        }
    }
}
