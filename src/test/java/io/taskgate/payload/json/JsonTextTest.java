package io.taskgate.payload.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.taskgate.testing.payload.RandomJson;
import io.taskgate.testing.payload.TestJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class JsonTextTest {

    @Test
    void isWhatTheTreeWouldBeWrittenAs() throws IOException {
        Random random = new Random(20261125);
        for (int i = 0; i < 5_000; i++) {
            String json = new RandomJson(random).text();
            byte[] utf8 = json.getBytes(StandardCharsets.UTF_8);
            assertThat(JsonText.parse(utf8)).as(json).isEqualTo(JsonText.of(Json.parse(utf8)));
        }
    }

    @ParameterizedTest
    @MethodSource("io.taskgate.payload.json.HostileJsonTest#hostile")
    void refusesHostileJson(byte[] json) {
        assertThatThrownBy(() -> JsonText.parse(json))
                .isInstanceOf(IOException.class)
                .hasMessageNotContaining("secret");
    }

    @Test
    void weighsItsBytes() {
        assertThat(JsonText.of(TestJson.of("['ü€']")).size()).isEqualTo(9);
    }

    @Test
    void travelsInATreeAsItself() {
        JsonText text = JsonText.of(TestJson.of("{'a': [1.50, 'ü']}"));
        JsonNode message = JsonNodeFactory.instance.objectNode().put("id", 1).set("input", text.node());
        assertThat(Json.bytes(message))
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("{\"id\":1,\"input\":{\"a\":[1.50,\"ü\"]}}");
        assertThat(JsonText.of(message.get("input"))).isSameAs(text);
        assertThat(text.tree()).isEqualTo(TestJson.of("{'a': [1.50, 'ü']}"));
    }

    @Test
    void isNotPrinted() {
        assertThat(JsonText.of(TestJson.of("'secret'")).toString()).isEqualTo("JsonText[8 B]");
    }
}
