package io.taskgate.payload.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskgate.testing.payload.RandomJson;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValidatingJsonCopierTest {

    @ParameterizedTest
    @MethodSource("io.taskgate.payload.json.HostileJsonTest#hostile")
    void refusesWhatTheParserRefusesHoweverItComes(byte[] json) {
        for (int piece : new int[] {1, 7, 100_000}) {
            assertThatThrownBy(() -> ValidatingJsonCopier.copy(inPieces(json, piece), OutputStream.nullOutputStream()))
                    .isInstanceOf(IOException.class)
                    .hasMessageMatching("[A-Z]\\w+ .+")
                    .hasMessageNotContaining("secret");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"\\ud83d\\ude00\"",
                "\"😀\"",
                "\"\\\\ud800\"",
                "\"\\u0000\"",
                "1e300",
                "1.5e-300",
                "\"\\\"\"",
                " [ ] \n"
            })
    void copiesTheBytesAsTheyCome(String json) throws IOException {
        for (int piece : new int[] {1, 2, 3, 100}) {
            assertThat(copied(json.getBytes(StandardCharsets.UTF_8), piece)).isEqualTo(json);
        }
    }

    @Test
    void agreesWithTheParserOnAnyTextAndOnBrokenOnes() {
        Random random = new Random(6);
        RandomJson texts = new RandomJson(random);
        for (int i = 0; i < 10_000; i++) {
            byte[] json = texts.text().getBytes(StandardCharsets.UTF_8);
            if (i % 2 == 1) {
                json[random.nextInt(json.length)] = (byte) random.nextInt(256);
            }
            assertThat(isTaken(json, 1 + random.nextInt(9)))
                    .as(() -> new String(json, StandardCharsets.ISO_8859_1))
                    .isEqualTo(isParsed(json));
        }
    }

    @Test
    void whatAStreamThrowsIsNotTakenForAFaultOfTheText() {
        IOException broken = new IOException("The stream failed.");
        InputStream in = new InputStream() {
            @Override
            public int read() throws IOException {
                throw broken;
            }
        };
        assertThatThrownBy(() -> ValidatingJsonCopier.copy(in, OutputStream.nullOutputStream()))
                .isSameAs(broken);
    }

    /// An endless number or name is rejected before it fills the memory.
    @ParameterizedTest
    @ValueSource(strings = {"1", "-0.", "{\"n"})
    void whatHasNoEndIsRefusedSoon(String start) {
        Endless endless = new Endless(start);
        assertThatThrownBy(() -> ValidatingJsonCopier.copy(endless, OutputStream.nullOutputStream()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("longer than");
        assertThat(endless.given).isLessThan(1024 * 1024);
    }

    private static boolean isParsed(byte[] json) {
        try {
            Json.parse(json);
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    private static boolean isTaken(byte[] json, int piece) {
        try {
            ValidatingJsonCopier.copy(inPieces(json, piece), OutputStream.nullOutputStream());
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    private static String copied(byte[] json, int piece) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ValidatingJsonCopier.copy(inPieces(json, piece), out);
        return out.toString(StandardCharsets.UTF_8);
    }

    /// Reads a few bytes at a time, as from a network.
    private static InputStream inPieces(byte[] bytes, int piece) {
        return new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int read(byte[] to, int from, int length) {
                return super.read(to, from, Math.min(length, piece));
            }
        };
    }

    private static final class Endless extends InputStream {
        private final String start;
        private long given;

        Endless(String start) {
            this.start = start;
        }

        @Override
        public int read() {
            long at = given++;
            return at < start.length() ? start.charAt((int) at) : '1';
        }
    }
}
