package io.taskgate.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.EnvVar;
import io.taskgate.deploy.YamlTree;
import io.taskgate.deploy.kubernetes.OverlayManifests;
import io.taskgate.standin.Ports;
import io.taskgate.standin.StandInClients;
import io.taskgate.standin.StandIns;
import io.taskgate.testing.packaged.PackagedGateway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;

/// Tests that the packaged application starts with the files and settings of the overlays of `k8s/` as they
/// are.
class ManifestStartIT {

    private static StandIns aws;

    @TempDir
    Path mounts;

    @BeforeAll
    static void startAws() throws IOException {
        aws = StandIns.start(Ports.FREE);
        createResources();
    }

    /// Creates the bucket and the queue that both overlays name.
    private static void createResources() throws IOException {
        Map<String, String> stack = OverlayManifests.STANDALONE.data("taskgate-stack");
        try (S3Client s3 = StandInClients.of(S3Client.builder().forcePathStyle(true), aws.s3());
                SqsClient sqs = StandInClients.of(SqsClient.builder(), aws.sqs())) {
            s3.createBucket(create -> create.bucket(stack.get("TASKGATE_AWS_PAYLOADS_BUCKET")));
            sqs.createQueue(create -> create.queueName(stack.get("TASKGATE_EVENTS_QUEUE")));
        }
    }

    @AfterAll
    static void stopAws() {
        aws.close();
    }

    private PackagedGateway pod(OverlayManifests overlay, String name) throws IOException {
        Map<String, String> environment = new HashMap<>(overlay.data("taskgate-stack"));
        for (EnvVar env : overlay.gateway().getEnv()) {
            environment.put(env.getName(), env.getValue());
        }
        mount("config/taskgate.yaml", overlay.data("taskgate-config").getOrDefault("taskgate.yaml", ""));
        mount("secrets/secrets.yaml", secrets());
        environment.computeIfPresent(
                "SMALLRYE_CONFIG_LOCATIONS", (key, files) -> files.replace("/etc/taskgate", mounts.toString()));
        PackagedGateway app = PackagedGateway.beside(aws, "manifest-" + name)
                .without("taskgate")
                .without("TASKGATE_PUBLIC_URL")
                .with("taskgate.aws.ledger.create-table", "true")
                // replaces the volume that is mounted there
                .with("taskgate.spool.directory", mounts.toString());
        environment.forEach(app::withEnvironment);
        return app;
    }

    /// Returns the example with separate keys.
    private static String secrets() {
        return YamlTree.text(Path.of("k8s/secrets.example.yaml"))
                .lines()
                .map(line -> line.replaceFirst("(k1|v1): \\S+$", "$1: " + PackagedGateway.randomKey())
                        .replaceFirst("secret: sha256:\\S+$", "secret: " + PackagedGateway.randomKey()))
                .collect(Collectors.joining("\n"));
    }

    private void mount(String file, String content) throws IOException {
        Path path = mounts.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, content);
    }

    @ParameterizedTest
    @EnumSource(OverlayManifests.class)
    void itStartsWithWhatTheOverlayGives(OverlayManifests overlay) throws IOException {
        try (PackagedGateway app = pod(overlay, overlay.name()).start()) {
            assertThat(app.output()).anyMatch(line -> line.contains("Routes loaded: routes=[orders.approve]"));
            assertThat(app.get("/v1/callbacks", "nobody").statusCode()).isEqualTo(401);
        }
    }

    /// The example's own keys are rejected because they are public (finding 14).
    @Test
    void theExampleAsItIsStopsTheStart() throws IOException {
        try (PackagedGateway app = pod(OverlayManifests.STANDALONE, "example-secrets")) {
            mount("secrets/secrets.yaml", YamlTree.text(Path.of("k8s/secrets.example.yaml")));

            assertThat(app.launch().exitCode(Duration.ofSeconds(60))).isNotZero();
            assertThat(app.output())
                    .filteredOn(line -> line.contains("The key is published in the taskgate repository"))
                    .hasSize(4);
        }
    }

    /// The environment variables that Kubernetes sets for a Service named taskgate are not configuration. The
    /// pods still set `enableServiceLinks: false`.
    @Test
    void theLinksOfAServiceDoNotStopTheStart() throws IOException {
        try (PackagedGateway app = pod(OverlayManifests.STANDALONE, "service-links")) {
            app.withEnvironment("TASKGATE_SERVICE_HOST", "10.0.0.1")
                    .withEnvironment("TASKGATE_PORT", "tcp://10.0.0.1:8080")
                    .start();
        }
        assertThat(OverlayManifests.STANDALONE.pod().getEnableServiceLinks()).isFalse();
        assertThat(OverlayManifests.SIDECAR.pod().getEnableServiceLinks()).isFalse();
    }
}
