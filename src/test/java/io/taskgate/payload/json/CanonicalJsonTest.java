package io.taskgate.payload.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import io.taskgate.crypto.Sha256;
import io.taskgate.testing.payload.RandomJson;
import io.taskgate.testing.payload.TestJson;
import java.math.BigDecimal;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CanonicalJsonTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "{'a': 1, 'b': 2} ~ {'b': 2, 'a': 1}",
                "1 ~ 1.0",
                "100 ~ 1e2",
                "0 ~ -0.0",
                "0.1 ~ 1E-1",
                "12345678901234567890 ~ 1234567890123456789e1",
                "{'a': {'x': [1.50, {'z': 1, 'y': 2}]}} ~ {'a': {'x': [1.5, {'y': 2, 'z': 1}]}}"
            })
    void theSameValueHasTheSameDigest(String one, String other) {
        assertThat(digest(one)).isEqualTo(digest(other));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "1 ~ 2",
                "1 ~ '1'",
                "null ~ 'null'",
                "true ~ 'true'",
                "true ~ false",
                "null ~ false",
                "[] ~ {}",
                "[1, 2] ~ [2, 1]",
                "[1, [2]] ~ [[1], 2]",
                "['a', 'b'] ~ ['ab']",
                "['a', 'b'] ~ ['a,b']",
                "{'a': 'b'} ~ {'b': 'a'}",
                "{'a': null} ~ {}",
                "{'a': {'b': 1}} ~ {'a': {}, 'b': 1}",
                "1e400 ~ 1e401",
                "0.1 ~ 0.10000000000000000001",
                "'a' ~ 'A'"
            })
    void otherValuesHaveOthers(String one, String other) {
        assertThat(digest(one)).isNotEqualTo(digest(other));
    }

    @Test
    void ofTextItIsTheSame() {
        Random random = new Random(20261128);
        for (int i = 0; i < 10_000; i++) {
            JsonNode json = TestJson.plain(new RandomJson(random).text());
            assertThat(CanonicalJson.sha256(JsonText.of(json)))
                    .as(json::toString)
                    .isEqualTo(CanonicalJson.sha256(json));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[0, 10, -10, 1000000, 1.0, 100.00, -0.50, 1e20, 1e-20, 12345678901234567890, 0.0]",
                "{'\ue000': 1, '\ud83d\ude00': 2, '\uffff': 3, 'b\\n': 4, 'b\\u0001': 5, 'b': 6}",
                "[[[]], {}, {'a': {}, 'A': []}, '', '\\\\', '\\\\x', '[{,:}]']"
            })
    void ofTextItIsTheSameAtTheEdges(String json) {
        assertThat(CanonicalJson.sha256(JsonText.of(TestJson.of(json))))
                .isEqualTo(CanonicalJson.sha256(TestJson.of(json)));
    }

    @Test
    void ofLargeAndDeepTextItIsTheSame() {
        JsonNode deep = TestJson.of("{'b':[".repeat(250) + "'" + "x".repeat(100_000) + "'" + "],'a':1}".repeat(250));
        assertThat(CanonicalJson.sha256(JsonText.of(deep))).isEqualTo(CanonicalJson.sha256(deep));
    }

    @Test
    void aHugeExponentCostsNothing() {
        JsonNode huge = DecimalNode.valueOf(new BigDecimal("1e999999999"));
        JsonNode other = DecimalNode.valueOf(new BigDecimal("1e999999998"));
        assertThat(CanonicalJson.sha256(huge)).isNotEqualTo(CanonicalJson.sha256(other));
    }

    @Test
    void ofBytesItIsSha256() {
        assertThat(Sha256.hex("abc".getBytes()))
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    private static String digest(String json) {
        return CanonicalJson.sha256(TestJson.of(json));
    }
}
