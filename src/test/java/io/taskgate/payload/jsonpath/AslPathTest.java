package io.taskgate.payload.jsonpath;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.payload.EvaluationException;
import io.taskgate.payload.InvalidDefinitionException;
import io.taskgate.payload.PathNotFoundException;
import io.taskgate.testing.payload.TestJson;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AslPathTest {

    private static final JsonNode ROOT =
            TestJson.of("{'a': {'b-c': [10, {'d': null}], 'ä': 1}, 'a name': {\"it's\": 2}, 'x.y': 3, '_z9': 4}");
    private static final JsonNode CONTEXT = TestJson.of("{'Execution': {'Id': 'arn'}}");
    private static final EvaluationScope SCOPE =
            new EvaluationScope(ROOT, CONTEXT, Map.of("v", TestJson.of("{'w': [5, 6]}")));

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "$.a.b-c[0] ~ 10",
                "$.a.b-c.[0] ~ 10",
                "$.['a'].b-c.[0] ~ 10",
                "$.a.b-c[1].d ~ null",
                "$.a.ä ~ 1",
                "$['a name']['it\\'s'] ~ 2",
                "$['x.y'] ~ 3",
                "$._z9 ~ 4",
                "$['a']['b-c'][0] ~ 10",
                "$.a.b-c[-2] ~ 10",
                "$.x\\.y ~ 3",
                "$[\"a name\"] ~ {\"it's\": 2}",
                "$v.w[1] ~ 6",
                "$v ~ {'w': [5, 6]}",
                "$$.Execution.Id ~ 'arn'"
            })
    void readsOnePlace(String path, String expected) {
        assertThat(read(path)).isEqualTo(TestJson.of(expected));
    }

    @Test
    void readsTheRoots() {
        assertThat(read("$")).isEqualTo(ROOT);
        assertThat(read("$$")).isEqualTo(CONTEXT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$.b",
                "$.a[0]",
                "$.a.b-c.d",
                "$.a.b-c[2]",
                "$.a.b-c[0].d",
                "$$.State",
                "$.a.b-c[1].d.e",
                "$.a.b-c[-3]",
                "$nope.a"
            })
    void saysWhichPathFindsNothing(String path) {
        AslPath compiled = AslPath.compile(path);
        assertThatThrownBy(() -> compiled.read(SCOPE))
                .isInstanceOf(PathNotFoundException.class)
                .hasMessageContaining(path);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$.",
                "$a.",
                "$.a b",
                "$['a",
                "$$$.a",
                "$.a[?(@.b]",
                "$.a[?(",
                "$.a[0:x]",
                "$.a[*",
                "$a b",
                "$-",
                "$.a()",
                "$.a.b.nosuch()",
                "$.a[?(@.b =~ /(x+)+y/)]"
            })
    void refusesWhatIsNoPathAndNamesIt(String path) {
        assertThatThrownBy(() -> AslPath.compile(path))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessageContaining(path);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "order.id", " $.a"})
    void saysThatAPathStartsWithADollar(String text) {
        assertThatThrownBy(() -> AslPath.compile(text))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessageContaining("starts with $");
    }

    @ParameterizedTest
    @CsvSource({
        "$.a,true",
        "$.a.b,true",
        "$,true",
        "$['x y'],true",
        "$.a[0],true",
        "$.a[-1],false",
        "$.a[*],false",
        "$..a,false",
        "$v.a,false",
        "$$.a,false",
        "$$,false"
    })
    void canBeWrittenAtFieldsOnly(String path, boolean writable) {
        assertThat(AslPath.compile(path).isWritable()).isEqualTo(writable);
    }

    @Test
    void writesIntoACopy() {
        JsonNode root = TestJson.of("{'a': {'b': 1}, 'c': 2}");
        JsonNode written = AslPath.compile("$.a.d").written(root, TestJson.of("3"));
        assertThat(written).isEqualTo(TestJson.of("{'a': {'b': 1, 'd': 3}, 'c': 2}"));
        assertThat(root).isEqualTo(TestJson.of("{'a': {'b': 1}, 'c': 2}"));
    }

    @Test
    void makesWhatIsMissingOnTheWay() {
        JsonNode written = AslPath.compile("$.x.y.z").written(TestJson.of("{'w': 7}"), TestJson.of("1"));
        assertThat(written).isEqualTo(TestJson.of("{'w': 7, 'x': {'y': {'z': 1}}}"));
    }

    @Test
    void writesTheRootItself() {
        assertThat(AslPath.compile("$").written(ROOT, TestJson.of("1"))).isEqualTo(TestJson.of("1"));
    }

    @Test
    void writesOverAnElementThatIsThere() {
        assertThat(AslPath.compile("$.a[1].b").written(TestJson.of("{'a': [1, {'c': 2}]}"), TestJson.of("3")))
                .isEqualTo(TestJson.of("{'a': [1, {'c': 2, 'b': 3}]}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {"$.a ~ [1]", "$.x.y ~ {'x': 7}", "$.x.y ~ {'x': null}", "$.a[1] ~ {'a': [0]}", "$.a[0] ~ {}"})
    void writesNothingWhereTheWayIsBarred(String path, String root) {
        assertThatThrownBy(() -> AslPath.compile(path).written(TestJson.of(root), TestJson.of("2")))
                .isInstanceOfSatisfying(
                        EvaluationException.class,
                        e -> assertThat(e.error()).isEqualTo("States.ResultPathMatchFailure"))
                .hasMessageContaining(path);
    }

    private static JsonNode read(String path) {
        return AslPath.compile(path).read(SCOPE);
    }
}
