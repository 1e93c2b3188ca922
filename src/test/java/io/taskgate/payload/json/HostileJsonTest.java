package io.taskgate.payload.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.payload.InvalidDefinitionException;
import io.taskgate.payload.InvalidJsonException;
import io.taskgate.payload.boundary.Boundary;
import io.taskgate.payload.boundary.Budget;
import io.taskgate.payload.jsonpath.AslPath;
import io.taskgate.payload.jsonpath.EvaluationScope;
import io.taskgate.payload.preview.ShapePreview;
import io.taskgate.payload.shape.Shape;
import io.taskgate.testing.payload.TestJson;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests malicious JSON: it leads to a clear error immediately, or has no harmful effect.
class HostileJsonTest {

    /// Far more time than any of these inputs needs, also on a busy machine.
    private static final Duration SOON = Duration.ofSeconds(5);

    static Stream<Named<byte[]>> hostile() {
        return Stream.of(
                text("depth 10,000", "[".repeat(10_000) + "]".repeat(10_000)),
                text("depth 10,000 of objects", "{\"a\":".repeat(10_000) + "1" + "}".repeat(10_000)),
                text("depth 1,000,000, never closed", "[".repeat(1_000_000)),
                text("a number of 1 MB", "1".repeat(1_000_000)),
                text("a fraction of 1 MB", "[0." + "1".repeat(1_000_000) + "]"),
                text("a name of 1 MB", "{\"" + "n".repeat(1_000_000) + "\":1}"),
                text("an exponent", "1e999999"),
                text("a negative exponent", "[1e-999999]"),
                text("an exponent beyond int", "{\"a\":1e99999999999}"),
                text("an exponent of 900 digits", "1e" + "9".repeat(900)),
                text("duplicate names", "{\"secret\":1,\"secret\":2}"),
                text("duplicate names, one escaped", "{\"secret\":1,\"\\u0073ecret\":2}"),
                text("a lone high surrogate", "\"\\ud800\""),
                text("a lone low surrogate", "\"\\udc00\""),
                text("an invalid pair", "\"\\ud800\\ud800\""),
                text("a lone surrogate in a name", "{\"a\\uDBFFb\":1}"),
                text("a high surrogate and a plain escape", "\"\\ud83dx\\ude00\""),
                text("NaN", "NaN"),
                text("Infinity", "[-Infinity]"),
                text("hexadecimal", "0x10"),
                text("a leading zero", "01"),
                text("a leading plus", "+1"),
                text("an incomplete fraction", "1."),
                text("trailing garbage", "{}x"),
                text("a second value", "{} {}"),
                text("a trailing comma", "[1,]"),
                text("a comment", "/* */ 1"),
                text("a raw control character", "\"a\tb\""),
                text("a trailing NUL", "{}\0"),
                text("a bad escape", "\"\\x41\""),
                text("nothing", ""),
                text("a lone backslash", "\\"),
                text("an escape at the end", "\"\\u"),
                bytes("a byte order mark", "efbbbf7b7d"),
                bytes("UTF-16", "007b007d"),
                bytes("UTF-16 with a mark", "feff007b007d"),
                bytes("UTF-32", "0000007b0000007d"),
                bytes("a lone continuation", "228022"),
                bytes("an overlong NUL", "22c08022"),
                bytes("an overlong slash", "22e080af22"),
                bytes("a raw surrogate", "22eda08022"),
                bytes("beyond Unicode", "22f490808022"),
                bytes("a truncated character", "22e282"),
                bytes("Latin-1", "22e422"),
                bytes("an invalid byte after a backslash", "225cff22"));
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void isRefusedAtOnceAndNotShown(byte[] json) {
        assertTimeoutPreemptively(
                SOON,
                () -> assertThatThrownBy(() -> Json.parse(json))
                        .isInstanceOf(IOException.class)
                        .hasMessageMatching("[A-Z]\\w+ .+")
                        .hasMessageNotContaining("secret")
                        .extracting(Throwable::getMessage)
                        .satisfies(message -> assertThat(message.length()).isLessThan(200)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\"\\ud83d\\ude00\"", "\"😀\"", "\"\\\\ud800\"", "\"\\u0000\"", "1e300", "1.5e-300", "\"\\\"\""})
    void whatLooksLikeItIsFine(String json) throws IOException {
        JsonNode parsed = Json.parse(json.getBytes(StandardCharsets.UTF_8));
        assertThat(Json.parse(Json.bytes(parsed))).isEqualTo(parsed);
    }

    /// Runs on a stack of half the usual size.
    @Test
    void theDeepestThatIsReadCanBeShapedWrittenAndDigested() throws InterruptedException {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread small = new Thread(null, HostileJsonTest::deepest, "small", 512 * 1024);
        small.setUncaughtExceptionHandler((_, e) -> failure.set(e));
        small.start();
        small.join(SOON);
        assertThat(failure.get()).isNull();
        assertThat(small.isAlive()).isFalse();
    }

    private static void deepest() {
        JsonNode deep = TestJson.of("{'a':".repeat(500) + "1" + "}".repeat(500));
        Shape shape = Shape.compile(TestJson.of("{'Parameters': " + "{'p': ".repeat(97) + "{'x.$': '$'}"
                + "}".repeat(97) + ", 'ResultPath': '$" + ".r".repeat(100) + "'}"));
        JsonNode shaped = shape.apply(deep, deep);
        assertThat(Json.parseTrusted(Json.bytes(shaped)).equals(shaped)).isTrue();
        assertThat(CanonicalJson.sha256(shaped)).hasSize(64);
        assertThat(readBack(Json.bytes(shaped))).isEqualTo(shaped);
        assertThat(ShapePreview.of(new Boundary(shape, Budget.DEFAULT), deep, deep)
                        .bytesOut())
                .isEqualTo(Json.bytes(shaped).length);
        assertThat(AslPath.compile("$..a").read(new EvaluationScope(deep, deep)))
                .hasSize(500);
    }

    private static JsonNode readBack(byte[] stored) {
        try {
            return Json.parseTrusted(
                    Shape.IDENTITY.apply(new ByteArrayInputStream(stored), TestJson.of("{}"), 1 << 20));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aShapeNestedTooDeepIsRefused() {
        JsonNode shape = TestJson.of("{'Parameters': " + "{'p': ".repeat(200) + "1" + "}".repeat(200) + "}");
        assertThatThrownBy(() -> Shape.compile(shape)).isInstanceOf(InvalidDefinitionException.class);
    }

    @Test
    void manyNamesWithOneHashAreReadInTime() {
        StringBuilder json = new StringBuilder("{");
        for (int i = 0; i < 1 << 14; i++) {
            StringBuilder name = new StringBuilder();
            for (int bit = 0; bit < 14; bit++) {
                name.append((i >> bit & 1) == 0 ? "Aa" : "BB");
            }
            json.append(i == 0 ? "\"" : ",\"").append(name).append("\":1");
        }
        assertTimeoutPreemptively(
                SOON, () -> Json.parse(json.append('}').toString().getBytes(StandardCharsets.UTF_8)));
    }

    /// 20,000 random byte sequences, most of them near the limits of a character.
    @Test
    void agreesWithTheStrictDecoderOnWhatIsUtf8() {
        Random random = new Random(20260801);
        int[] edges = {
            0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xED, 0xEF, 0xF0, 0xF1,
            0xF4, 0xF5, 0xFF
        };
        for (int i = 0; i < 20_000; i++) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            bytes.write('"');
            for (int length = random.nextInt(1, 9); length > 0; length--) {
                bytes.write(edges[random.nextInt(edges.length)]);
            }
            bytes.write('"');
            assertThat(isRead(bytes.toByteArray()))
                    .as(() -> HexFormat.of().formatHex(bytes.toByteArray()))
                    .isEqualTo(isUtf8(bytes.toByteArray()));
        }
    }

    private static boolean isRead(byte[] json) {
        try {
            Json.check(json);
            return true;
        } catch (InvalidJsonException _) {
            return false;
        }
    }

    private static boolean isUtf8(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException _) {
            return false;
        }
    }

    private static Named<byte[]> text(String name, String json) {
        return Named.of(name, json.getBytes(StandardCharsets.UTF_8));
    }

    private static Named<byte[]> bytes(String name, String hex) {
        return Named.of(name, HexFormat.of().parseHex(hex));
    }
}
