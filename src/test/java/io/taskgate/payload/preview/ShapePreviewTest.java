package io.taskgate.payload.preview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.payload.EvaluationException;
import io.taskgate.payload.boundary.Boundary;
import io.taskgate.payload.boundary.Budget;
import io.taskgate.payload.boundary.OverBudgetAction;
import io.taskgate.payload.json.Json;
import io.taskgate.payload.preview.ShapePreview.Part;
import io.taskgate.payload.shape.Shape;
import io.taskgate.testing.payload.TestJson;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShapePreviewTest {

    private static final JsonNode CONTEXT = TestJson.of("{}");

    @Test
    void saysWhatGoesOnAndWhatDoesNot() {
        ShapePreview preview = preview("{'Parameters': {'ids.$': '$.items[*].id', 'ok.$': '$.ok'}}", order());
        assertThat(preview.result()).isEqualTo(TestJson.of("{'ids': [1, 2, 3], 'ok': true}"));
        assertThat(preview.bytesOut()).isEqualTo(Json.bytes(preview.result()).length);
        assertThat(preview.bytesIn()).isEqualTo(Json.bytes(order()).length);
        assertThat(preview.dropped())
                .extracting(Part::path, Part::bytes)
                .containsExactly(
                        tuple("$.items[*].history", 3006L),
                        tuple("$.note", 102L),
                        tuple("$.done", 4L),
                        tuple("$.no", 4L));
    }

    @Test
    void saysWhereTheBytesAreWithElementsFolded() {
        List<Part> heaviest = preview("{}", order()).heaviest();
        assertThat(heaviest.getFirst().path()).isEqualTo("$.items[*].history");
        assertThat(heaviest.getFirst().bytes()).isEqualTo(3006);
        assertThat(heaviest.getFirst().share()).isBetween(0.9, 0.96);
        assertThat(heaviest)
                .extracting(Part::path)
                .contains("$.note", "$.items[*].id")
                .doesNotContain("$", "$.items");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "[[], {}, [1]]",
                "'a'",
                "null",
                "{'a b': {\"it's\": 1}, 'ü€😀': '\\u0000\\\\'}",
                "1.50"
            })
    void theSizesAreThoseOfTheWrittenText(String json) {
        JsonNode payload = TestJson.of(json);
        ShapePreview preview = preview("{}", payload);
        assertThat(preview.bytesIn()).isEqualTo(Json.bytes(payload).length);
        assertThat(preview.bytesOut()).isEqualTo(preview.bytesIn());
        assertThat(preview.result()).isEqualTo(payload);
        assertThat(preview.dropped()).isEmpty();
    }

    @Test
    void aSmallValueIsNotMistakenForAnother() {
        ShapePreview preview =
                preview("{'Parameters': {'a.$': '$.a'}}", TestJson.of("{'a': 1, 'b': 1, 'c': true, 'd': [1, 1]}"));
        assertThat(preview.dropped()).extracting(Part::path).containsExactly("$.d", "$.c", "$.b");
    }

    @Test
    void aShapeInJsonataIsComparedByValue() {
        ShapePreview preview = preview("{'Output': {'ids': '{% $states.input.items.id %}'}}", order());
        assertThat(preview.dropped()).extracting(Part::path).startsWith("$.items[*].history", "$.note");
    }

    @Test
    void oddNamesAreQuoted() {
        ShapePreview preview = preview("{'OutputPath': '$.x'}", TestJson.of("{'x': 1, 'a b': 22, \"it's\": {'.': 3}}"));
        assertThat(preview.dropped()).extracting(Part::path).containsExactly("$['it\\'s']", "$['a b']");
    }

    @Test
    void saysHowFarFromTheBudget() {
        Boundary tight = new Boundary(Shape.IDENTITY, new Budget(2048, 0, OverBudgetAction.REJECT));
        ShapePreview preview = ShapePreview.of(tight, order(), CONTEXT);
        assertThat(preview.fits()).isFalse();
        assertThat(preview.budget()).isEqualTo(2048);
        assertThat(ShapePreview.of(Boundary.DEFAULT, order(), CONTEXT).fits()).isTrue();
    }

    @Test
    void whatCannotBeShapedIsSaid() {
        assertThatThrownBy(() -> preview("{'OutputPath': '$.gone'}", order()))
                .isInstanceOf(EvaluationException.class)
                .hasMessageContaining("OutputPath", "$.gone");
    }

    @Test
    void writesItselfAsTheContractHasIt() {
        ObjectNode json = preview("{'OutputPath': '$.x'}", TestJson.of("{'x': 1, 'y': 'yyyy'}"))
                .toJson();
        assertThat(json)
                .hasToString(
                        "{\"result\":1,\"bytesIn\":18,\"bytesOut\":1,\"budget\":204800,\"withinBudget\":true,"
                                + "\"dropped\":[{\"path\":\"$.y\",\"bytes\":6}],"
                                + "\"heaviest\":[{\"path\":\"$.y\",\"bytes\":6,\"share\":0.3333},{\"path\":\"$.x\",\"bytes\":1,\"share\":0.0556}]}");
    }

    private static ShapePreview preview(String shape, JsonNode payload) {
        return ShapePreview.of(new Boundary(Shape.compile(TestJson.of(shape)), Budget.DEFAULT), payload, CONTEXT);
    }

    private static JsonNode order() {
        ObjectNode order = JsonNodeFactory.instance.objectNode().put("ok", true);
        ArrayNode items = order.putArray("items");
        for (int i = 1; i <= 3; i++) {
            items.addObject().put("id", i).put("history", "h".repeat(1000));
        }
        return order.put("note", "n".repeat(100)).putNull("no").put("done", true);
    }
}
