package io.taskgate.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BoundaryTest {

    private static final JsonNode CONTEXT = Jsons.of("{}");

    private final InMemoryPayloadStore store = new InMemoryPayloadStore();

    @Test
    void whatFitsGoesOnItself() {
        Crossing crossing = Boundary.DEFAULT.cross(Jsons.of("{'a': 1.50}"), CONTEXT, store);
        assertThat(crossing).isInstanceOfSatisfying(Crossing.Passed.class, passed -> {
            assertThat(passed.payload()).isEqualTo(new Payload.Inline("{\"a\":1.50}".getBytes()));
            assertThat(passed.bytesIn()).isEqualTo(10);
            assertThat(passed.bytesOut()).isEqualTo(10);
        });
        assertThat(store.size()).isZero();
    }

    @Test
    void exactlyTheBudgetFits() {
        assertThat(boundary(OverBudget.REFUSE).cross(ofBytes(2048), CONTEXT, store))
                .isInstanceOf(Crossing.Passed.class);
    }

    @Test
    void oneByteMoreDoesNot() {
        assertThat(boundary(OverBudget.REFUSE).cross(ofBytes(2049), CONTEXT, store))
                .isEqualTo(new Crossing.Refused(new Excess(2049, 2048, Excess.Bound.BUDGET)));
    }

    @Test
    void bytesAreCountedAndNotCharacters() {
        JsonNode euros = JsonNodeFactory.instance.textNode("€".repeat(1000));
        assertThat(boundary(OverBudget.REFUSE).cross(euros, CONTEXT, store))
                .isEqualTo(new Crossing.Refused(new Excess(3002, 2048, Excess.Bound.BUDGET)));
    }

    @Test
    void whatIsOverMayFail() {
        Crossing crossing = boundary(OverBudget.FAIL).cross(ofBytes(3000), CONTEXT, store);
        assertThat(crossing).isEqualTo(new Crossing.Failed(new Excess(3000, 2048, Excess.Bound.BUDGET)));
        assertThat(((Crossing.Failed) crossing).excess().detail()).contains("3000 B", "2048 B");
    }

    @Test
    void promise11WhatIsOverMayBeCheckedInWithItsSha256() {
        JsonNode large = ofBytes(3000);
        Crossing crossing = boundary(OverBudget.CHECK_IN).cross(large, CONTEXT, store);
        assertThat(crossing).isInstanceOfSatisfying(Crossing.Passed.class, passed -> {
            Reference reference = ((Payload.CheckedIn) passed.payload()).reference();
            assertThat(reference.sha256()).isEqualTo(CanonicalJson.sha256(Json.bytes(large)));
            assertThat(store.read(reference)).isEqualTo(Json.bytes(large));
            assertThat(passed.bytesIn()).isEqualTo(3000);
            assertThat(passed.bytesOut()).isEqualTo(Json.bytes(reference.toJson()).length);
        });
    }

    @Test
    void aReferenceAlwaysFitsTheSmallestBudget() {
        ObjectNode worst = JsonNodeFactory.instance.objectNode();
        for (int i = 0; i < 100; i++) {
            worst.put("field-" + i + "-" + "ü".repeat(60), "€".repeat(64));
        }
        Crossing.Passed passed = (Crossing.Passed) boundary(OverBudget.CHECK_IN).cross(worst, CONTEXT, store);
        assertThat(passed.bytesOut()).isLessThanOrEqualTo(2048);
    }

    @Test
    void shapesBeforeItMeasures() {
        Boundary boundary =
                new Boundary(Shape.compile(Jsons.of("{'OutputPath': '$.id'}")), new Budget(2048, 0, OverBudget.REFUSE));
        ObjectNode payload = (ObjectNode) ofBytes(50_000);
        payload.put("id", 7);
        Crossing crossing = boundary.cross(payload, CONTEXT, store);
        assertThat(crossing).isInstanceOfSatisfying(Crossing.Passed.class, passed -> {
            assertThat(passed.payload()).isEqualTo(new Payload.Inline("7".getBytes()));
            assertThat(passed.bytesIn()).isGreaterThan(50_000);
            assertThat(passed.bytesOut()).isEqualTo(1);
        });
    }

    @Test
    void whatCannotBeShapedIsSaid() {
        Boundary boundary = new Boundary(Shape.compile(Jsons.of("{'OutputPath': '$.id'}")), Budget.DEFAULT);
        assertThat(boundary.cross(Jsons.of("{}"), CONTEXT, store))
                .isInstanceOfSatisfying(
                        Crossing.Unshapeable.class,
                        not -> assertThat(not.message()).contains("OutputPath", "$.id"));
    }

    @Test
    void aStoreThatIsAwayStopsTheCrossing() {
        store.available(false);
        assertThatThrownBy(() -> boundary(OverBudget.CHECK_IN).cross(ofBytes(3000), CONTEXT, store))
                .isInstanceOf(PayloadStore.StoreUnavailableException.class);
    }

    @Test
    void whatTravelsIsTheSameForInlineAndParked() {
        byte[] json = Json.bytes(Jsons.of("{'a': 1}"));
        Reference reference = store.checkIn(json, "application/json", Jsons.of("{}"));
        assertThat(new Payload.Inline(json).travelling(store)).isEqualTo(json);
        assertThat(new Payload.Parked(reference).travelling(store)).isEqualTo(json);
        assertThat(new Payload.CheckedIn(reference).travelling(store)).isEqualTo(Json.bytes(reference.toJson()));
    }

    @Test
    void anInlinePayloadIsNotPrinted() {
        assertThat(new Payload.Inline("\"secret\"".getBytes()).toString()).isEqualTo("Inline[8 B]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'Parameters': {'id.$': '$.id'}}",
                "{'Parameters': {'id.$': '$.all[0]'}}",
                "{}",
                "{'OutputPath': '$.all[*]'}"
            })
    void bytesCrossAsTheirTreeDoes(String shape) throws IOException {
        Boundary boundary = new Boundary(Shape.compile(Jsons.of(shape)), new Budget(2048, 0, OverBudget.CHECK_IN));
        JsonNode payload = Jsons.of("{'id': '" + "x".repeat(3000) + "', 'all': [1, 2]}");
        Crossing ofTree = boundary.cross(payload, CONTEXT, store);
        Crossing ofBytes = boundary.cross(Json.bytes(payload), CONTEXT, store);
        assertThat(ofBytes).isEqualTo(ofTree);
    }

    @Test
    void bytesThatCannotBeShapedAreSaidAsTheirTreeIs() throws IOException {
        Boundary boundary = new Boundary(Shape.compile(Jsons.of("{'Parameters': {'a.$': '$.id'}}")), Budget.DEFAULT);
        assertThat(boundary.cross("{}".getBytes(), CONTEXT, store))
                .isEqualTo(boundary.cross(Jsons.of("{}"), CONTEXT, store));
    }

    @Test
    void aResultThatGrowsBeyondMeasureIsStopped() {
        Boundary boundary = new Boundary(Shape.compile(Jsons.of("{'OutputPath': '$..*'}")), Budget.DEFAULT);
        JsonNode deep = Jsons.of("[".repeat(450) + "'" + "x".repeat(100_000) + "'" + "]".repeat(450));
        assertThat(boundary.cross(deep, CONTEXT, store))
                .isInstanceOfSatisfying(
                        Crossing.Unshapeable.class,
                        not -> assertThat(not.message()).contains("longer than"));
    }

    @Test
    void aSummaryOfItsOwnShapeGoesWithTheReference() {
        JsonNode summary = summary(
                "{'Parameters': {'first.$': '$.a', 'run.$': '$$.run'}}", "{'a': 1, 'b': '" + "x".repeat(3000) + "'}");
        assertThat(summary).isEqualTo(Jsons.of("{'first': 1, 'run': 'r'}"));
    }

    @Test
    void aSummaryOverAKibibyteSaysSoInItsPlace() {
        JsonNode exact =
                summary("{'OutputPath': '$.a'}", "{'a': '" + "x".repeat(1022) + "', 'b': '" + "x".repeat(2000) + "'}");
        JsonNode over =
                summary("{'OutputPath': '$.a'}", "{'a': '" + "x".repeat(1023) + "', 'b': '" + "x".repeat(2000) + "'}");
        assertThat(exact.textValue()).hasSize(1022);
        assertThat(over).isEqualTo(Jsons.of("{'taskgateProblem': 'the summary has more than 1024 B'}"));
    }

    /// The payload is not kept back for it.
    @Test
    void aSummaryThatCannotBeMadeSaysSoInItsPlace() {
        JsonNode none = summary("{'OutputPath': '$.none'}", "{'a': '" + "x".repeat(3000) + "'}");
        assertThat(none.path("taskgateProblem").asText()).contains("OutputPath", "$.none");
    }

    @Test
    void aSummarysProblemStaysSmall() {
        JsonNode problem = summary("{'OutputPath': '$.a" + "€".repeat(900) + "'}", "{'a': '" + "x".repeat(3000) + "'}");
        assertThat(Json.bytes(problem)).hasSizeLessThanOrEqualTo(1024);
        assertThat(problem.path("taskgateProblem").asText()).hasSize(160);
    }

    private JsonNode summary(String shape, String payload) {
        Boundary boundary = new Boundary(
                Shape.IDENTITY,
                new Budget(2048, 0, OverBudget.CHECK_IN),
                Summarizer.by(Shape.compile(Jsons.of(shape))));
        Crossing crossing = boundary.cross(Jsons.of(payload), Jsons.of("{'run': 'r'}"), store);
        Payload.CheckedIn checkedIn = (Payload.CheckedIn) ((Crossing.Passed) crossing).payload();
        return checkedIn.reference().summary();
    }

    private static Boundary boundary(OverBudget overBudget) {
        return new Boundary(Shape.IDENTITY, new Budget(2048, 0, overBudget));
    }

    /// An object of exactly so many bytes.
    private static JsonNode ofBytes(int bytes) {
        JsonNode json = JsonNodeFactory.instance.objectNode().put("a", "x".repeat(bytes - 8));
        assertThat(Json.bytes(json)).hasSize(bytes);
        return json;
    }
}
