package io.taskgate.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taskgate.credential.ApiKeyFormat;
import io.taskgate.standin.Ports;
import io.taskgate.standin.StandIns;
import io.taskgate.testing.gateway.SecretsManagerServer;
import io.taskgate.testing.packaged.PackagedGateway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tests that keys are changed and revoked in the packaged application without a restart: in a mounted file
/// and in a secret of Secrets Manager, with the default intervals.
class AccessReloadIT {

    /// The maximum delay of a revocation, as promised in docs/security-model.md.
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private static final String SECRET = "arn:aws:secretsmanager:us-east-1:000000000000:secret:access-AbCdEf";

    @TempDir
    Path mounted;

    private StandIns aws;
    private SecretsManagerServer secrets;
    private PackagedGateway app;

    @BeforeEach
    void configure() throws IOException {
        aws = StandIns.start(Ports.FREE);
        secrets = SecretsManagerServer.start();
        app = PackagedGateway.beside(aws, "access-reload")
                .withEnvironment(
                        "AWS_ENDPOINT_URL_SECRETS_MANAGER", secrets.url().toString());
    }

    @AfterEach
    void stop() {
        app.close();
        secrets.close();
        aws.close();
    }

    private static String keys(String... names) {
        StringBuilder text = new StringBuilder("taskgate: {access: {keys: {");
        for (String name : names) {
            text.append(name)
                    .append(": {secret: \"")
                    .append(ApiKeyFormat.digest(PackagedGateway.apiKey(name)))
                    .append("\", roles: [operator-read]}, ");
        }
        return text.append("}}}").toString();
    }

    private void mount(String text) throws IOException {
        Path written = Files.writeString(mounted.resolve("new"), text);
        Files.move(written, mounted.resolve("access.yaml"), StandardCopyOption.ATOMIC_MOVE);
    }

    private int status(String key) throws IOException {
        return app.get("/v1/callbacks", key).statusCode();
    }

    private void awaitStatus(String key, int status) {
        await(key + " to get " + status)
                .atMost(MINUTE)
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(() -> assertThat(status(key)).isEqualTo(status));
    }

    @Test
    void keysOfAFileAndASecretChangeWithoutARestart() throws IOException {
        mount(keys("of-file"));
        secrets.put(SECRET, keys("of-secret"));
        app.with("taskgate.access.file", mounted.resolve("access.yaml").toString())
                .with("taskgate.access.secret", SECRET)
                .start();
        long process = app.pid();
        assertThat(status("of-file")).isEqualTo(200);
        assertThat(status("of-secret")).isEqualTo(200);
        assertThat(status("operator"))
                .as("key of the application's configuration")
                .isEqualTo(200);
        assertThat(status("later-of-secret")).isEqualTo(401);

        mount(keys("later-of-file"));
        secrets.put(SECRET, keys("later-of-secret"));

        awaitStatus("of-file", 401);
        awaitStatus("of-secret", 401);
        assertThat(status("later-of-file")).isEqualTo(200);
        assertThat(status("later-of-secret")).isEqualTo(200);
        assertThat(status("operator")).isEqualTo(200);
        assertThat(app.pid()).isEqualTo(process);
        assertThat(app.output())
                .anyMatch(line -> line.contains("removed key of-secret, added key later-of-secret"))
                .noneMatch(line -> line.contains(PackagedGateway.apiKey("of-file")));
    }

    @Test
    void withoutTheSecretItDoesNotStart() {
        app.with("taskgate.access.secret", SECRET).launch();

        assertThat(app.exitCode(MINUTE)).isNotZero();
        assertThat(app.output())
                .anyMatch(line -> line.contains("taskgate.access.secret: secret " + SECRET)
                        && line.contains("ResourceNotFoundException"));
    }
}
