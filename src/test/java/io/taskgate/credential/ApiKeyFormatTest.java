package io.taskgate.credential;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskgate.credential.ApiKeyFormat.Check;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiKeyFormatTest {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private final String key = ApiKeyFormat.generate(RANDOM);

    @RepeatedTest(20)
    void aNewKeyIsWellFormedAndStrong() {
        assertThat(key).matches("tgk_[0-9A-Za-z]{49}");
        assertThat(ApiKeyFormat.check(key)).isEqualTo(Check.WELL_FORMED);
        assertThat(KeyStrengthValidator.required().ofApiKey("taskgate.access.keys.a.secret", key))
                .isEmpty();
    }

    @Test
    void noTwoKeysAreEqual() {
        Set<String> keys = new HashSet<>();
        IntStream.range(0, 1_000).forEach(_ -> keys.add(ApiKeyFormat.generate(RANDOM)));

        assertThat(keys).hasSize(1_000);
    }

    /// 43 uniformly distributed characters: 62^43 is more than 2^256.
    @Test
    void aKeyHas256Bits() {
        int[] asked = {0};
        RandomGenerator counting = new RandomGenerator() {
            @Override
            public long nextLong() {
                return RANDOM.nextLong();
            }

            @Override
            public int nextInt(int bound) {
                asked[0]++;
                assertThat(bound).isEqualTo(DIGITS.length());
                return RANDOM.nextInt(bound);
            }
        };

        ApiKeyFormat.generate(counting);

        assertThat(asked[0] * Math.log(62) / Math.log(2)).isGreaterThanOrEqualTo(256);
    }

    /// Computes the checksum independently of the product: the last six characters are the CRC-32 of the
    /// others.
    @Test
    void theChecksumIsTheCrcInBase62() {
        CRC32 crc = new CRC32();
        crc.update(key.substring(0, 47).getBytes(StandardCharsets.US_ASCII));
        long value = 0;
        for (char digit : key.substring(47).toCharArray()) {
            value = value * 62 + DIGITS.indexOf(digit);
        }

        assertThat(value).isEqualTo(crc.getValue());
    }

    @Test
    void oneChangedCharacterIsFound() {
        for (int i = ApiKeyFormat.PREFIX.length(); i < key.length(); i++) {
            char other = key.charAt(i) == 'x' ? 'y' : 'x';
            String changed = key.substring(0, i) + other + key.substring(i + 1);
            assertThat(ApiKeyFormat.check(changed)).as("at %s", i).isEqualTo(Check.BROKEN);
        }
    }

    @Test
    void aPartOfAKeyIsBroken() {
        assertThat(ApiKeyFormat.check(key.substring(0, key.length() - 1))).isEqualTo(Check.BROKEN);
        assertThat(ApiKeyFormat.check(key + "0")).isEqualTo(Check.BROKEN);
        assertThat(ApiKeyFormat.check("tgk_")).isEqualTo(Check.BROKEN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "dev-workflow", "0f3a9c27b1d84e65a7f20c9d3b6e8144", "sha256:00", "TGK_abc"})
    void whatHasNoPrefixIsOfAnotherFormat(String other) {
        assertThat(ApiKeyFormat.check(other)).isEqualTo(Check.OTHER);
    }

    @Test
    void aScannerFindsAKeyInText() {
        assertThat(ApiKeyFormat.SCANNER.matcher("key=\"" + key + "\",").results())
                .singleElement()
                .satisfies(found -> assertThat(found.group()).isEqualTo(key));
        assertThat(ApiKeyFormat.SCANNER.matcher("x" + key).find()).isFalse();
    }

    /// The expression is documented there for secret scanners.
    @Test
    void theDocumentedExpressionIsTheOneInUse() throws Exception {
        assertThat(Files.readString(Path.of("docs/operations.md"))).contains("`" + ApiKeyFormat.SCANNER + "`");
    }

    @Test
    void theCommandPrintsTheKeyAndItsDigest() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        ApiKeyGenerator.print(key, new PrintStream(out, true, StandardCharsets.UTF_8));

        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "key:    " + key,
                        "secret: sha256:" + PublishedKeysTest.sha256(key.getBytes(StandardCharsets.UTF_8)));
    }
}
