package io.taskgate.aws.sqs;

import io.smallrye.reactive.messaging.connector.InboundConnector;
import io.taskgate.runtime.Sleeper;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Flow;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.spi.Connector;

/// Connects SQS to the Reactive Messaging SPI. The connector of SmallRye stopped permanently after an invalid
/// message, a 403 or a longer outage, and does not extend the visibility timeout. This one polls permanently,
/// pauses while AWS is unavailable, extends the visibility of messages in flight, deletes acknowledged
/// messages, and moves invalid messages with their reason to the dead-letter queue.
@ApplicationScoped
@Connector(SqsConnector.NAME)
public class SqsConnector implements InboundConnector {

    public static final String NAME = "taskgate-sqs";

    /// Channel attribute: the visibility timeout in seconds; extended while the message is processed.
    private static final String VISIBILITY = "visibility-timeout";

    private static final int SECONDS = 30;

    private final SqsQueueClient queues;
    private final Sleeper sleeper;
    private final List<SqsPoller> polls = new java.util.concurrent.CopyOnWriteArrayList<>();

    public SqsConnector(SqsQueueClient queues, Sleeper sleeper) {
        this.queues = queues;
        this.sleeper = sleeper;
    }

    @Override
    public Flow.Publisher<? extends Message<?>> getPublisher(Config config) {
        String queue = config.getOptionalValue("queue", String.class).orElse("");
        int hidden = config.getOptionalValue(VISIBILITY, Integer.class).orElse(SECONDS);
        SqsPoller poll = new SqsPoller(queues, queue, Duration.ofSeconds(hidden), sleeper);
        if (!queue.isBlank()) {
            polls.add(poll);
        }
        return poll.publisher();
    }

    /// Stops receiving (polling starts with the demand of the first subscriber, after start-up), waits for
    /// messages in flight, and returns unfinished ones to the queue.
    public void stop(Duration within) throws InterruptedException {
        for (SqsPoller poll : polls) {
            poll.stop(within);
        }
    }
}
