package io.taskgate.event.unmatched;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.payload.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests that displayed dead letters and stray events contain no credentials (finding 17).
class TaskTokenRedactorTest {

    private static final String CANARY = "canary-7";
    private static final String TOKEN = "AQCEAAAAKgAAAAMAAAAAAAAAAX+canary-7/Zz09".repeat(4);
    private static final String SIGNATURE =
            "v1.k1.1.1764470000.orders~approve.canary-7_canary-7_canary-7_canary-7_canary7";

    private static JsonNode shown(String json) throws IOException {
        return TaskTokenRedactor.of(Json.parse(json.getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "taskToken",
                "TaskToken",
                "task_token",
                "token",
                "Token",
                "accessToken",
                "signature",
                "X-Signature",
                "links",
                "authorization",
                "Authorization",
                "secret",
                "clientSecret",
                "key",
                "apiKey",
                "x-api-key",
                "privateKey",
                "password",
                "passwd",
                "credentials",
                "cookie",
                "Set-Cookie",
                "jwt",
                "bearer"
            })
    void aMemberThatNamesASecretIsNotShown(String name) throws IOException {
        assertThat(shown("{\"detail\": {\"" + name + "\": \"" + CANARY + "\"}}").toString())
                .contains(name)
                .doesNotContain(CANARY);
        assertThat(shown("[{\"" + name + "\": {\"in\": [\"" + CANARY + "\"]}}]").toString())
                .doesNotContain(CANARY);
    }

    @Test
    void aTokenUnderAnotherNameIsNotShown() throws IOException {
        assertThat(shown("{\"detail\": {\"handle\": \"" + TOKEN + "\", \"more\": [\"" + TOKEN + "\"]}}")
                        .toString())
                .doesNotContain(CANARY);
        String wrapped = TOKEN.replaceAll("(.{60})", "$1\\\\n");
        assertThat(shown("{\"detail\": {\"handle\": \"" + wrapped + "\"}}").toString())
                .doesNotContain(CANARY);
        assertThat(shown("{\"cause\": \"no task for " + TOKEN + " any more\"}").toString())
                .doesNotContain(CANARY);
    }

    @Test
    void aTokenAsAMembersNameIsNotShown() throws IOException {
        assertThat(shown("{\"" + TOKEN + "\": 1, \"" + TOKEN + "2\": 2}").toString())
                .doesNotContain(CANARY)
                .contains("1", "2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://gateway/v1/callbacks/cb_1/success?signature=canary-7",
                "https://bucket/x?X-Amz-Signature=canary-7",
                "{\"token\": \"canary-7\"}",
                "{\\\"taskToken\\\": \\\"canary-7\\\"}",
                "Authorization: canary-7",
                "Bearer canary-7",
                "password=canary-7",
                SIGNATURE,
                "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJjYW5hcnktNyJ9.canary-7"
            })
    void aTextThatHoldsASecretIsNotShown(String text) {
        ObjectNode event = JsonNodeFactory.instance.objectNode().put("remark", text);
        assertThat(TaskTokenRedactor.of(event).toString()).doesNotContain("canary-7", "eyJ");
    }

    @Test
    void whatTellsTheWorkIsShown() throws IOException {
        String event =
                "{\"id\":\"e1\",\"detail-type\":\"Callback Succeeded\",\"source\":\"acme.orders\",\"resources\":[],"
                        + "\"detail\":{\"service\":\"orders\",\"operation\":\"approve\",\"correlationKey\":\"order-1\","
                        + "\"callbackId\":\"cb_AAAAAAAAAAAAAAAAAAAAAAAAAAA\",\"result\":{\"approved\":true,\"by\":null,\"n\":3},"
                        + "\"executionArn\":\"arn:aws:states:us-east-1:123456789012:execution:orders:7c1a4f1e-8f0c-4f7c-9a3b-2f1d5e6a7b8c\",\"error\":\"OutOfStock\",\"cause\":\"no"
                        + " stock of the keyboard; monkeys took it\",\"idempotencyKey\":\"order-1\"}}";
        assertThat(shown(event).toString()).isEqualTo(event);
    }
}
