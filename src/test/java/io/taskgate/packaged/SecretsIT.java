package io.taskgate.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskgate.standin.Ports;
import io.taskgate.standin.StandIns;
import io.taskgate.testing.aws.FakeKms;
import io.taskgate.testing.packaged.PackagedGateway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Secrets that stand nowhere in the configuration: in KMS ciphertexts and in the files of a mounted folder.
class SecretsIT {

    @TempDir
    Path secrets;

    @Test
    void valuesComeFromKmsAndFromFiles() throws IOException {
        Files.writeString(secrets.resolve("taskgate.access.keys.filed.secret"), PackagedGateway.apiKey("filed") + "\n");
        Files.writeString(secrets.resolve("taskgate.access.keys.filed.roles"), "worker");
        try (StandIns aws = StandIns.start(Ports.FREE);
                FakeKms kms = FakeKms.start();
                PackagedGateway app = PackagedGateway.beside(aws, "secrets")) {
            String ciphertext =
                    kms.seal(PackagedGateway.apiKey("sealed"), Map.of("taskgate", "config", "tenant", "default"));
            app.withEnvironment("AWS_ENDPOINT_URL_KMS", kms.endpoint().toString())
                    .withEnvironment("SMALLRYE_CONFIG_SOURCE_FILE_LOCATIONS", secrets.toString())
                    .with("taskgate.access.keys.sealed.secret", "${kms::" + ciphertext + "}")
                    .with("taskgate.access.keys.sealed.roles", "worker")
                    .start();

            assertThat(status(app, "filed")).isEqualTo(status(app, "worker")).isNotEqualTo(401);
            assertThat(status(app, "sealed")).isEqualTo(status(app, "worker"));
            assertThat(status(app, "nobody")).isEqualTo(401);
            assertThat(kms.requests()).hasSize(1);
            assertThat(app.output())
                    .noneMatch(line -> line.contains(PackagedGateway.apiKey("filed")))
                    .noneMatch(line -> line.contains(PackagedGateway.apiKey("sealed")))
                    .as("Quarkus knows the keys of the clients without an extension")
                    .noneMatch(line -> line.contains("Unrecognized configuration key"));
        }
    }

    private static int status(PackagedGateway app, String key) throws IOException {
        return app.post(app.url("/v1/callbacks/none/success"), key, "{}").statusCode();
    }
}
