package io.taskgate.aws;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.taskgate.Executions;
import io.taskgate.Recorder;
import io.taskgate.payload.claimcheck.PayloadStoreProvider;
import io.taskgate.standin.Ports;
import io.taskgate.standin.StandIns;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Clock;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.s3.S3Client;

/// Stand-ins for the adapters' tests, which need no gateway: one set for this JVM, ended by a shutdown hook.
/// The clients are made as in production where the way they fail matters.
final class Adapters {

    private static final Adapters ONLY = new Adapters();

    private final StandIns aws;
    private final Recorder recorder;

    private Adapters() {
        try {
            aws = StandIns.start(Ports.FREE);
            recorder = Recorder.start(aws.bus());
            Runtime.getRuntime().addShutdownHook(new Thread(aws::close));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static StandIns aws() {
        return ONLY.aws;
    }

    static Recorder recorder() {
        return ONLY.recorder;
    }

    static Executions executions() {
        return new Executions(ONLY.aws, ONLY.recorder);
    }

    /// The settings as an application has them that is configured for these endpoints.
    static AwsSettings settings(URI front, Map<String, String> more) {
        return new SmallRyeConfigBuilder()
                .withMapping(AwsSettings.class)
                .withSources(new PropertiesConfigSource(more, "more", 200))
                .withSources(new PropertiesConfigSource(
                        Map.of(
                                "taskgate.aws.region", "us-east-1",
                                "taskgate.aws.credentials.access-key-id", "local",
                                "taskgate.aws.credentials.secret-access-key", "local",
                                "taskgate.aws.sfn-endpoint-override", front.toString(),
                                "taskgate.aws.eventbridge-endpoint-override", front.toString()),
                        "test",
                        100))
                .build()
                .getConfigMapping(AwsSettings.class);
    }

    /// The clients as the application makes them.
    static AwsClients clients(URI front) {
        return new AwsClients(
                new AwsClock(Clock.systemUTC()), new AwsMeters(new SimpleMeterRegistry()), settings(front, Map.of()));
    }

    static DynamoDbClient dynamoDb() {
        return Executions.client(DynamoDbClient.builder(), ONLY.aws.dynamodb());
    }

    static S3Client s3() {
        return Executions.client(S3Client.builder().forcePathStyle(true), ONLY.aws.s3());
    }

    static PayloadStoreProvider payloadStores() {
        S3Client client = s3();
        return owner -> new S3PayloadStore(client, PayloadPolicy.of("taskgate-payloads", ""), Clock.systemUTC(), owner);
    }
}
