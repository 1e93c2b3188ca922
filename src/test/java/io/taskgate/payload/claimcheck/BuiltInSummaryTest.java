package io.taskgate.payload.claimcheck;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.payload.json.Json;
import io.taskgate.testing.payload.RandomJson;
import io.taskgate.testing.payload.TestJson;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BuiltInSummaryTest {

    @Test
    void showsShortValuesAndSizes() throws IOException {
        JsonNode summary = summary(
                "{'id': 7, 'lines': [1, [2, 3]], 'to': {'a': {'b': 1}}, 'no': null, 'text': '" + "x".repeat(65) + "'}");
        assertThat(summary).isEqualTo(TestJson.of("{'id': 7, 'lines': '2 elements', 'to': '1 fields', 'no': null}"));
    }

    @Test
    void ofAnArrayShowsItsLength() throws IOException {
        assertThat(summary("[1, [2], {'a': [3]}]")).isEqualTo(TestJson.of("{'elements': 3}"));
    }

    @Test
    void staysSmall() throws IOException {
        StringBuilder json = new StringBuilder("{'z': 1");
        for (int i = 0; i < 500; i++) {
            json.append(", 'a-rather-long-name-")
                    .append(i)
                    .append("': '")
                    .append("y".repeat(60))
                    .append("'");
        }
        JsonNode summary = summary(json + "}");
        assertThat(Json.bytes(summary)).hasSizeLessThanOrEqualTo(1024).hasSizeGreaterThan(900);
        assertThat(summary).isEqualTo(treeSummary(json + "}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "'text'",
                "null",
                "[]",
                "{}",
                " { 'a' : 1.50 , 'b' : -0 , 'c' : 1e70 , 'd' : true } ",
                "{'quote': 'a\\'b', 'back': '\\\\', 'escapes': '\\u00e4\\n\\/'}",
                "{'pair': '\\ud83d\\ude00', 'raw': '😀'}",
                "{'': '', 'name with \\u0041': [[]]}",
            })
    void isTheTreesOf(String json) throws IOException {
        assertThat(Json.bytes(summary(json))).isEqualTo(Json.bytes(treeSummary(json)));
    }

    /// Strings around the length limit, with each way to write a character.
    @ParameterizedTest
    @ValueSource(strings = {"x", "ü", "€", "\\u00e4", "\\n", "\\ud83d\\ude00", "😀"})
    void agreesWithTheTreeOnWhatIsShort(String character) throws IOException {
        for (int length = 30; length <= 66; length++) {
            String json = "{'before': 1, 'text': '" + character.repeat(length) + "', 'after': 2}";
            assertThat(summary(json)).as("%d times", length).isEqualTo(treeSummary(json));
        }
    }

    @Test
    void agreesWithTheTreeOnAnyJson() throws IOException {
        RandomJson random = new RandomJson(new Random(20261125));
        for (int i = 0; i < 5_000; i++) {
            byte[] json = random.text().getBytes(StandardCharsets.UTF_8);
            assertThat(Json.bytes(BuiltInSummary.of(RepeatableContent.of(json))))
                    .as(() -> new String(json, StandardCharsets.UTF_8))
                    .isEqualTo(Json.bytes(overTheTree(Json.parse(json))));
        }
    }

    /// 300 MB, most of which is one string.
    @Test
    void ofALongTextGathersNothing() throws IOException {
        RepeatableContent content = new LongText(300L * 1024 * 1024);
        long before = Thread.currentThread().threadId();
        var threads = (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
        long allocated = threads.getThreadAllocatedBytes(before);

        ObjectNode summary = BuiltInSummary.of(content);

        assertThat(summary).isEqualTo(TestJson.of("{'id': 7, 'last': 'here'}"));
        assertThat(threads.getThreadAllocatedBytes(before) - allocated).isLessThan(4 * 1024 * 1024);
    }

    /// The earlier implementation over the tree, which the streaming one must match.
    private static ObjectNode overTheTree(JsonNode payload) {
        ObjectNode summary = JsonNodeFactory.instance.objectNode();
        if (payload.isArray()) {
            summary.put("elements", payload.size());
        }
        for (Map.Entry<String, JsonNode> field : payload.properties()) {
            JsonNode value = field.getValue();
            if (summary.size() == 12) {
                break;
            }
            if (value.isArray()) {
                summary.put(field.getKey(), value.size() + " elements");
            } else if (value.isObject()) {
                summary.put(field.getKey(), value.size() + " fields");
            } else if (value.asText().length() <= 64) {
                summary.set(field.getKey(), value);
            }
            if (Json.bytes(summary).length > 1024) {
                summary.remove(field.getKey());
            }
        }
        return summary;
    }

    private static ObjectNode summary(String json) throws IOException {
        return BuiltInSummary.of(RepeatableContent.of(text(json)));
    }

    private static ObjectNode treeSummary(String json) throws IOException {
        return overTheTree(Json.parse(text(json)));
    }

    /// Replaces `'` by `"` and leaves the rest as it is written.
    private static byte[] text(String json) {
        return json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }

    /// `{"id":7,"long":"xxx…","last":"here"}`, generated while it is read.
    private record LongText(long length) implements RepeatableContent {

        private static final byte[] HEAD = "{\"id\":7,\"long\":\"".getBytes(StandardCharsets.US_ASCII);
        private static final byte[] TAIL = "\",\"last\":\"here\"}".getBytes(StandardCharsets.US_ASCII);

        @Override
        public long size() {
            return HEAD.length + length + TAIL.length;
        }

        @Override
        public String sha256() {
            return "0".repeat(64);
        }

        @Override
        public InputStream open(long from, long most) {
            return new InputStream() {
                private long at = from;

                @Override
                public int read() {
                    if (at >= Math.min(size(), from + most)) {
                        return -1;
                    }
                    long i = at++;
                    return i < HEAD.length
                            ? HEAD[(int) i]
                            : i < HEAD.length + length ? 'x' : TAIL[(int) (i - HEAD.length - length)];
                }
            };
        }
    }
}
