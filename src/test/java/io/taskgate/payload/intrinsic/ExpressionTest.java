package io.taskgate.payload.intrinsic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.payload.EvaluationException;
import io.taskgate.payload.InvalidDefinitionException;
import io.taskgate.payload.jsonpath.EvaluationScope;
import io.taskgate.testing.payload.TestJson;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpressionTest {

    private static final JsonNode INPUT = TestJson.of("{'name': 'Ann', 'n': 3, 'items': [1, 2, 2, 1.0, 'x'], "
            + "'o': {'a': {'b': 1}, 'c': 2}, 'p': {'a': {'d': 1}}, 'json': '[1, {}]', 'x,y)': 'odd', 'no': null}");
    private static final EvaluationScope SCOPE =
            new EvaluationScope(INPUT, TestJson.of("{'State': {'Name': 'S'}}"), Map.of("v", TestJson.of("[7]")));

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "States.Format('Hi {}, {} of {}', $.name, $.n, true) ~ 'Hi Ann, 3 of true'",
                "States.Format('no place') ~ 'no place'",
                "States.Format('\\{\\} \\'{}\\' \\\\', $.no) ~ \"{} 'null' \\\\\"",
                "States.Format($.name) ~ 'Ann'",
                "States.Format('{}{}', 1.50, -2) ~ '1.50-2'",
                "States.Format('{}', $.o) ~ '{a={b=1}, c=2}'",
                "States.Format('{}', States.Array($.o.a, $.name, null)) ~ '[{b=1}, Ann, null]'",
                "States.StringToJson($.json) ~ [1, {}]",
                "States.StringToJson(' ') ~ null",
                "States.JsonToString($.items) ~ '[1,2,2,1.0,\\\"x\\\"]'",
                "States.Array() ~ []",
                "States.Array($.n, 'a', null, false, -1.5e2, $$.State.Name, $v[0]) ~ [3, 'a', null, false, -1.5E2,"
                        + " 'S', 7]",
                "States.ArrayPartition($.items, 2) ~ [[1, 2], [2, 1.0], ['x']]",
                "States.ArrayPartition(States.Array(), 2) ~ []",
                "States.ArrayContains($.items, 1.00) ~ true",
                "States.ArrayContains($.items, '1') ~ false",
                "States.ArrayRange(1, 9, 4) ~ [1, 5, 9]",
                "States.ArrayRange(3, -3, -3) ~ [3, 0, -3]",
                "States.ArrayRange(3, 1, 1) ~ []",
                "States.ArrayGetItem($.items, 4) ~ 'x'",
                "States.ArrayLength($.items) ~ 5",
                "States.ArrayUnique($.items) ~ [1, 2, 'x']",
                "States.Base64Encode('aü') ~ 'YcO8'",
                "States.Base64Decode('YcO8') ~ 'aü'",
                "States.Hash('input data', 'SHA-1') ~ 'aaff4a450a104cd177d28d18d74485e8cae074b7'",
                "States.Hash('', 'MD5') ~ 'd41d8cd98f00b204e9800998ecf8427e'",
                "States.JsonMerge($.o, $.p, false) ~ {'a': {'d': 1}, 'c': 2}",
                "States.MathAdd($.n, -1) ~ 2",
                "States.MathAdd(-1.5, 0) ~ -1",
                "States.MathRandom(5, 6) ~ 5",
                "States.StringSplit('a,b.;c', ',.;') ~ ['a', 'b', 'c']",
                "States.StringSplit('abc', '') ~ ['abc']",
                "States.ArrayLength( $.items[?(@ == 2)] ) ~ 2",
                "States.Format( '{}' , $['x,y)'] ) ~ 'odd'",
                "States.ArrayGetItem(States.StringSplit(States.Format('{}-{}', $.name, $.n), '-'), 1) ~ '3'",
                "$.items[0] ~ 1"
            })
    void says(String expression, String expected) {
        assertThat(value(expression)).isEqualTo(TestJson.of(expected));
    }

    @Test
    void aSeedGivesTheSameNumberAgain() {
        assertThat(value("States.MathRandom(1, 1000000, 42)")).isEqualTo(value("States.MathRandom(1, 1000000, 42)"));
    }

    @Test
    void everyUuidIsANewOne() {
        assertThat(value("States.UUID()").textValue())
                .matches("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
                .isNotEqualTo(value("States.UUID()").textValue());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "States.Format($.n)",
                "States.Format($.name, $.n)",
                "States.StringToJson('{')",
                "States.StringToJson($.n)",
                "States.ArrayPartition($.items, 0)",
                "States.ArrayPartition($.o, 1)",
                "States.ArrayRange(0, 1000, 1)",
                "States.ArrayRange(0, 9, 0)",
                "States.ArrayRange(-2147483648, 2147483647, 1)",
                "States.ArrayGetItem($.items, 5)",
                "States.ArrayGetItem($.items, -1)",
                "States.ArrayLength($.name)",
                "States.Base64Decode('*')",
                "States.Base64Decode('/w==')",
                "States.Hash('a', 'SHA-3')",
                "States.JsonMerge($.o, $.items, false)",
                "States.JsonMerge($.o, $.p, $.no)",
                "States.MathAdd(2147483647, 1)",
                "States.MathAdd(2147483648, 1)",
                "States.MathAdd('1', 1)",
                "States.MathRandom(2, 2)",
                "States.StringSplit($.items, ',')"
            })
    void failsAsAnIntrinsicFunctionAndShowsNoValue(String expression) {
        assertThatThrownBy(() -> value(expression))
                .isInstanceOfSatisfying(
                        EvaluationException.class, e -> assertThat(e.error()).isEqualTo("States.IntrinsicFailure"))
                .hasMessageStartingWith(expression.substring(0, expression.indexOf('(')))
                .hasMessageNotContaining("Ann");
    }

    @Test
    void theLongestRangeHasAThousandElements() {
        assertThat(value("States.ArrayRange(1, 1000, 1)")).hasSize(1000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Base64Encode('%s')", "Base64Decode('%s')", "Hash('%s', 'MD5')"})
    void theLongestInputHasTenThousandCharacters(String call) {
        assertThat(value("States." + call.formatted("A".repeat(10_000))).isTextual())
                .isTrue();
        assertThatThrownBy(() -> value("States." + call.formatted("A".repeat(10_001))))
                .hasMessageContaining("10000 characters");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "name ~ neither a path",
                "States.Nope() ~ Unknown function States.Nope",
                "States.Format ~ missing (",
                "States.Format( ~ expected a path",
                "States.Format('a' ~ missing )",
                "States.Format('a) ~ expected a path",
                "States.Format('a', ) ~ expected a path",
                "States.UUID() x ~ unexpected text after the end",
                "States.UUID(1) ~ takes 0 arguments, but has 1",
                "States.MathAdd(1) ~ takes 2 arguments, but has 1",
                "States.MathRandom(1) ~ takes 2 to 3 arguments, but has 1",
                "States.Format() ~ takes 1 or more arguments, but has 0",
                "States.Format('{}') ~ has 1 {} placeholders but 0 arguments",
                "States.Format('a\\n') ~ Invalid escape \\n",
                "States.JsonMerge($.o, $.p, true) ~ must be false",
                "States.Array($.a b) ~ is not a valid path",
                "States.Array(a) ~ expected a path",
                "States. ~ expected a function"
            })
    void refusesWhatCanNeverWork(String expression, String message) {
        assertThatThrownBy(() -> Expression.compile(expression))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessageContaining(message);
    }

    @Test
    void tenFunctionsMayBeNestedAndNotEleven() {
        assertThat(value("States.Array(".repeat(10) + ")".repeat(10)).toString())
                .isEqualTo("[".repeat(10) + "]".repeat(10));
        assertThatThrownBy(() -> Expression.compile("States.Array(".repeat(11) + ")".repeat(11)))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessageContaining("at most 10");
    }

    @Test
    void textsThatGrowWithEveryLevelAreStopped() {
        String call = "States.JsonToString(".repeat(10) + "$" + ")".repeat(10);
        JsonNode quotes = TestJson.of("'" + "\\\"".repeat(100_000) + "'");
        assertThatThrownBy(() -> Expression.compile(call).evaluate(new EvaluationScope(quotes, quotes)))
                .hasMessageContaining("exceeds 16777216 characters");
    }

    private static JsonNode value(String expression) {
        return Expression.compile(expression).evaluate(SCOPE);
    }
}
