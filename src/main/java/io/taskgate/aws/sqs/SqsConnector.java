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

/// SQS behind the Reactive Messaging SPI. SmallRye's own connector was seen to stop for good after one odd
/// message, one
/// 403 or a longer outage, and does not extend visibility: this one polls for ever, pauses when AWS is away,
/// holds a message in work hidden, deletes it once it is acknowledged, and takes a message that is wrong in
/// itself to the dead
/// letters with its reason.
@ApplicationScoped
@Connector(SqsConnector.NAME)
public class SqsConnector implements InboundConnector {

    public static final String NAME = "taskgate-sqs";

    /// A channel's attribute: for how many seconds what is received is hidden, unless its work goes on.
    private static final String VISIBILITY = "visibility-timeout";

    private static final int SECONDS = 30;

    private final SqsQueueClient queues;
    private final Sleeper pauses;
    private final List<SqsPoller> polls = new java.util.concurrent.CopyOnWriteArrayList<>();

    SqsConnector(SqsQueueClient queues, Sleeper pauses) {
        this.queues = queues;
        this.pauses = pauses;
    }

    @Override
    public Flow.Publisher<? extends Message<?>> getPublisher(Config config) {
        String queue = config.getOptionalValue("queue", String.class).orElse("");
        int hidden = config.getOptionalValue(VISIBILITY, Integer.class).orElse(SECONDS);
        SqsPoller poll = new SqsPoller(queues, queue, Duration.ofSeconds(hidden), pauses);
        if (!queue.isBlank()) {
            polls.add(poll);
        }
        return poll.publisher();
    }

    /// Receives no more (polling starts with the first subscriber's demand, once the application is up), waits
    /// for what
    /// is in work, and puts back into the queue what is not through in time.
    public void stop(Duration within) throws InterruptedException {
        for (SqsPoller poll : polls) {
            poll.stop(within);
        }
    }
}
