package io.taskgate.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskgate.callback.vault.KeyDecryptor;
import io.taskgate.credential.KeyStrengthValidator;
import io.taskgate.payload.InvalidDefinitionException;
import io.taskgate.settings.ConfigurationProblems;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Tests the secrets of the vault, of links and of services: in clear text or encrypted by KMS, single or
/// several by ID.
class KeyMaterialReaderTest {

    private static final String VAULT = "taskgate.vault";
    private static final byte[] CIPHERTEXT = "sealed by KMS".getBytes(StandardCharsets.UTF_8);

    private final ConfigurationProblems problems = new ConfigurationProblems();
    private final List<Map<String, String>> contexts = new ArrayList<>();
    private final byte[] secret = random(KeyMaterialReader.BYTES);

    private static byte[] random(int bytes) {
        byte[] random = new byte[bytes];
        new SecureRandom().nextBytes(random);
        return random;
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static String kms() {
        return "kms:" + base64(CIPHERTEXT);
    }

    /// Returns a KMS that decrypts its own ciphertexts for the context of their encryption.
    private KeyDecryptor kms(byte[] opened) {
        return (encrypted, context) -> {
            assertThat(encrypted).isEqualTo(CIPHERTEXT);
            contexts.add(context);
            return opened;
        };
    }

    private static KeyDecryptor refusing() {
        return (_, _) -> {
            throw new KeyDecryptor.DecryptionFailedException("KMS refuses: AccessDeniedException");
        };
    }

    private KeyMaterialReader reader(KeyDecryptor opener) {
        return new KeyMaterialReader(opener, problems, KeyStrengthValidator.required(), "acme");
    }

    private List<String> problems() {
        return problems.lines();
    }

    // ---- by KMS

    @Test
    void aCiphertextIsOpenedForItsUseAndTenant() {
        KeyMaterialReader.Keys keys = reader(kms(secret)).read(VAULT, Map.of("k1", kms()), Optional.empty(), true);

        assertThat(problems()).isEmpty();
        assertThat(keys).isNotNull();
        assertThat(keys.byId()).containsOnlyKeys("k1");
        assertThat(keys.byId().get("k1")).isEqualTo(secret);
        assertThat(contexts).containsExactly(Map.of("taskgate", "vault", "tenant", "acme"));
    }

    @Test
    void aCiphertextOfLinksHasTheirContext() {
        reader(kms(secret)).read("taskgate.links", Map.of("k1", kms()), Optional.empty(), false);

        assertThat(contexts).containsExactly(Map.of("taskgate", "links", "tenant", "acme"));
    }

    @Test
    void aCiphertextThatKmsRefusesIsNamedWithTheReason() {
        assertThat(reader(refusing()).read(VAULT, Map.of("k1", kms()), Optional.empty(), true))
                .isNull();

        assertThat(problems())
                .singleElement()
                .asString()
                .startsWith("taskgate.vault.keys.k1")
                .contains("KMS refuses: AccessDeniedException");
    }

    /// A ciphertext with another content is decrypted as well.
    @Test
    void anOpenedSecretOfAnotherLengthIsRefused() {
        assertThat(reader(kms(random(16))).read(VAULT, Map.of("k1", kms()), Optional.empty(), true))
                .isNull();

        assertThat(problems())
                .singleElement()
                .asString()
                .contains("taskgate.vault.keys.k1")
                .contains("has 16 bytes");
    }

    @Test
    void whatIsNoBase64AfterKmsIsNamed() {
        assertThat(reader(refusing()).read(VAULT, Map.of("k1", "kms:!"), Optional.empty(), true))
                .isNull();

        assertThat(problems()).singleElement().asString().contains("Not base64");
    }

    @Test
    void oneSecretByKmsHasTheVaultsContext() {
        assertThat(reader(kms(secret)).readKey("taskgate.audit.key", kms())).isEqualTo(secret);
        assertThat(contexts).containsExactly(Map.of("taskgate", "vault", "tenant", "acme"));

        assertThat(reader(refusing()).readKey("taskgate.audit.key", kms())).isNull();
        assertThat(problems()).singleElement().asString().contains("taskgate.audit.key");
    }

    @Test
    void aTextByKmsIsASecretOfServices() {
        byte[] text = "whsec of a webhook, sealed".getBytes(StandardCharsets.UTF_8);

        assertThat(reader(kms(text)).readSecret(kms())).isEqualTo("whsec of a webhook, sealed");
        assertThat(contexts).containsExactly(Map.of("taskgate", "services", "tenant", "acme"));

        assertThat(reader(refusing()).readSecret("as it is written")).isEqualTo("as it is written");
        assertThatThrownBy(() -> reader(refusing()).readSecret(kms()))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessageContaining("KMS refuses");
        assertThatThrownBy(() -> reader(refusing()).readSecret("kms:!"))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessageContaining("Expected base64");
    }

    // ---- several keys

    private Map<String, String> two() {
        return Map.of("old", base64(secret), "new", base64(random(KeyMaterialReader.BYTES)));
    }

    @Test
    void theOnlyKeyIsTheActiveOne() {
        KeyMaterialReader.Keys keys =
                reader(refusing()).read(VAULT, Map.of("k1", base64(secret)), Optional.empty(), true);

        assertThat(keys).isNotNull();
        assertThat(keys.active()).isEqualTo("k1");
    }

    /// Records and links that were created with the other key are still readable.
    @Test
    void ofSeveralKeysTheNamedOneIsActiveAndAllAreKept() {
        KeyMaterialReader.Keys keys = reader(refusing()).read(VAULT, two(), Optional.of("new"), true);

        assertThat(problems()).isEmpty();
        assertThat(keys).isNotNull();
        assertThat(keys.active()).isEqualTo("new");
        assertThat(keys.byId()).containsOnlyKeys("new", "old");
        assertThat(keys.byId().get("old")).isEqualTo(secret);
    }

    @Test
    void ofSeveralKeysOneMustBeNamed() {
        assertThat(reader(refusing()).read(VAULT, two(), Optional.empty(), true))
                .isNull();

        assertThat(problems())
                .singleElement()
                .asString()
                .startsWith("taskgate.vault.active-key")
                .contains("there are several keys");
    }

    @Test
    void anActiveKeyThatIsNotThereIsNamed() {
        assertThat(reader(refusing()).read(VAULT, two(), Optional.of("newer"), true))
                .isNull();

        assertThat(problems())
                .singleElement()
                .asString()
                .startsWith("taskgate.vault.active-key")
                .contains("Unknown key \"newer\"");
    }

    /// Half of the keys would decrypt only half of the records.
    @Test
    void oneBadKeyOfTwoIsNoKeys() {
        assertThat(reader(refusing())
                        .read(VAULT, Map.of("old", kms(), "new", base64(secret)), Optional.of("new"), true))
                .isNull();

        assertThat(problems()).singleElement().asString().startsWith("taskgate.vault.keys.old");
    }
}
