package io.taskgate.standin.backend;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.taskgate.standin.CloseQuietly;
import io.taskgate.standin.StandInClients;
import io.taskgate.standin.StandIns;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.stepfunctions.Arns;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.ActorSystem;
import org.elasticmq.NodeAddress;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;
import scala.concurrent.Await;
import scala.concurrent.duration.Duration;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/// Runs ElasticMQ on loopback, with the event queue and its dead-letter queue.
public final class SqsServer implements AutoCloseable {

    public static final String EVENTS = "callback-events";
    static final String DEAD_LETTERS = "callback-events-dlq";
    private static final int MAX_RECEIVE_COUNT = 5;
    private static final Duration STOP = Duration.create(10, TimeUnit.SECONDS);

    /// Set here and not in a file, because the application.conf of ElasticMQ sets DEBUG with precedence.
    private static final Config QUIET = ConfigFactory.parseMap(Map.of(
                    "pekko.loglevel", "WARNING",
                    "pekko.stdout-loglevel", "OFF",
                    "pekko.daemonic", "on",
                    "pekko.coordinated-shutdown.run-by-jvm-shutdown-hook", "off",
                    "pekko.coordinated-shutdown.run-by-actor-system-terminate", "off"))
            .withFallback(ConfigFactory.load(SqsServer.class.getClassLoader()));

    private final ActorSystem actors;
    private final SqsClient client;
    private final String eventsUrl;

    private SqsServer(ActorSystem actors, URI advertised) {
        this.actors = actors;
        this.client = StandInClients.exempt(SqsClient.builder(), advertised);
        this.eventsUrl = createQueues();
    }

    /// @param advertised the base of queue URLs
    /// @param folder for persistent queues; in memory if empty
    static SqsServer start(int port, URI advertised, Optional<Path> folder) throws IOException {
        ActorSystem actors = ActorSystem.create("elasticmq", QUIET, SqsServer.class.getClassLoader());
        try {
            var builder = SQSRestServerBuilder.withActorSystem(actors)
                    .withInterface(StandIns.LOOPBACK)
                    .withPort(port)
                    .withServerAddress(new NodeAddress("http", StandIns.LOOPBACK, advertised.getPort(), ""))
                    .withAWSRegion(Arns.REGION)
                    .withAWSAccountId(Arns.ACCOUNT);
            if (folder.isPresent()) {
                QueueStore store = QueueStore.open(actors, folder.get());
                builder = builder.withQueueManagerActor(store.manager()).withQueueEventListener(store.listener());
            }
            builder.start().waitUntilStarted();
            return new SqsServer(actors, advertised);
        } catch (IOException | RuntimeException broken) {
            actors.terminate();
            throw broken;
        }
    }

    private String createQueues() {
        String deadLetters =
                client.createQueue(request -> request.queueName(DEAD_LETTERS)).queueUrl();
        String arn = client.getQueueAttributes(
                        request -> request.queueUrl(deadLetters).attributeNames(QueueAttributeName.QUEUE_ARN))
                .attributes()
                .get(QueueAttributeName.QUEUE_ARN);
        String redrive = StatesJson.object()
                .put("deadLetterTargetArn", arn)
                .put("maxReceiveCount", MAX_RECEIVE_COUNT)
                .toString();
        return client.createQueue(request ->
                        request.queueName(EVENTS).attributes(Map.of(QueueAttributeName.REDRIVE_POLICY, redrive)))
                .queueUrl();
    }

    SqsClient client() {
        return client;
    }

    String eventsUrl() {
        return eventsUrl;
    }

    /// Stops the actors and with them the server. `stopAndWait` waits up to a minute for open connections.
    @Override
    public void close() {
        CloseQuietly.quietly(client::close, this::terminate);
    }

    private void terminate() throws Exception {
        actors.terminate();
        Await.ready(actors.whenTerminated(), STOP);
    }
}
