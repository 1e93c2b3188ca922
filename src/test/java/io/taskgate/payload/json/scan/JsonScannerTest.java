package io.taskgate.payload.json.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskgate.payload.InvalidJsonException;
import io.taskgate.payload.json.Json;
import io.taskgate.testing.TestSize;
import io.taskgate.testing.payload.RandomJson;
import io.taskgate.testing.payload.StrictJsonReference;
import io.taskgate.testing.payload.TricklingInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests valid and invalid JSON: in memory, from a slow stream, and compared with other parsers.
class JsonScannerTest {

    private static final int CASES = TestSize.of(30_000, 6_000);
    private static final String SIGNS = "\"\\{}[],:0123456789e+-. \n\ttrufalsn/bü\u0001\u00ff";

    @Test
    void agreesWithOthersOnTextsThatAreSlightlyBroken() {
        Random random = new Random(20261125);
        int read = 0;
        for (int i = 0; i < CASES; i++) {
            byte[] json = broken(random, new RandomJson(random).text());
            boolean expected = StrictJsonReference.parse(json).isPresent();
            assertThat(reads(new JsonScanner(json))).as(() -> text(json)).isEqualTo(expected);
            assertThat(reads(new JsonScanner(new TricklingInputStream(json))))
                    .as(() -> "a stream of " + text(json))
                    .isEqualTo(expected);
            read += expected ? 1 : 0;
        }
        assertThat(read).isBetween(CASES / 10, CASES * 9 / 10);
    }

    private static byte[] broken(Random random, String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        for (int times = random.nextInt(3); times > 0; times--) {
            bytes[random.nextInt(bytes.length)] = (byte) SIGNS.charAt(random.nextInt(SIGNS.length()));
        }
        return bytes;
    }

    @ParameterizedTest
    @MethodSource("io.taskgate.payload.json.HostileJsonTest#hostile")
    void refusesHostileStreamsToo(byte[] json) {
        assertThatThrownBy(() -> new JsonScanner(new TricklingInputStream(json)).check())
                .isInstanceOf(InvalidJsonException.class)
                .hasMessageNotContaining("secret");
        assertThat(StrictJsonReference.parse(json).isPresent() && json.length < 1_000_000)
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "{\"a\": 1,, \"b\": 2} ~ Invalid JSON at line 1, column 9",
                "[1, 2 ~ Invalid JSON at line 1, column 6",
                "[tru ~ Invalid JSON: unexpected end at line 1, column 5",
                "{\"a\":1,\"a\":2} ~ Duplicate member name at line 1, column 12",
                "[\"\\ud800x\"] ~ Unpaired surrogate at line 1, column 3"
            })
    void saysWhere(String json, String message) {
        assertThatThrownBy(() -> Json.check(json.getBytes(StandardCharsets.UTF_8)))
                .hasMessage(message);
    }

    @Test
    void countsLinesInMemoryAndBytesInAStream() {
        byte[] json = "{\n  \"a\": x}".getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> new JsonScanner(json).check()).hasMessage("Invalid JSON at line 2, column 8");
        assertThatThrownBy(() -> new JsonScanner(new TricklingInputStream(json)).check())
                .hasMessage("Invalid JSON at byte 9");
    }

    /// Names are remembered in three ways: as the names of the previous object, as a list, and as a set.
    @ParameterizedTest
    @ValueSource(ints = {2, 7, 31, 32, 33, 64, 500})
    void findsANameThatIsThereTwiceInObjectsOfAnySize(int names) {
        for (int twice : new int[] {0, names / 2, names - 1}) {
            for (String object : new String[] {"", "{},", object(names, "name"), object(names + 3, "name")}) {
                String last = object(names, "name").replaceAll("},$", ",\"name" + twice + "\":0}");
                byte[] json = ("[" + object + last + "]").getBytes(StandardCharsets.UTF_8);
                assertThatThrownBy(() -> Json.check(json)).hasMessageContaining("Duplicate member name");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 8, 31, 32, 33, 64, 500})
    void sameNamesInOtherObjectsAreFine(int names) throws IOException {
        String more = object(names + 5, "n");
        String reversed = IntStream.range(0, names)
                .mapToObj(i -> "\"n" + (names - 1 - i) + "\":" + object(3, "n").replaceAll(",$", ""))
                .collect(Collectors.joining(",", "{", "},"));
        Json.check(("[" + object(names, "n") + more + reversed + more + object(names, "n") + "0]")
                .getBytes(StandardCharsets.UTF_8));
    }

    private static String object(int names, String prefix) {
        return IntStream.range(0, names)
                .mapToObj(i -> "\"" + prefix + i + "\":" + i)
                .collect(Collectors.joining(",", "{", "},"));
    }

    @Test
    void anObjectOfAMillionNamesIsRead() throws IOException {
        Json.check(
                object(DuplicateNameDetector.MAX_NAMES, "").replaceAll(",$", "").getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void oneMoreIsBeyondTheBound() {
        byte[] json = object(DuplicateNameDetector.MAX_NAMES + 1, "")
                .replaceAll(",$", "")
                .getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> Json.check(json)).hasMessageContaining("More than 1000000 names");
    }

    @Test
    void namesOfAnyLengthMayStandAcrossWindows() throws IOException {
        String names = IntStream.range(0, 300)
                .mapToObj(i -> "\"" + "ü".repeat(i) + "\\n" + "x".repeat(i * 80) + "\":\"" + "y".repeat(i * 100) + "\"")
                .collect(Collectors.joining(",\n", "{", "}"));
        byte[] json = names.getBytes(StandardCharsets.UTF_8);
        new JsonScanner(json).check();
        new JsonScanner(new java.io.ByteArrayInputStream(json)).check();
        assertThat(StrictJsonReference.parse(json).isPresent()).isTrue();
    }

    @Test
    void aStreamThatFailsIsNoWrongJson() {
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("gone");
            }
        };
        assertThatThrownBy(() -> new JsonScanner(broken).check())
                .isExactlyInstanceOf(IOException.class)
                .hasMessage("gone");
    }

    private static boolean reads(JsonScanner scanner) {
        try {
            scanner.check();
            return true;
        } catch (InvalidJsonException _) {
            return false;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String text(byte[] utf8) {
        return new String(utf8, StandardCharsets.UTF_8);
    }
}
