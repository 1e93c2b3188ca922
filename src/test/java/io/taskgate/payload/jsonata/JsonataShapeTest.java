package io.taskgate.payload.jsonata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.taskgate.payload.EvaluationException;
import io.taskgate.payload.InvalidDefinitionException;
import io.taskgate.payload.json.Json;
import io.taskgate.payload.shape.Shape;
import io.taskgate.testing.payload.TestJson;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests shapes in JSONata and their limits.
class JsonataShapeTest {

    private static final JsonNode PAYLOAD =
            TestJson.of("{'order': {'id': 7, 'lines': [{'sku': 'a', 'qty': 1, 'price': 1.5},"
                    + " {'sku': 'b', 'qty': 3, 'price': 2}]}, 'none': null, 'big': 12345678901, 'secret': 'canary'}");
    private static final JsonNode CONTEXT = TestJson.of("{'State': {'Name': 'Await'}}");

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "{'QueryLanguage': 'JSONata', 'Output': '{% $states.input.order.id %}'} ~ 7",
                "{'Output': {'ids': '{% $states.input.order.lines.sku %}', 'k': 1, 'all': [true, '{% 1 + 1 %}']}} "
                        + "~ {'ids': ['a', 'b'], 'k': 1, 'all': [true, 2]}",
                "{'Output': '{% $sum($states.input.order.lines.(qty * price)) %}'} ~ 7.5",
                "{'Arguments': {'n': '{% $states.input.order.id %}'}} ~ {'n': 7}",
                "{'Arguments': {'n': '{% $states.input.order.id %}'}, 'Output': '{% $states.result.n + 1 %}'} ~ 8",
                "{'Assign': {'v': '{% $states.input.order %}', 'w': 2}, 'Output': '{% $v.id * $w %}'} ~ 14",
                "{'Output': '{% $states.context.State.Name %}'} ~ 'Await'",
                "{'Output': '{% $states.input.none %}'} ~ null",
                "{'Output': '{% $states.input.big %}'} ~ 12345678901",
                "{'Output': 'plain'} ~ 'plain'",
                "{'Output': {'a': {'b': null}}} ~ {'a': {'b': null}}",
                "{'QueryLanguage': 'JSONata'} ~ {'order': {'id': 7, 'lines': [{'sku': 'a', 'qty': 1, 'price': 1.5},"
                        + " {'sku': 'b', 'qty': 3, 'price': 2}]}, 'none': null, 'big': 12345678901, 'secret': 'canary'}"
            })
    void says(String shape, String expected) {
        assertThat(written(shape(shape))).isEqualTo(TestJson.of(expected));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '¦',
            quoteCharacter = '`',
            value = {
                "$map([1..3], function($i) { $i * $i }) ¦ [1, 4, 9]",
                "$map([\"a\"], $uppercase) ¦ 'A'",
                "$filter($states.input.order.lines, function($l) { $l.qty > 1 }).sku ¦ 'b'",
                "$states.input.order.lines[qty > 1][] ¦ [{'sku': 'b', 'qty': 3, 'price': 2}]",
                "$reduce([1..4], function($a, $b) { $a + $b }) ¦ 10",
                "$match(\"ab12\", /[0-9]+/).match ¦ '12'",
                "/a(b)?c/('xabc').groups ¦ ['b']",
                "$filter(['ab', 'cd'], /b/) ¦ 'ab'",
                "($f := /b+/; $f('abbc').match) ¦ 'bb'",
                "/b./('abcbd').next().match ¦ 'bd'",
                "'abc' ~> /b/ ~> function($m) { $m.start } ¦ 1",
                "$contains('abc', /B/i) ¦ true",
                "$replace('a.b.c', '.', '$1', 1) ¦ 'a$1b.c'",
                "$replace('abab', /b/, 'c', 1) ¦ 'acab'",
                "$replace('abab', /b/, function($m) { $m.match & '!' }) ¦ 'ab!ab!'",
                "$replace('abab', /b/, function($m) { '$1' }) ¦ 'a$1a$1'",
                "$replace(\"a.b.c\", /[.]/, \"-\") ¦ 'a-b-c'",
                "$split(\"a, b,c\", /, */) ¦ ['a', 'b', 'c']",
                "($rest := $substring(?, 1); $rest('abc')) ¦ 'bc'",
                "($pairs := $partition(?, 2); $pairs([1, 2, 3])) ¦ [[1, 2], [3]]",
                "$partition([1, 2, 3], 2) ¦ [[1, 2], [3]]",
                "$range(1, 9, 4) ¦ [1, 5, 9]",
                "$parse(\"[1, {}]\") ¦ [1, {}]",
                "$hash(\"\", \"MD5\") ¦ 'd41d8cd98f00b204e9800998ecf8427e'",
                "$length($uuid()) ¦ 36",
                "$random(7) = $random(7) ¦ true",
                "$states.input.order ~> |lines|{}, \"price\"| ¦ {'id': 7, 'lines': [{'sku': 'a', 'qty': 1}, {'sku':"
                        + " 'b', 'qty': 3}]}",
                "($f := function($n) { $n < 1 ? 0 : $f($n - 1) }; $f(50)) ¦ 0",
                "$pad(\"x\", 3, \"-\") & $string({\"a\": 1}) ¦ 'x--{\\\"a\\\":1}'"
            })
    void evaluates(String expression, String expected) {
        assertThat(written(of(expression))).isEqualTo(TestJson.of(expected));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "{'Output': {'a': '{% $nope %}'}} ~ Output: a: The result is undefined",
                "{'Output': '{% $states.input.gone %}'} ~ Output: The result is undefined",
                "{'Output': '{% $states.result %}', 'Arguments': '{% $gone %}'} ~ Arguments: The result is undefined",
                "{'QueryLanguage': 'JSONata', 'Assign': {'v': '{% $w %}', 'w': 1}} ~ Assign: v: The result is"
                        + " undefined",
                "{'Output': '{% 1 + $states.input.secret %}'} ~ Output: Evaluation failed with T2002",
                "{'Output': '{% $error($states.input.secret) %}'} ~ Output: Evaluation failed with D3137",
                "{'Output': '{% $number($states.input.secret) %}'} ~ Output: Evaluation failed",
                "{'Output': '{% $states.input.secret(1) %}'} ~ Output: Evaluation failed with T1006",
                "{'Output': '{% $map([1], function($x) { $states.input.secret($x) }) %}'} ~ Output: Evaluation failed"
                        + " with T1006",
                "{'Output': '{% $replace($states.input.secret, /a/, function($m) { 1 }) %}'} ~ Output: Evaluation"
                        + " failed with D3012",
                "{'Output': '{% $replace($states.input.secret, /a/, function($m) { 1 + $m.match }) %}'} ~ Output:"
                        + " Evaluation failed with T2002",
                "{'Output': '{% function($x) { $x } %}'} ~ Output: The result is a function",
                "{'Output': '{% $sum %}'} ~ Output: The result is a function",
                "{'Output': '{% 1 / 0 %}'} ~ Output: ",
                "{'Output': '{% $parse($states.input.secret) %}'} ~ Output: $parse: Invalid JSON",
                "{'Output': '{% $hash($states.input.secret, $states.input.secret) %}'} ~ Output: States.Hash: Argument"
                        + " 2",
                "{'Output': '{% $partition([1], 0) %}'} ~ Output: $partition"
            })
    void failsNamingThePlaceAndNoValue(String shape, String message) {
        Shape compiled = shape(shape);
        assertThatThrownBy(() -> compiled.apply(PAYLOAD, CONTEXT))
                .isInstanceOf(EvaluationException.class)
                .hasMessageStartingWith(message)
                .hasMessageNotContaining("canary");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "{'Output': '{% $states.input. %}'} ~ Output: \"$states.input.\" is not valid JSONata",
                "{'Output': {'a': ['{% ( %}']}} ~ Output.a: \"(\" is not valid JSONata",
                "{'Output': '{% 1'} ~ must end with %}",
                "{'Output': '{% %}'} ~ is not valid JSONata",
                "{'Output': '{% $eval(1) %}'} ~ $eval",
                "{'Output': {'a.$': '$.b'}} ~ belong to JSONPath",
                "{'Output': 1, 'InputPath': '$.a'} ~ \"InputPath\" can't be mixed",
                "{'QueryLanguage': 'JSONPath', 'Output': 1} ~ \"Output\" can't be mixed",
                "{'QueryLanguage': 'JSONata', 'Parameters': {}} ~ \"Parameters\" can't be mixed",
                "{'QueryLanguage': 'jq'} ~ QueryLanguage must be",
                "{'Parameters': {'a': '{% 1 %}'}} ~ JSONata is not allowed",
                "{'QueryLanguage': 'JSONata', 'Assign': {'states': 1}} ~ reserved",
                "{'QueryLanguage': 'JSONata', 'Assign': 1} ~ Assign must be an object."
            })
    void refusesAtStart(String shape, String message) {
        assertThatThrownBy(() -> shape(shape))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "($f := function($n) { $f($n + 1) }; $f(0))",
                "($f := function($n) { 1 + $f($n + 1) }; $f(0))",
                "$reduce([1..60], function($a, $i) { $a & $a }, 'xxxxxxxx')",
                "$reduce([1..60], function($a, $i) { [$a, $a] }, [1])",
                "$string($reduce([1..60], function($a, $i) { [$a, $a] }, [1]))",
                "$reduce([1..60], function($a, $i) { {'a': $a, 'b': $a} }, 1)",
                "$count([1..1000000].[1..1000000])",
                "$reduce([1..1000000], $append)",
                "$map([1..1000], function($i) { $pad('x', 1000000) })",
                "$pad('x', 2000000000)",
                "$map([1..100000], function($i) { $map([1..100000], function($j) { $i * $j }) })",
                "$match('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!', /(a+)+$/)",
                "$match('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!', /(a|aa)*$/)",
                "/(a+)+$/('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!')",
                "$contains($join($map([1..20000], function($i) { 'a' })), /a*a*a*a*a*b/)",
                "/a*a*a*a*a*b/($join($map([1..20000], function($i) { 'a' })))",
                "$map([$join($map([1..20000], function($i) { 'a' }))], /a*a*a*a*a*b/)",
                "$join($map([1..20000], function($i) { 'a' })) ~> /a*a*a*a*a*b/",
                "$replace($join($map([1..2000], function($i) { 'a' })), /a*a*a*a*b|c/, 'a', 2000000000)",
                "$replace($pad('', 1000000, 'a'), 'a', $pad('', 1000000, 'b'))",
                "$join($map([1..100000], function($i) { 'a' }), $pad('', 1000000, 'b'))",
                "$split($pad('', 1000000, 'a'), '')",
                "$replace($pad('', 100000, 'ab'), /a/, 'c', 2000000000)",
                "$replace($join($map([1..20000], function($i) { 'a' })), /a*a*a*a*a*b/, '')",
                "($f := function($n) { $n = 0 ? 0 : ($f($n - 1); $f($n - 1)) }; $f(60))"
            })
    void whatRunsAwayIsStopped(String expression) {
        Shape compiled = of(expression);
        assertTimeoutPreemptively(
                Duration.ofSeconds(20),
                () -> assertThatThrownBy(() -> compiled.apply(PAYLOAD, CONTEXT))
                        .isInstanceOfSatisfying(
                                EvaluationException.class,
                                e -> assertThat(e.error()).isEqualTo("States.QueryEvaluationError")));
        assertThat(written(of("1 + 1"))).isEqualTo(TestJson.of("2"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$states.input.secret(1)",
                "$sum ~> $states.input.secret",
                "1 ~> $states.input.secret ~> $sum",
                "$map([1], function($x) { $nope($x) })",
                "($f := function($x) { $states.input.secret($x) }; $f(1))",
                "$replace($states.input.secret, /a/, function($m) { 1 + $m.match })",
                "/a/('b').next()",
                "/a/(?)('a')"
            })
    void whatFailsPrintsNothing(String expression) {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream out = System.out;
        PrintStream err = System.err;
        try (PrintStream trap = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
            System.setOut(trap);
            System.setErr(trap);
            assertThatThrownBy(() -> of(expression).apply(PAYLOAD, CONTEXT)).isInstanceOf(EvaluationException.class);
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
        assertThat(printed.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void anExpressionNestedTooDeepIsRefused() {
        assertThatThrownBy(() -> of("(".repeat(7000) + "1" + ")".repeat(7000)).apply(PAYLOAD, CONTEXT))
                .isInstanceOfAny(InvalidDefinitionException.class, EvaluationException.class);
    }

    @Test
    void aDeepPayloadIsNoTrouble() {
        JsonNode deep = TestJson.of("[".repeat(450) + "]".repeat(450));
        assertThat(of("$states.input").apply(deep, CONTEXT).toString()).isEqualTo(deep.toString());
    }

    @Test
    void oneShapeServesManyThreads() {
        Shape shape = of("$sum($states.input.lines.(qty * $states.input.factor))");
        assertThat(IntStream.range(0, 400).parallel().mapToObj(i -> {
                    JsonNode payload = TestJson.of("{'factor': " + i + ", 'lines': [{'qty': 1}, {'qty': 2}]}");
                    return shape.apply(payload, CONTEXT).intValue() - 3 * i;
                }))
                .containsOnly(0);
    }

    /// Writes a tree and parses it again.
    private static JsonNode written(Shape shape) {
        return Json.parseTrusted(Json.bytes(shape.apply(PAYLOAD, CONTEXT)));
    }

    private static Shape shape(String shape) {
        return Shape.compile(TestJson.of(shape));
    }

    private static Shape of(String expression) {
        return Shape.compile(JsonNodeFactory.instance.objectNode().put("Output", "{% " + expression + " %}"));
    }
}
