package io.taskgate.credential;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.UUID;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests the rejection of weak keys: an attacker can read the repository and guess keys (finding 14).
class KeyStrengthValidatorTest {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String NAME = "taskgate.access.keys.orders.secret";

    private final KeyStrengthValidator strength = KeyStrengthValidator.required();

    private static byte[] random(int bytes) {
        byte[] key = new byte[bytes];
        RANDOM.nextBytes(key);
        return key;
    }

    private static String hex(int bytes) {
        return HexFormat.of().formatHex(random(bytes));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bm90IGEgc2VjcmV0OiB0aGUgbGFwdG9wJ3MgbGluayBrZXk=",
                "bm90IGEgc2VjcmV0LCBhIGxhcHRvcCdzIHZhdWx0ISE=",
                "YW4gZXhhbXBsZTogZXZlcnlib2R5IGtub3dzIHRoaXMgb25l",
                "YW4gZXhhbXBsZSB0aGF0IGV2ZXJ5Ym9keSBrbm93cyE=",
                "dHJhaW5pbmcsIG5vdCBhIHNlY3JldCBvZiBhbnlib2R5Lg=="
            })
    void aKeyOfTheRepositoryIsRefused(String published) {
        assertThat(strength.ofBytes(
                        "taskgate.links.keys.k1", Base64.getDecoder().decode(published)))
                .hasValueSatisfying(problem -> assertThat(problem)
                        .contains("published", "openssl rand -base64 32")
                        .doesNotContain(published));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // dev-operator
                "sha256:c15de198d781469a78760f52482bac96c651dec77512c11657dcb336fa480ca0",
                "sha256:0000000000000000000000000000000000000000000000000000000000000000",
                "sha256:1111111111111111111111111111111111111111111111111111111111111111"
            })
    void theDigestOfAPublishedApiKeyIsRefused(String digest) {
        assertThat(strength.ofApiKey(NAME, digest))
                .hasValueSatisfying(problem -> assertThat(problem).contains("published", "openssl rand -hex 32"));
    }

    @Test
    void theDigestOfNothingIsRefused() {
        assertThat(strength.ofApiKey(NAME, "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"))
                .hasValueSatisfying(problem -> assertThat(problem).contains("empty string", "openssl rand -hex 32"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "dev-operator", "0f3a9c27b1d84e65a7f20c9d3b6e814"})
    void anApiKeyUnder32CharactersIsRefused(String secret) {
        assertThat(strength.ofApiKey(NAME, secret))
                .hasValueSatisfying(problem -> assertThat(problem)
                        .contains("32", "openssl rand -hex 32")
                        .doesNotContain(": " + secret));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                "abcdefghijklmnopqrstuvwxyz0123456789",
                "0123456789abcdef0123456789abcdef0123456789abcdef",
                "passwordpasswordpasswordpassword1234",
                "12121212121212121212121212121212121212",
                "thisisaverysecretkeyfortheworkflowsoforders",
                "this-is-a-very-secret-key-for-the-workflows"
            })
    void anApiKeyOfLowEntropyIsRefused(String secret) {
        assertThat(strength.ofApiKey(NAME, secret))
                .hasValueSatisfying(problem -> assertThat(problem)
                        .contains("random", "openssl rand -hex 32")
                        .doesNotContain(secret));
    }

    @Test
    void aBinaryKeyOfLowEntropyIsRefused() {
        byte[] counted = new byte[32];
        for (int i = 0; i < counted.length; i++) {
            counted[i] = (byte) i;
        }
        byte[] half = random(32);
        System.arraycopy(half, 0, half, 16, 16);
        byte[] typed = "a key that somebody typed by hand".getBytes(StandardCharsets.US_ASCII);
        for (byte[] key : new byte[][] {new byte[32], counted, half, typed}) {
            assertThat(strength.ofBytes("taskgate.vault.keys.v1", key))
                    .hasValueSatisfying(problem -> assertThat(problem).contains("random", "openssl rand -base64 32"));
        }
    }

    @Test
    void oneKeyUnderTwoNamesIsRefused() {
        String secret = hex(32);
        byte[] key = random(32);
        assertThat(strength.ofApiKey(NAME, secret)).isEmpty();
        assertThat(strength.ofBytes("taskgate.links.keys.k1", key)).isEmpty();

        assertThat(strength.ofApiKey("taskgate.access.keys.shipping.secret", secret))
                .hasValueSatisfying(
                        problem -> assertThat(problem).contains(NAME).doesNotContain(secret));
        assertThat(strength.ofBytes("taskgate.vault.keys.v1", key))
                .hasValueSatisfying(problem -> assertThat(problem).contains("taskgate.links.keys.k1"));
    }

    @Test
    void anApiKeyAndItsDigestAreOneKey() {
        assertThat(strength.ofApiKey(NAME, "f81d4fae7dec11d0a76500a0c91e6bf6f81e"))
                .isEmpty();
        assertThat(strength.ofApiKey("taskgate.access.keys.shipping.secret", digestOfTheKeyAbove()))
                .hasValueSatisfying(problem -> assertThat(problem).contains(NAME));
    }

    private static String digestOfTheKeyAbove() {
        return "sha256:"
                + PublishedKeysTest.sha256("f81d4fae7dec11d0a76500a0c91e6bf6f81e".getBytes(StandardCharsets.UTF_8));
    }

    @RepeatedTest(200)
    void randomKeysAreTaken() {
        assertThat(strength.ofApiKey("a", hex(16))).isEmpty();
        assertThat(strength.ofApiKey("b", hex(24))).isEmpty();
        assertThat(strength.ofApiKey(
                        "c", Base64.getUrlEncoder().withoutPadding().encodeToString(random(32))))
                .isEmpty();
        assertThat(strength.ofApiKey("d", UUID.randomUUID().toString())).isEmpty();
        assertThat(strength.ofBytes("e", random(32))).isEmpty();
        assertThat(strength.ofBytes("f", random(64))).isEmpty();
        assertThat(strength.ofBytes("g", hex(32).getBytes(StandardCharsets.US_ASCII)))
                .isEmpty();
    }

    @Test
    void aSecretOfTheRepositoryIsKnown() {
        assertThat(strength.isPublished("dev-webhook")).isTrue();
        assertThat(strength.isPublished(hex(32))).isFalse();
    }

    @Test
    void inDevelopmentEveryKeyIsTaken() {
        KeyStrengthValidator unchecked = KeyStrengthValidator.unchecked();
        assertThat(unchecked.ofApiKey(NAME, "dev-workflow")).isEmpty();
        assertThat(unchecked.ofBytes("taskgate.vault.keys.v1", new byte[32])).isEmpty();
        assertThat(unchecked.isPublished("dev-webhook")).isFalse();
    }
}
