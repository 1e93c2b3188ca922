package io.taskgate.payload.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"1.50", "12345678901234567890.123", "{\"a\":[true,null,\"ü€\"]}", "\"\"", "100000000000000000000"
            })
    void writesWhatItRead(String json) throws IOException {
        assertThat(Json.bytes(Json.parse(json.getBytes(StandardCharsets.UTF_8))))
                .asString(StandardCharsets.UTF_8)
                .isEqualTo(json);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "secret",
                "{\"secret\":1,\"secret\":2}",
                "1 2",
                "{\"secret\":}",
                "[1,]",
                "NaN",
                "'secret'"
            })
    void refusesWhatIsNotOneJsonValueWithoutSayingIt(String text) {
        assertThatThrownBy(() -> Json.parse(text.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(IOException.class)
                .hasMessageNotContaining("secret");
    }
}
