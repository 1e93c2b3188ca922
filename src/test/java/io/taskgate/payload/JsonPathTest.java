package io.taskgate.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonPathTest {

    private static final JsonNode ROOT =
            Jsons.of("{'a': {'b-c': [10, {'d': null}], 'ä': 1}, 'a name': {\"it's\": 2}, 'x.y': 3, '_z9': 4}");
    private static final JsonNode CONTEXT = Jsons.of("{'Execution': {'Id': 'arn'}}");

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "$.a.b-c[0] ~ 10",
                "$.a.b-c[1].d ~ null",
                "$.a.ä ~ 1",
                "$['a name']['it\\'s'] ~ 2",
                "$['x.y'] ~ 3",
                "$._z9 ~ 4",
                "$['a']['b-c'][0] ~ 10",
                "$$.Execution.Id ~ 'arn'"
            })
    void readsOnePlace(String path, String expected) {
        assertThat(JsonPath.compile(path).read(ROOT, CONTEXT)).isEqualTo(Jsons.of(expected));
    }

    @Test
    void readsTheRoots() {
        assertThat(JsonPath.compile("$").read(ROOT, CONTEXT)).isEqualTo(ROOT);
        assertThat(JsonPath.compile("$$").read(ROOT, CONTEXT)).isEqualTo(CONTEXT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"$.b", "$.a[0]", "$.a.b-c.d", "$.a.b-c[2]", "$.a.b-c[0].d", "$$.State", "$.a.b-c[1].d.e"})
    void saysWhichPathFindsNothing(String path) {
        JsonPath compiled = JsonPath.compile(path);
        assertThatThrownBy(() -> compiled.read(ROOT, CONTEXT))
                .isInstanceOf(PathNotFoundException.class)
                .hasMessageContaining(path);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$.",
                "$..a",
                "$.a[*]",
                "$.a[?(@.b)]",
                "$.a[-1]",
                "$.a[0:2]",
                "$a",
                "$.a b",
                "$['a",
                "$.a.length()",
                "$$$.a",
                "$.9a"
            })
    void refusesWhatIsNoPlainPathAndSaysTheFix(String path) {
        assertThatThrownBy(() -> JsonPath.compile(path))
                .isInstanceOf(InvalidShapeException.class)
                .hasMessageContaining(path)
                .hasMessageContaining("use .name");
    }

    @Test
    void saysThatIntrinsicFunctionsAreNotOffered() {
        assertThatThrownBy(() -> JsonPath.compile("States.Format('{}', $.a)"))
                .isInstanceOf(InvalidShapeException.class)
                .hasMessageContaining("intrinsic function");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "order.id", " $.a"})
    void saysThatAPathStartsWithADollar(String text) {
        assertThatThrownBy(() -> JsonPath.compile(text))
                .isInstanceOf(InvalidShapeException.class)
                .hasMessageContaining("starts with $");
    }

    @ParameterizedTest
    @CsvSource({"$.a,true", "$.a.b,true", "$,true", "$['x y'],true", "$.a[0],false", "$$.a,false", "$$,false"})
    void canBeWrittenAtFieldsOnly(String path, boolean writable) {
        assertThat(JsonPath.compile(path).isWritable()).isEqualTo(writable);
    }

    @Test
    void writesIntoACopy() {
        JsonNode root = Jsons.of("{'a': {'b': 1}, 'c': 2}");
        JsonNode written = JsonPath.compile("$.a.d").written(root, Jsons.of("3"));
        assertThat(written).isEqualTo(Jsons.of("{'a': {'b': 1, 'd': 3}, 'c': 2}"));
        assertThat(root).isEqualTo(Jsons.of("{'a': {'b': 1}, 'c': 2}"));
    }

    @Test
    void makesWhatIsMissingOnTheWay() {
        JsonNode written = JsonPath.compile("$.x.y.z").written(Jsons.of("{'x': 7}"), Jsons.of("1"));
        assertThat(written).isEqualTo(Jsons.of("{'x': {'y': {'z': 1}}}"));
    }

    @Test
    void writesTheRootItself() {
        assertThat(JsonPath.compile("$").written(ROOT, Jsons.of("1"))).isEqualTo(Jsons.of("1"));
    }

    @Test
    void writesIntoWhatIsNoObject() {
        assertThat(JsonPath.compile("$.a").written(Jsons.of("[1]"), Jsons.of("2")))
                .isEqualTo(Jsons.of("{'a': 2}"));
    }
}
