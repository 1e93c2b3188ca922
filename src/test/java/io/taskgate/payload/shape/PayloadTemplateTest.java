package io.taskgate.payload.shape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.payload.InvalidDefinitionException;
import io.taskgate.payload.PathNotFoundException;
import io.taskgate.payload.json.Json;
import io.taskgate.payload.jsonpath.EvaluationScope;
import io.taskgate.testing.payload.TestJson;
import org.junit.jupiter.api.Test;

class PayloadTemplateTest {

    private static final JsonNode INPUT = TestJson.of("{'order': {'id': 7, 'lines': [1, 2]}, 'n': null}");
    private static final JsonNode CONTEXT = TestJson.of("{'State': {'Name': 'Await'}}");

    @Test
    void fillsPathsAndKeepsConstants() {
        JsonNode filled = apply(
                "{'id.$': '$.order.id', 'who': 'me', 'deep': {'all.$': '$.order.lines', 'name.$': '$$.State.Name'}}");
        assertThat(filled).isEqualTo(TestJson.of("{'id': 7, 'who': 'me', 'deep': {'all': [1, 2], 'name': 'Await'}}"));
    }

    @Test
    void fillsWithinArrays() {
        assertThat(apply("{'a': [1, {'b.$': '$.order.id'}, [{'c.$': '$.n'}]]}"))
                .isEqualTo(TestJson.of("{'a': [1, {'b': 7}, [{'c': null}]]}"));
    }

    @Test
    void keepsTheOrderOfFields() {
        assertThat(new String(
                        Json.bytes(apply("{'z.$': '$.order.id', 'a': 1, 'm.$': '$.n'}")),
                        java.nio.charset.StandardCharsets.UTF_8))
                .isEqualTo("{\"z\":7,\"a\":1,\"m\":null}");
    }

    @Test
    void aTextThatLooksLikeAPathIsAConstantWithoutTheSuffix() {
        assertThat(apply("{'a': '$.order.id'}")).isEqualTo(TestJson.of("{'a': '$.order.id'}"));
    }

    @Test
    void saysWhichPathFindsNothing() {
        PayloadTemplate template = PayloadTemplate.compile(TestJson.of("{'a.$': '$.gone'}"));
        assertThatThrownBy(() -> template.apply(new EvaluationScope(INPUT, CONTEXT)))
                .isInstanceOf(PathNotFoundException.class)
                .hasMessageContaining("$.gone");
    }

    @Test
    void refusesAPathThatIsNoText() {
        assertThatThrownBy(() -> PayloadTemplate.compile(TestJson.of("{'a.$': 1}")))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessageContaining("\"a.$\"", "$.order.id");
    }

    @Test
    void refusesABrokenPathDeepWithin() {
        assertThatThrownBy(() -> PayloadTemplate.compile(TestJson.of("{'x': [{'a.$': 'order'}]}")))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessageContaining("\"order\"");
    }

    @Test
    void refusesTheSameNameTwice() {
        assertThatThrownBy(() -> PayloadTemplate.compile(TestJson.of("{'a': 1, 'a.$': '$.n'}")))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessageContaining("twice");
    }

    private static JsonNode apply(String template) {
        return PayloadTemplate.compile(TestJson.of(template)).apply(new EvaluationScope(INPUT, CONTEXT));
    }
}
