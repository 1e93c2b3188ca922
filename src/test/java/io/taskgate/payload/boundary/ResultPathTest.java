package io.taskgate.payload.boundary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.payload.EvaluationException;
import io.taskgate.payload.InvalidDefinitionException;
import io.taskgate.payload.json.Json;
import io.taskgate.payload.json.JsonText;
import io.taskgate.payload.jsonpath.AslPath;
import io.taskgate.payload.jsonpath.PathStep;
import io.taskgate.testing.payload.RandomJson;
import io.taskgate.testing.payload.TestJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests the size of a merged state against trees that were merged and written.
class ResultPathTest {

    private static final List<String> NAMES =
            List.of("a", "b", "approval", "a b", "it's", "ü€", "😀", "x.y", "\n\"", "\\");

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "$ ~ {'x': 1}",
                "$.a ~ {}",
                "$.a ~ {'x': 1}",
                "$.a ~ {'a': {'long': 'gone'}}",
                "$.a ~ {'x': ',}]', 'a': '\\\\'}",
                "$.a.b.c ~ {}",
                "$.a.b.c ~ {'a': {}}",
                "$.a.b.c ~ {'a': {'x': [1, {'b': 2}], 'b': {}}}",
                "$.a.b.c ~ {'a': {'b': {'c': [1, 2, 3], 'd': 4}}}",
                "$.a[1] ~ {'a': [1, [2, '['], 3]}",
                "$.a[1].b ~ {'a': [1, {'x': 2}]}",
                "$['ü \"€'] ~ {'x': 1}"
            })
    void isExactToTheByte(String path, String input) {
        exact(path, TestJson.of(input));
    }

    @Test
    void isExactForAnyInputAndAnyPath() {
        Random random = new Random(20261127);
        int merged = 0;
        for (int i = 0; i < 10_000; i++) {
            JsonNode input = TestJson.plain(new RandomJson(random).text());
            String path = path(random, input);
            try {
                exact(path, input);
                merged++;
            } catch (EvaluationException _) {
                assertThat(ResultPath.parse(path).mergedSize(JsonText.of(input)))
                        .isEqualTo(size(input) + ResultPath.parse(path).overhead());
            }
        }
        assertThat(merged).isGreaterThan(3_000);
    }

    /// The upper bound that is used if only the size of the input is known.
    private static void exact(String path, JsonNode input) {
        ResultPath resultPath = ResultPath.parse(path);
        JsonNode result = TestJson.of("{'approved': true}");
        long merged = size(AslPath.compile(path).written(input, result));
        assertThat(resultPath.mergedSize(JsonText.of(input)) + size(result))
                .as(() -> path + " in " + input)
                .isEqualTo(merged);
        long bound = (resultPath.merges() ? size(input) + resultPath.overhead() : 0) + size(result);
        assertThat(bound).as(() -> path + " in " + input).isGreaterThanOrEqualTo(merged);
        if (input instanceof ObjectNode object && !object.isEmpty() && isNew(resultPath, object)) {
            assertThat(bound).as(() -> path + " in " + input).isEqualTo(merged);
        }
    }

    private static boolean isNew(ResultPath path, ObjectNode input) {
        return path.merges() && path.steps().getFirst() instanceof PathStep.Field(String name) && !input.has(name);
    }

    /// Half of the steps lead to an existing value.
    private static String path(Random random, JsonNode input) {
        StringBuilder path = new StringBuilder("$");
        JsonNode at = input;
        for (int steps = random.nextInt(4); steps > 0; steps--) {
            if (at.isArray() && !at.isEmpty() && random.nextInt(4) > 0) {
                int index = random.nextInt(at.size());
                path.append('[').append(index).append(']');
                at = at.path(index);
                continue;
            }
            List<String> there = new ArrayList<>();
            at.fieldNames().forEachRemaining(there::add);
            String name = !there.isEmpty() && random.nextBoolean()
                    ? there.get(random.nextInt(there.size()))
                    : NAMES.get(random.nextInt(NAMES.size()));
            path.append("['")
                    .append(name.replace("\\", "\\\\").replace("'", "\\'"))
                    .append("']");
            at = at.path(name);
        }
        return path.toString();
    }

    @ParameterizedTest
    @CsvSource({"$, 0", "none, 0", "$.approval, 12", "$.a.b, 11", "$['\"'], 6", "$.a[1], 0", "$.a[1].b, 5"})
    void addsNamesQuotesColonsBracesAndAComma(String path, long bytes) {
        assertThat(ResultPath.parse(path).overhead()).isEqualTo(bytes);
    }

    private static long size(JsonNode json) {
        return Json.bytes(json).length;
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "null"})
    void noneKeepsTheInputAsItIs(String none) {
        ResultPath path = ResultPath.parse(none);
        assertThat(path).isEqualTo(ResultPath.DROPS);
        assertThat(path.merges()).isFalse();
        assertThat(path.overhead()).isZero();
    }

    @Test
    void theWholeReplacesTheInput() {
        assertThat(ResultPath.parse("$")).isEqualTo(ResultPath.REPLACES);
        assertThat(ResultPath.REPLACES.overhead()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"$.a[*]", "$$.a", "$.a[-1]", "$..a", "$x.a"})
    void refusesWhatCannotBeWritten(String path) {
        assertThatThrownBy(() -> ResultPath.parse(path))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessageContaining("for example $.approval");
    }

    @Test
    void refusesWhatIsNoPath() {
        assertThatThrownBy(() -> ResultPath.parse("approval"))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessageContaining("A path starts with $");
    }
}
