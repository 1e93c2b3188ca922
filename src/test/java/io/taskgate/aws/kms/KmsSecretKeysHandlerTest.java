package io.taskgate.aws.kms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.taskgate.testing.aws.FakeKms;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// `${kms::…}` in any value of the configuration.
class KmsSecretKeysHandlerTest {

    private static final Map<String, String> CONTEXT = Map.of("taskgate", "config", "tenant", "default");

    private FakeKms kms;

    @BeforeEach
    void start() throws IOException {
        kms = FakeKms.start();
    }

    @AfterEach
    void stop() {
        kms.close();
    }

    private SmallRyeConfig configuration(Map<String, String> more) {
        Map<String, String> properties = new HashMap<>(Map.of(
                "where.kms.is", kms.endpoint().toString(),
                "quarkus.kms.endpoint-override", "${where.kms.is}",
                "quarkus.kms.aws.region", "us-east-1",
                "quarkus.kms.aws.credentials.type", "static",
                "quarkus.kms.aws.credentials.static-provider.access-key-id", "local",
                "quarkus.kms.aws.credentials.static-provider.secret-access-key", "local",
                "quarkus.kms.api-call-timeout", "20s"));
        properties.putAll(more);
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDiscoveredSecretKeysHandlers()
                .withSources(new PropertiesConfigSource(properties, "test", 500))
                .build();
    }

    @Test
    void aValueIsDecryptedOnce() {
        String ciphertext = kms.seal("open sesame", CONTEXT);
        SmallRyeConfig configuration =
                configuration(Map.of("quarkus.oidc.credentials.secret", "${kms::" + ciphertext + "}"));

        assertThat(kms.requests()).isEmpty();
        assertThat(configuration.getValue("quarkus.oidc.credentials.secret", String.class))
                .isEqualTo("open sesame");
        assertThat(configuration.getValue("quarkus.oidc.credentials.secret", String.class))
                .isEqualTo("open sesame");

        assertThat(kms.requests())
                .singleElement()
                .satisfies(request -> assertThat(request.has("KeyId")).isFalse());
    }

    @Test
    void aPartOfAValueCanBeDecrypted() {
        String ciphertext = kms.seal("s3cret", CONTEXT);

        assertThat(configuration(Map.of("url", "amqp://gate:${kms::" + ciphertext + "}@broker"))
                        .getValue("url", String.class))
                .isEqualTo("amqp://gate:s3cret@broker");
    }

    @Test
    void theTenantIsPartOfTheContextAndTheKeyIsTheConfiguredOne() {
        String ciphertext = kms.seal("ours", Map.of("taskgate", "config", "tenant", "acme"));

        assertThat(configuration(Map.of(
                                "taskgate.tenant", "acme",
                                "taskgate.aws.kms-key-id", "alias/secrets",
                                "secret", "${kms::" + ciphertext + "}"))
                        .getValue("secret", String.class))
                .isEqualTo("ours");
        assertThat(kms.requests())
                .singleElement()
                .satisfies(request -> assertThat(request.path("KeyId").asText()).isEqualTo("alias/secrets"));
    }

    /// A vault key that somebody puts into another setting stays closed.
    @Test
    void aCiphertextOfAnotherUseIsRefusedWithTheReason() {
        String ciphertext = kms.seal("a vault key", Map.of("taskgate", "vault", "tenant", "default"));
        SmallRyeConfig configuration = configuration(Map.of("secret", "${kms::" + ciphertext + "}"));

        assertThatThrownBy(() -> configuration.getValue("secret", String.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("KMS can't decrypt it: InvalidCiphertextException (400)."
                        + " Encrypt it with --encryption-context taskgate=config,tenant=default.");
    }

    @Test
    void aValueThatIsNoBase64IsRefusedWithoutTheValue() {
        SmallRyeConfig configuration = configuration(Map.of("secret", "${kms::!}"));

        assertThatThrownBy(() -> configuration.getValue("secret", String.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Expected base64 after ${kms::.");
    }
}
