package io.taskgate.aws.secretsmanager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskgate.reload.UnreadableSourceException;
import io.taskgate.testing.gateway.SecretsManagerServer;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/// Tests the reader with the SDK's client against a server that behaves like Secrets Manager.
class SecretsManagerReaderTest {

    private SecretsManagerServer server;
    private SecretsManagerClient client;
    private SecretsManagerReader reader;

    @BeforeEach
    void serve() throws IOException {
        server = SecretsManagerServer.start();
        client = SecretsManagerClient.builder()
                .endpointOverride(server.url())
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("a", "b")))
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .overrideConfiguration(override -> override.retryStrategy(retry -> retry.maxAttempts(1)))
                .build();
        reader = new SecretsManagerReader(() -> client);
    }

    @AfterEach
    void end() {
        client.close();
        server.close();
    }

    @Test
    void theCurrentVersionIsRead() throws UnreadableSourceException {
        server.put("keys", "first");
        assertThat(reader.read("keys")).isEqualTo("first");

        server.put("keys", "second");

        assertThat(reader.read("keys")).isEqualTo("second");
        assertThat(server.asked()).containsExactly("keys", "keys");
    }

    @Test
    void aSecretThatIsNotThereIsToldByItsCode() {
        assertThatThrownBy(() -> reader.read("other"))
                .isInstanceOf(UnreadableSourceException.class)
                .hasMessageContaining("ResourceNotFoundException (400)")
                .hasMessageContaining("secretsmanager:GetSecretValue");
    }

    @Test
    void aServiceThatIsAwayIsTold() {
        server.close();

        assertThatThrownBy(() -> reader.read("keys"))
                .isInstanceOf(UnreadableSourceException.class)
                .hasMessageContaining("Secrets Manager returned");
    }

    @Test
    void aBinarySecretIsRefused() {
        server.putBinary("keys");

        assertThatThrownBy(() -> reader.read("keys"))
                .isInstanceOf(UnreadableSourceException.class)
                .hasMessageContaining("SecretString");
    }
}
