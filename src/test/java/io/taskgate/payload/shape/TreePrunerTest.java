package io.taskgate.payload.shape;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.payload.EvaluationException;
import io.taskgate.payload.json.Json;
import io.taskgate.payload.json.scan.JsonScanner;
import io.taskgate.testing.TestSize;
import io.taskgate.testing.payload.RandomJson;
import io.taskgate.testing.payload.TestJson;
import io.taskgate.testing.payload.TricklingInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Checks that shapes that need a tree build only the parts that they may read, with the same result as for
/// the whole tree.
class TreePrunerTest {

    private static final JsonNode CONTEXT = TestJson.of("{'Execution': {'Id': 'e'}}");
    private static final int MAX = 1 << 20;
    private static final int CASES = TestSize.of(5_000, 1_000);

    private static final List<String> SHAPES = List.of(
            "{'Parameters': {'n.$': 'States.ArrayLength($.a)', 'b.$': '$.b'}}",
            "{'Parameters': {'n.$': '$.a.length()', 'l.$': '$.a[-1]', 's.$': '$.b[0:2]'}}",
            "{'Parameters': {'f.$': '$.a[?(@.id)]', 'x.$': '$.b[*].id'}}",
            "{'Parameters': {'f.$': '$.a[?(@.id == $.b)]'}}",
            "{'Parameters': {'d.$': '$.a..id', 'j.$': 'States.JsonToString($.b)'}}",
            "{'Parameters': {'d.$': '$..id'}}",
            "{'InputPath': '$.a', 'Parameters': {'x.$': 'States.Array($.id, $.b)', 'y.$': '$$.Execution.Id'}}",
            "{'InputPath': '$.a[*]', 'Parameters': {'x.$': '$[0]'}}",
            "{'InputPath': '$.a', 'Parameters': {'n': 1}, 'OutputPath': '$.n'}",
            "{'InputPath': '$$.Execution', 'Parameters': {'x.$': '$.Id'}}",
            "{'InputPath': null, 'Parameters': {'n': 1}}",
            "{'OutputPath': null}",
            "{'OutputPath': '$.a[1:]'}",
            "{'Assign': {'v.$': '$.b'}, 'Parameters': {'x.$': '$v', 'y.$': '$.a'}}",
            "{'Parameters': {'x.$': '$.a'}, 'ResultSelector': {'y.$': '$.x.b'}}",
            "{'Parameters': {'x.$': '$.a'}, 'ResultPath': '$.c'}",
            "{'ResultPath': null, 'Parameters': {'x': 1}}",
            "{\"InputPath\": \"$.a\", \"Parameters\": {\"one.$\": \"$[1]\", \"f.$\": \"States.Format('{}', $[0].id)\"}}",
            "{\"Parameters\": {\"both.$\": \"$.a[*]['id','b']\", \"id.$\": \"$.a[*].id\"}}",
            "{'Output': '{% $states.input.a %}'}",
            "{'Output': {'x': '{% $states.input.a.id %}', 'n': '{% $count($states.input.b) %}'}}",
            "{'Arguments': {'x': '{% $states.input.a[0] %}'}, 'Output': '{% $states.result.x.b %}'}",
            "{'Output': '{% $states.input.a[id = 1].b %}'}",
            "{'Output': '{% $states.input.*.id %}'}",
            "{\"Output\": \"{% $merge([$states.input, {'z': 1}]) %}\"}",
            "{'Output': '{% $states.input.a.($states.input.b) %}'}",
            "{'Output': '{% ($f := function($x){$x.b}; $f($states.input.a)) %}'}",
            "{'Output': '{% $states.input.a.%.b %}'}",
            "{'Output': '{% $states.**.id %}'}");

    @Test
    void thePrunedPayloadGivesWhatTheWholeOneGives() throws IOException {
        Random random = new Random(20261126);
        int given = 0;
        for (int i = 0; i < CASES; i++) {
            String json = SHAPES.get(i % SHAPES.size());
            Shape shape = Shape.compile(TestJson.of(json));
            byte[] payload = new RandomJson(random).text().getBytes(StandardCharsets.UTF_8);
            String expected = outcome(() -> Json.bytes(shape.apply(Json.parse(payload), CONTEXT)));
            assertThat(outcome(() -> shape.apply(payload, CONTEXT, MAX)))
                    .as(() -> json + " on " + new String(payload, StandardCharsets.UTF_8))
                    .isEqualTo(expected);
            given += expected.startsWith("fails") ? 0 : 1;
        }
        assertThat(given).isGreaterThan(CASES / 5);
    }

    private interface Work {
        byte[] result() throws IOException;
    }

    private static String outcome(Work work) {
        try {
            return new String(work.result(), StandardCharsets.UTF_8);
        } catch (EvaluationException e) {
            return "fails: " + e.getMessage();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "{'Parameters': {'n.$': 'States.ArrayLength($.a)'}} ~ {\"a\":[1,[2]]}",
                "{'Parameters': {'n.$': 'States.MathAdd($.a[1], $.b.c)'}} ~ {\"a\":[0,[2]],\"b\":{\"c\":3}}",
                "{'Parameters': {'n.$': '$.c[?(@.x)].y'}} ~ {\"c\":[{\"x\":1,\"y\":2,\"z\":3},4]}",
                "{'InputPath': '$.b', 'Parameters': {'n.$': 'States.UUID()'}, 'OutputPath': '$.n'} ~ {\"b\":{}}",
                "{'Output': '{% $states.input.c.y %}'} ~ {\"c\":[{\"y\":2},4]}",
                "{'Output': '{% $count($states.input.a) + $states.input.b.c %}'} ~ {\"a\":[1,[2]],\"b\":{\"c\":3}}",
                "{'Output': '{% $states.context.Execution.Id %}'} ~ {}",
                "{'Output': '{% $states.input %}'} ~ "
                        + "{\"a\":[1,[2],3e0],\"b\":{\"c\":3,\"d\":4},\"c\":[{\"x\":1,\"y\":2,\"z\":3},4]}"
            })
    void leavesOutWhatCantBeRead(String shape, String left) throws IOException {
        byte[] payload = "{\"a\":[1,[2]],\"b\":{\"c\":3,\"d\":4},\"c\":[{\"x\":1,\"y\":2,\"z\":3},4]}"
                .getBytes(StandardCharsets.UTF_8);
        TreePruner pruning = TreePruner.of(Shape.flow(TestJson.of(shape)));
        String expected = left.strip().replace(",3e0", "");
        assertThat(Json.text(pruning.apply(new JsonScanner(payload)))).isEqualTo(expected);
        assertThat(Json.text(pruning.apply(new JsonScanner(new TricklingInputStream(payload)))))
                .isEqualTo(expected);
    }
}
