package io.taskgate.aws.client;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.taskgate.aws.s3.PayloadPolicy;
import io.taskgate.aws.s3.S3PayloadStore;
import io.taskgate.payload.claimcheck.PayloadStoreProvider;
import io.taskgate.runtime.CorrectedClock;
import io.taskgate.standin.Ports;
import io.taskgate.standin.StandIns;
import io.taskgate.testing.config.TestSettings;
import io.taskgate.testing.gateway.ExecutionFixture;
import io.taskgate.testing.gateway.OutputRecorder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.s3.S3Client;

/// The stand-ins for the tests of adapters that need no gateway: one set for this JVM, closed by a shutdown
/// hook. The clients are created as in production if their failures matter.
public final class AdapterFixture {

    private static final AdapterFixture ONLY = new AdapterFixture();

    private final StandIns aws;
    private final OutputRecorder recorder;

    private AdapterFixture() {
        try {
            aws = StandIns.start(Ports.FREE);
            recorder = OutputRecorder.start(aws.bus());
            Runtime.getRuntime().addShutdownHook(new Thread(aws::close));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static StandIns aws() {
        return ONLY.aws;
    }

    public static OutputRecorder recorder() {
        return ONLY.recorder;
    }

    public static ExecutionFixture executions() {
        return new ExecutionFixture(ONLY.aws, ONLY.recorder);
    }

    /// Returns the settings of an application that is configured for these endpoints.
    public static AwsConfig settings(URI front, Map<String, String> more) {
        Map<String, String> all = new HashMap<>(Map.of(
                "taskgate.aws.region", "us-east-1",
                "taskgate.aws.credentials.access-key-id", "local",
                "taskgate.aws.credentials.secret-access-key", "local",
                "taskgate.aws.sfn-endpoint-override", front.toString(),
                "taskgate.aws.eventbridge-endpoint-override", front.toString()));
        all.putAll(more);
        return TestSettings.map(AwsConfig.class, "taskgate.aws", all);
    }

    /// Returns the clients as the application creates them.
    public static AwsClientProducers clients(URI front) {
        return new AwsClientProducers(
                new ClockSkewMonitor(new CorrectedClock(Clock.systemUTC(), System::nanoTime)),
                new AwsMetrics(new SimpleMeterRegistry()),
                settings(front, Map.of()));
    }

    public static DynamoDbClient dynamoDb() {
        return ExecutionFixture.client(DynamoDbClient.builder(), ONLY.aws.dynamodb());
    }

    public static S3Client s3() {
        return ExecutionFixture.client(S3Client.builder().forcePathStyle(true), ONLY.aws.s3());
    }

    public static PayloadStoreProvider payloadStores() {
        S3Client client = s3();
        return owner -> new S3PayloadStore(client, PayloadPolicy.of("taskgate-payloads", ""), Clock.systemUTC(), owner);
    }
}
