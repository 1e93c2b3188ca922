package io.taskgate.standin;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.Map;
import org.apache.pekko.actor.ActorSystem;
import org.elasticmq.NodeAddress;
import org.elasticmq.rest.sqs.SQSRestServer;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/// ElasticMQ on loopback, with the gateway's queue and its dead-letter queue.
final class SqsServer implements AutoCloseable {

    static final String EVENTS = "callback-events";
    static final String DEAD_LETTERS = "callback-events-dlq";
    private static final int MAX_RECEIVE_COUNT = 5;

    /// Set here and not in a file: ElasticMQ's own application.conf says DEBUG, and would win.
    private static final Config QUIET = ConfigFactory.parseMap(Map.of(
                    "pekko.loglevel", "WARNING",
                    "pekko.stdout-loglevel", "OFF",
                    "pekko.daemonic", "on",
                    "pekko.coordinated-shutdown.run-by-jvm-shutdown-hook", "off"))
            .withFallback(ConfigFactory.load(SqsServer.class.getClassLoader()));

    private final ActorSystem actors;
    private final SQSRestServer server;
    private final URI endpoint;
    private final SqsClient client;
    private final String eventsUrl;

    private SqsServer(ActorSystem actors, SQSRestServer server, URI endpoint) {
        this.actors = actors;
        this.server = server;
        this.endpoint = endpoint;
        this.client = SqsClient.builder()
                .endpointOverride(endpoint)
                .region(Region.of(Arns.REGION))
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
                .httpClient(Apache5HttpClient.create())
                .build();
        this.eventsUrl = createQueues();
    }

    static SqsServer start(int port) throws IOException {
        int chosen = chosen(port);
        ActorSystem actors = ActorSystem.create("elasticmq", QUIET, SqsServer.class.getClassLoader());
        try {
            SQSRestServer server = SQSRestServerBuilder.withActorSystem(actors)
                    .withInterface(StandIns.LOOPBACK)
                    .withPort(chosen)
                    .withServerAddress(new NodeAddress("http", StandIns.LOOPBACK, chosen, ""))
                    .withAWSRegion(Arns.REGION)
                    .withAWSAccountId(Arns.ACCOUNT)
                    .start();
            server.waitUntilStarted();
            return new SqsServer(actors, server, StandIns.loopback(chosen));
        } catch (RuntimeException broken) {
            actors.terminate();
            throw broken;
        }
    }

    /// Queue URLs hold the port, so it must be known before the server starts; and a taken port is told apart here,
    /// because
    /// the actor system wraps that error beyond recognition.
    private static int chosen(int port) throws IOException {
        try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getByName(StandIns.LOOPBACK))) {
            return probe.getLocalPort();
        } catch (BindException taken) {
            throw taken;
        }
    }

    private String createQueues() {
        String deadLetters =
                client.createQueue(request -> request.queueName(DEAD_LETTERS)).queueUrl();
        String arn = client.getQueueAttributes(
                        request -> request.queueUrl(deadLetters).attributeNames(QueueAttributeName.QUEUE_ARN))
                .attributes()
                .get(QueueAttributeName.QUEUE_ARN);
        String redrive = Json.object()
                .put("deadLetterTargetArn", arn)
                .put("maxReceiveCount", MAX_RECEIVE_COUNT)
                .toString();
        return client.createQueue(request ->
                        request.queueName(EVENTS).attributes(Map.of(QueueAttributeName.REDRIVE_POLICY, redrive)))
                .queueUrl();
    }

    URI endpoint() {
        return endpoint;
    }

    SqsClient client() {
        return client;
    }

    String eventsUrl() {
        return eventsUrl;
    }

    @Override
    public void close() {
        Closing.quietly(client::close, server::stopAndWait, actors::terminate);
    }
}
