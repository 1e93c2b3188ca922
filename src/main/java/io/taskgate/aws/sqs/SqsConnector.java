package io.taskgate.aws.sqs;

import io.smallrye.reactive.messaging.connector.InboundConnector;
import io.smallrye.reactive.messaging.health.HealthReport;
import io.smallrye.reactive.messaging.health.HealthReport.ChannelInfo;
import io.smallrye.reactive.messaging.health.HealthReporter;
import io.taskgate.runtime.Sleeper;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Flow;
import java.util.function.BiFunction;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.spi.Connector;

/// Connects SQS to the Reactive Messaging SPI. The connector of SmallRye stopped permanently after an invalid
/// message, a 403 or a longer outage, and does not extend the visibility timeout. This one polls permanently,
/// pauses while AWS is unavailable, extends the visibility of messages in flight, deletes acknowledged
/// messages, and moves invalid messages with their reason to the dead-letter queue.
@ApplicationScoped
@Connector(SqsConnector.NAME)
public class SqsConnector implements InboundConnector, HealthReporter {

    public static final String NAME = "taskgate-sqs";

    /// Channel attribute: the visibility timeout in seconds; extended while the message is processed.
    private static final String VISIBILITY = "visibility-timeout";

    private static final int SECONDS = 30;

    private final SqsQueueClient queues;
    private final Sleeper sleeper;

    /// By the name of the channel.
    private final Map<String, SqsPoller> polls = new ConcurrentHashMap<>();

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
            polls.put(
                    config.getOptionalValue(CHANNEL_NAME_ATTRIBUTE, String.class)
                            .orElse(queue),
                    poll);
        }
        return poll.publisher();
    }

    /// Stops receiving (polling starts with the demand of the first subscriber, after start-up), waits for
    /// messages in flight, and returns unfinished ones to the queue.
    public void stop(Duration within) throws InterruptedException {
        for (SqsPoller poll : polls.values()) {
            poll.stop(within);
        }
    }

    /// See [QueuePollHealth].
    @Override
    public HealthReport getReadiness() {
        return report((channel, poll) -> {
            String failure = poll.health().failure();
            String message = "queue " + poll.queue() + (failure == null ? "" : " can't be polled: " + failure);
            return new ChannelInfo(channel, poll.health().isReady(), message);
        });
    }

    /// Down only if polling has ended, which a restart fixes.
    @Override
    public HealthReport getLiveness() {
        return report((channel, poll) -> new ChannelInfo(channel, poll.isAlive()));
    }

    private HealthReport report(BiFunction<String, SqsPoller, ChannelInfo> channel) {
        HealthReport.HealthReportBuilder report = HealthReport.builder();
        polls.forEach((name, poll) -> report.add(channel.apply(name, poll)));
        return report.build();
    }
}
