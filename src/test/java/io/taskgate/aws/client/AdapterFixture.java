package io.taskgate.aws.client;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.source.yaml.YamlConfigSource;
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
import java.net.URL;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executors;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sfn.SfnClient;

/// The stand-ins for the tests of adapters that need no gateway: one set for this JVM, closed by a shutdown
/// hook. The clients are created as in production if their failures matter.
public final class AdapterFixture {

    private static final AdapterFixture ONLY = new AdapterFixture();
    private static final URL APPLICATION =
            Objects.requireNonNull(AwsConfig.class.getResource("/application.yaml"), "application.yaml");
    private static final SdkBuilderProducers BUILDERS = new SdkBuilderProducers(
            Executors.newScheduledThreadPool(1, Thread.ofPlatform().daemon().factory()));
    private static final AwsClientProducers CLIENTS = new AwsClientProducers(
            new ClockSkewMonitor(new CorrectedClock(Clock.systemUTC(), System::nanoTime)),
            new AwsMetrics(new SimpleMeterRegistry()));

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

    /// Returns the settings below `taskgate.aws`.
    public static AwsConfig settings(Map<String, String> properties) {
        return TestSettings.map(AwsConfig.class, "taskgate.aws", properties);
    }

    /// Returns the Step Functions client as the application creates it.
    public static SfnClient stepFunctions(URI endpoint) {
        SdkClientConfig.StepFunctions settings = configured(SdkClientConfig.StepFunctions.class, endpoint, "sfn");
        return CLIENTS.stepFunctions(BUILDERS.stepFunctions(settings), settings);
    }

    /// Returns the EventBridge client as the application creates it.
    public static EventBridgeClient eventBridge(URI endpoint) {
        SdkClientConfig.EventBridge settings = configured(SdkClientConfig.EventBridge.class, endpoint, "eventbridge");
        return CLIENTS.eventBridge(BUILDERS.eventBridge(settings), settings);
    }

    /// Maps `application.yaml` and the settings of a client for an endpoint of the stand-ins.
    static <T> T configured(Class<T> mapping, URI endpoint, String service) {
        return configured(mapping, endpoint, service, Map.of());
    }

    static <T> T configured(Class<T> mapping, URI endpoint, String service, Map<String, String> more) {
        String prefix = "quarkus." + service;
        Map<String, String> properties = new HashMap<>(Map.of(
                prefix + ".endpoint-override", endpoint.toString(),
                prefix + ".aws.region", "us-east-1",
                prefix + ".aws.credentials.type", "static",
                prefix + ".aws.credentials.static-provider.access-key-id", "local",
                prefix + ".aws.credentials.static-provider.secret-access-key", "local"));
        properties.putAll(more);
        try {
            return new SmallRyeConfigBuilder()
                    .addDiscoveredConverters()
                    .addDefaultInterceptors()
                    .withSources(
                            new PropertiesConfigSource(properties, "test", 500), new YamlConfigSource(APPLICATION, 100))
                    .withMapping(mapping)
                    .withValidateUnknown(false)
                    .build()
                    .getConfigMapping(mapping);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
