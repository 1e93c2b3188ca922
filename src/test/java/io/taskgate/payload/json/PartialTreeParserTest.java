package io.taskgate.payload.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.testing.payload.RandomJson;
import io.taskgate.testing.payload.TestJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PartialTreeParserTest {

    private static final Set<String> INPUT = Set.of("input");

    @Test
    void theMemberStaysText() throws IOException {
        JsonNode body =
                parse("{ \"a\": {\"input\": 1}, \"inp\\u0075t\" : { \"b\" : [ 1.0, \"\\u00fc\" ] } , \"c\": 2 }");
        assertThat(JsonText.of(body.get("input"))).isEqualTo(JsonText.of(TestJson.of("{'b': [1.0, 'ü']}")));
        assertThat(body.fieldNames()).toIterable().containsExactly("a", "input", "c");
        JsonNode rest = ((ObjectNode) body).without("input");
        assertThat(rest).isEqualTo(TestJson.of("{'a': {'input': 1}, 'c': 2}"));
    }

    @Test
    void membersOfAnObjectFurtherDown() throws IOException {
        byte[] event =
                "{\"input\":1,\"detail\":{\"result\":[2],\"x\":3,\"input\":\"4\"},\"z\":{\"result\":5}}".getBytes();
        JsonNode tree = PartialTreeParser.parse(event, List.of("detail"), Set.of("input", "result"));
        assertThat(tree.get("detail").get("result").isPojo()).isTrue();
        assertThat(tree.get("detail").get("input").isPojo()).isTrue();
        assertThat(Json.bytes(tree)).isEqualTo(event);
        assertThat(tree.at("/z/result").intValue()).isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[{'input': 1}]", "7", "{'x': {'input': 1}}", "null"})
    void whereThereIsNoneItIsAPlainTree(String json) throws IOException {
        assertThat(parse(json.replace('\'', '"'))).isEqualTo(TestJson.of(json));
    }

    @Test
    void nullIsAValue() throws IOException {
        assertThat(JsonText.of(parse("{\"input\": null}").get("input"))).isEqualTo(JsonText.of(TestJson.of("null")));
    }

    @ParameterizedTest
    @MethodSource("io.taskgate.payload.json.HostileJsonTest#hostile")
    void refusesHostileJson(byte[] json) {
        assertThatThrownBy(() -> PartialTreeParser.parse(json, List.of(), INPUT))
                .isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @MethodSource("io.taskgate.payload.json.HostileJsonTest#hostile")
    void refusesHostileJsonInTheMember(byte[] json) {
        String inner = new String(json, StandardCharsets.ISO_8859_1);
        byte[] body = ("{\"input\":" + inner + "}").getBytes(StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> PartialTreeParser.parse(body, List.of(), INPUT))
                .isInstanceOf(IOException.class)
                .hasMessageNotContaining("secret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"input\":1,\"input\":2}",
                "{\"input\":1}x",
                "{\"input\":1",
                "{\"input\":1,}",
                "{\"input\":{\"a\":1,\"a\":2}}",
                "{\"input\":1e99999}",
                "{\"input\":[1e99999]}",
                "{\"a\":1e99999,\"input\":1}"
            })
    void refusesWhatTheTreeRefuses(String json) {
        assertThatThrownBy(() -> Json.parse(json.getBytes())).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> parse(json)).isInstanceOf(IOException.class);
    }

    @Test
    void countsNestingInTheWholeText() {
        String deepest = "{\"input\":" + "[".repeat(499) + "]".repeat(499) + "}";
        assertThat(deepest).satisfies(PartialTreeParserTest::parse);
        String deeper = "{\"input\":" + "[".repeat(500) + "]".repeat(500) + "}";
        assertThatThrownBy(() -> parse(deeper)).hasMessageContaining("500 levels");
    }

    /// Randomly corrupted input: the parser rejects the same texts as the tree parser, and otherwise has the
    /// same result.
    @Test
    void agreesWithTheTreeOnAnyText() throws IOException {
        Random random = new Random(20261126);
        int refused = 0;
        for (int i = 0; i < 10_000; i++) {
            String json =
                    "{\"x\":" + new RandomJson(random).text() + ",\"input\":" + new RandomJson(random).text() + "}";
            byte[] utf8 = json.getBytes(StandardCharsets.UTF_8);
            if (random.nextBoolean()) {
                utf8[random.nextInt(utf8.length)] = (byte) "\"\\{}[],:0e-. \u0001x\u00ff".charAt(random.nextInt(16));
            }
            JsonNode tree;
            try {
                tree = Json.parse(utf8);
            } catch (IOException e) {
                refused++;
                assertThatThrownBy(() -> PartialTreeParser.parse(utf8, List.of(), INPUT))
                        .as(json)
                        .isInstanceOf(IOException.class);
                continue;
            }
            assertThat(Json.bytes(PartialTreeParser.parse(utf8, List.of(), INPUT)))
                    .as(json)
                    .isEqualTo(Json.bytes(tree));
        }
        assertThat(refused).isGreaterThan(1_000);
    }

    private static JsonNode parse(String json) throws IOException {
        return PartialTreeParser.parse(json.getBytes(StandardCharsets.UTF_8), List.of(), INPUT);
    }
}
