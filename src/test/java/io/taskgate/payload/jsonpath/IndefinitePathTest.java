package io.taskgate.payload.jsonpath;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.payload.EvaluationException;
import io.taskgate.payload.InvalidDefinitionException;
import io.taskgate.payload.json.Json;
import io.taskgate.testing.payload.RandomJson;
import io.taskgate.testing.payload.TestJson;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests wildcards, filters, slices, unions and `..` with the behaviour of Step Functions.
class IndefinitePathTest {

    private static final JsonNode ORDER = TestJson.of(
            "{'min': 2, 'tags': [], 'lines': [{'id': 'a', 'qty': 1, 'price': 1.50}, {'id': 'b', 'qty': 2, 'price':"
                    + " 20}, {'id': 'c', 'qty': 3, 'x': null}]}");
    private static final EvaluationScope SCOPE =
            new EvaluationScope(ORDER, TestJson.of("{'Map': {'Items': [{'i': 1}, {'i': 2}]}}"));

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "$.lines[*].id ~ ['a', 'b', 'c']",
                "$.lines[0:2].id ~ ['a', 'b']",
                "$.lines[0:1] ~ [{'id': 'a', 'qty': 1, 'price': 1.50}]",
                "$.lines[-2:].id ~ ['b', 'c']",
                "$.lines[:-2].id ~ ['a']",
                "$.lines[0,2].qty ~ [1, 3]",
                "$..price ~ [1.50, 20]",
                "$..nope ~ []",
                "$.tags[*] ~ []",
                "$.lines[*].price ~ [1.50, 20]",
                "$.lines[?(@.qty > 1)].id ~ ['b', 'c']",
                "$.lines[?(@.qty >= 2 && @.id != 'c')].id ~ ['b']",
                "$.lines[?(@.qty == $.min)].id ~ ['b']",
                "$.lines[?(@.price)].id ~ ['a', 'b']",
                "$.lines[?(@.id in ['a', 'c'])].qty ~ [1, 3]",
                "$.lines[?(@.id == 'zz')] ~ []",
                "$.lines[?(@.id == 'zz')].qty ~ []",
                "$.lines[-1].id ~ 'c'",
                "$['lines'][1]['id','qty'] ~ {'id': 'b', 'qty': 2}",
                "$.lines.length() ~ 3",
                "$.lines[*].x ~ [null]",
                "$.lines[0,9].qty ~ [1]",
                "$.*[9] ~ []",
                "$$.Map.Items[*].i ~ [1, 2]"
            })
    void findsAll(String path, String expected) {
        assertThat(AslPath.compile(path).read(SCOPE)).isEqualTo(TestJson.of(expected));
    }

    /// Every function in the list of `docs/shapes.md`.
    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "$.numbers.length() ~ 4",
                "$.numbers.min() ~ 1.0",
                "$.numbers.max() ~ 4.0",
                "$.numbers.avg() ~ 2.5",
                "$.numbers.sum() ~ 10.0",
                "$.numbers.stddev() ~ 1.118033988749895",
                "$.numbers.first() ~ 4",
                "$.numbers.last() ~ 1",
                "$.numbers.index(0) ~ 4",
                "$.numbers.index(2) ~ 2",
                "$.numbers.index(-1) ~ 1",
                "$.lines.index(1) ~ {'id': 'b'}",
                "$.lines[1].keys() ~ ['id']",
                "$.concat($.text, $.text) ~ 'abab'",
                "$.text.concat(\"-\", \"c\") ~ '-c'",
                "$.numbers.append(5) ~ [4, 3, 2, 1, 5]",
                "$.numbers.append(\"x\") ~ [4, 3, 2, 1, 'x']"
            })
    void callsEachFunctionThatIsOffered(String path, String expected) {
        JsonNode payload = TestJson.of("{'numbers': [4, 3, 2, 1], 'lines': [{'id': 'a'}, {'id': 'b'}], 'text': 'ab'}");
        JsonNode before = payload.deepCopy();
        JsonNode found = AslPath.compile(path).read(new EvaluationScope(payload, payload));
        assertThat(TestJson.of(found.toString())).isEqualTo(TestJson.of(expected));
        assertThat(payload).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"$.numbers.append('x')", "$.concat($.a, 'x')", "$.lines[?(@.id == 'a')].concat( 'x')"})
    void anArgumentThatTheLibraryWouldLeaveOutIsRefused(String path) {
        assertThatThrownBy(() -> AslPath.compile(path))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessageContaining("double quotes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"$.nope[*]", "$.nope[?(@.a)]", "$.min[0:1]"})
    void saysWhichPathFindsNothing(String path) {
        assertThatThrownBy(() -> AslPath.compile(path).read(SCOPE))
                .isInstanceOf(EvaluationException.class)
                .hasMessageContaining(path);
    }

    @ParameterizedTest
    @ValueSource(strings = {"$..*..*..*..*", "$..[?(@..a..b)]..[?(@..*..*)]"})
    void aPathThatRunsAwayIsStopped(String path) {
        JsonNode wide = TestJson.of("{'a': 1, 'b': [1, 2, ".repeat(200) + "0" + "]}".repeat(200));
        AslPath compiled = AslPath.compile(path);
        assertTimeoutPreemptively(
                Duration.ofSeconds(20),
                () -> assertThatThrownBy(() -> compiled.read(new EvaluationScope(wide, ORDER)))
                        .isInstanceOf(EvaluationException.class)
                        .hasMessageContaining("Evaluation stopped"));
    }

    @Test
    void aDeepPayloadIsNoTrouble() {
        JsonNode deep = TestJson.of("[".repeat(450) + "{'a': 1}" + "]".repeat(450));
        assertThat(AslPath.compile("$..a").read(new EvaluationScope(deep, ORDER)))
                .isEqualTo(TestJson.of("[1]"));
    }

    @Test
    void leavesThePayloadAlone() {
        JsonNode before = ORDER.deepCopy();
        AslPath.compile("$.lines[?(@.qty > 1)]").read(SCOPE);
        assertThat(ORDER).isEqualTo(before);
    }

    @Test
    void everywhereIsWhatTheLibraryFinds() {
        Random random = new Random(7);
        for (int i = 0; i < 5_000; i++) {
            JsonNode json = Json.parseTrusted(new RandomJson(random).text().getBytes(StandardCharsets.UTF_8));
            for (String name : List.of("a", "b", "id")) {
                // the library evaluates this equivalent spelling
                JsonNode library =
                        AslPath.compile("$..['" + name + "']").read(new EvaluationScope(json, TestJson.of("{}")));
                assertThat(AslPath.compile("$.." + name).read(new EvaluationScope(json, TestJson.of("{}"))))
                        .as(json.toString())
                        .isEqualTo(library);
            }
        }
    }
}
