package io.taskgate.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

class TemplateTest {

    private static final JsonNode INPUT = Jsons.of("{'order': {'id': 7, 'lines': [1, 2]}, 'n': null}");
    private static final JsonNode CONTEXT = Jsons.of("{'State': {'Name': 'Await'}}");

    @Test
    void fillsPathsAndKeepsConstants() {
        JsonNode filled = apply(
                "{'id.$': '$.order.id', 'who': 'me', 'deep': {'all.$': '$.order.lines', 'name.$': '$$.State.Name'}}");
        assertThat(filled).isEqualTo(Jsons.of("{'id': 7, 'who': 'me', 'deep': {'all': [1, 2], 'name': 'Await'}}"));
    }

    @Test
    void fillsWithinArrays() {
        assertThat(apply("{'a': [1, {'b.$': '$.order.id'}, [{'c.$': '$.n'}]]}"))
                .isEqualTo(Jsons.of("{'a': [1, {'b': 7}, [{'c': null}]]}"));
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
        assertThat(apply("{'a': '$.order.id'}")).isEqualTo(Jsons.of("{'a': '$.order.id'}"));
    }

    @Test
    void saysWhichPathFindsNothing() {
        Template template = Template.compile(Jsons.of("{'a.$': '$.gone'}"));
        assertThatThrownBy(() -> template.apply(new Scope(INPUT, CONTEXT)))
                .isInstanceOf(PathNotFoundException.class)
                .hasMessageContaining("$.gone");
    }

    @Test
    void refusesAPathThatIsNoText() {
        assertThatThrownBy(() -> Template.compile(Jsons.of("{'a.$': 1}")))
                .isInstanceOf(InvalidShapeException.class)
                .hasMessageContaining("\"a.$\"", "$.order.id");
    }

    @Test
    void refusesABrokenPathDeepWithin() {
        assertThatThrownBy(() -> Template.compile(Jsons.of("{'x': [{'a.$': 'order'}]}")))
                .isInstanceOf(InvalidShapeException.class)
                .hasMessageContaining("\"order\"");
    }

    @Test
    void refusesTheSameNameTwice() {
        assertThatThrownBy(() -> Template.compile(Jsons.of("{'a': 1, 'a.$': '$.n'}")))
                .isInstanceOf(InvalidShapeException.class)
                .hasMessageContaining("twice");
    }

    private static JsonNode apply(String template) {
        return Template.compile(Jsons.of(template)).apply(new Scope(INPUT, CONTEXT));
    }
}
