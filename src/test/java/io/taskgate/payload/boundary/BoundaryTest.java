package io.taskgate.payload.boundary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.crypto.Sha256;
import io.taskgate.payload.claimcheck.Payload;
import io.taskgate.payload.claimcheck.PayloadReference;
import io.taskgate.payload.claimcheck.PayloadStore;
import io.taskgate.payload.claimcheck.Summarizer;
import io.taskgate.payload.json.Json;
import io.taskgate.payload.shape.Shape;
import io.taskgate.testing.payload.InMemoryPayloadStore;
import io.taskgate.testing.payload.TestJson;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BoundaryTest {

    private static final JsonNode CONTEXT = TestJson.of("{}");

    private final InMemoryPayloadStore store = new InMemoryPayloadStore();

    @Test
    void whatFitsGoesOnItself() {
        BoundaryResult crossing = Boundary.DEFAULT.apply(TestJson.of("{'a': 1.50}"), CONTEXT, store);
        assertThat(crossing).isInstanceOfSatisfying(BoundaryResult.Passed.class, passed -> {
            assertThat(passed.payload()).isEqualTo(new Payload.Inline("{\"a\":1.50}".getBytes()));
            assertThat(passed.bytesIn()).isEqualTo(10);
            assertThat(passed.bytesOut()).isEqualTo(10);
        });
        assertThat(store.size()).isZero();
    }

    @Test
    void exactlyTheBudgetFits() {
        assertThat(boundary(OverBudgetAction.REJECT).apply(ofBytes(2048), CONTEXT, store))
                .isInstanceOf(BoundaryResult.Passed.class);
    }

    @Test
    void oneByteMoreDoesNot() {
        assertThat(boundary(OverBudgetAction.REJECT).apply(ofBytes(2049), CONTEXT, store))
                .isEqualTo(new BoundaryResult.Refused(new SizeViolation(2049, 2048, SizeViolation.Bound.BUDGET)));
    }

    @Test
    void bytesAreCountedAndNotCharacters() {
        JsonNode euros = JsonNodeFactory.instance.textNode("€".repeat(1000));
        assertThat(boundary(OverBudgetAction.REJECT).apply(euros, CONTEXT, store))
                .isEqualTo(new BoundaryResult.Refused(new SizeViolation(3002, 2048, SizeViolation.Bound.BUDGET)));
    }

    @Test
    void whatIsOverMayFail() {
        BoundaryResult crossing = boundary(OverBudgetAction.FAIL).apply(ofBytes(3000), CONTEXT, store);
        assertThat(crossing)
                .isEqualTo(new BoundaryResult.Failed(new SizeViolation(3000, 2048, SizeViolation.Bound.BUDGET)));
        assertThat(((BoundaryResult.Failed) crossing).excess().detail()).contains("3000 B", "2048 B");
    }

    @Test
    void promise11WhatIsOverMayBeCheckedInWithItsSha256() {
        JsonNode large = ofBytes(3000);
        BoundaryResult crossing = boundary(OverBudgetAction.CHECK_IN).apply(large, CONTEXT, store);
        assertThat(crossing).isInstanceOfSatisfying(BoundaryResult.Passed.class, passed -> {
            PayloadReference reference = ((Payload.CheckedIn) passed.payload()).reference();
            assertThat(reference.sha256()).isEqualTo(Sha256.hex(Json.bytes(large)));
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
        BoundaryResult.Passed passed =
                (BoundaryResult.Passed) boundary(OverBudgetAction.CHECK_IN).apply(worst, CONTEXT, store);
        assertThat(passed.bytesOut()).isLessThanOrEqualTo(2048);
    }

    @Test
    void shapesBeforeItMeasures() {
        Boundary boundary = new Boundary(
                Shape.compile(TestJson.of("{'OutputPath': '$.id'}")), new Budget(2048, 0, OverBudgetAction.REJECT));
        ObjectNode payload = (ObjectNode) ofBytes(50_000);
        payload.put("id", 7);
        BoundaryResult crossing = boundary.apply(payload, CONTEXT, store);
        assertThat(crossing).isInstanceOfSatisfying(BoundaryResult.Passed.class, passed -> {
            assertThat(passed.payload()).isEqualTo(new Payload.Inline("7".getBytes()));
            assertThat(passed.bytesIn()).isGreaterThan(50_000);
            assertThat(passed.bytesOut()).isEqualTo(1);
        });
    }

    @Test
    void whatCannotBeShapedIsSaid() {
        Boundary boundary = new Boundary(Shape.compile(TestJson.of("{'OutputPath': '$.id'}")), Budget.DEFAULT);
        assertThat(boundary.apply(TestJson.of("{}"), CONTEXT, store))
                .isInstanceOfSatisfying(
                        BoundaryResult.Unshapeable.class,
                        not -> assertThat(not.message()).contains("OutputPath", "$.id"));
    }

    @Test
    void aStoreThatIsAwayStopsTheCrossing() {
        store.available(false);
        assertThatThrownBy(() -> boundary(OverBudgetAction.CHECK_IN).apply(ofBytes(3000), CONTEXT, store))
                .isInstanceOf(PayloadStore.StoreUnavailableException.class);
    }

    @Test
    void whatTravelsIsTheSameForInlineAndParked() {
        byte[] json = Json.bytes(TestJson.of("{'a': 1}"));
        PayloadReference reference = store.checkIn(json, "application/json", TestJson.of("{}"));
        assertThat(new Payload.Inline(json).resolve(store)).isEqualTo(json);
        assertThat(new Payload.Parked(reference).resolve(store)).isEqualTo(json);
        assertThat(new Payload.CheckedIn(reference).resolve(store)).isEqualTo(Json.bytes(reference.toJson()));
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
        Boundary boundary =
                new Boundary(Shape.compile(TestJson.of(shape)), new Budget(2048, 0, OverBudgetAction.CHECK_IN));
        JsonNode payload = TestJson.of("{'id': '" + "x".repeat(3000) + "', 'all': [1, 2]}");
        BoundaryResult ofTree = boundary.apply(payload, CONTEXT, store);
        BoundaryResult ofBytes = boundary.apply(Json.bytes(payload), CONTEXT, store);
        assertThat(ofBytes).isEqualTo(ofTree);
    }

    @Test
    void bytesThatCannotBeShapedAreSaidAsTheirTreeIs() throws IOException {
        Boundary boundary = new Boundary(Shape.compile(TestJson.of("{'Parameters': {'a.$': '$.id'}}")), Budget.DEFAULT);
        assertThat(boundary.apply("{}".getBytes(), CONTEXT, store))
                .isEqualTo(boundary.apply(TestJson.of("{}"), CONTEXT, store));
    }

    @Test
    void aResultThatGrowsBeyondMeasureIsStopped() {
        Boundary boundary = new Boundary(Shape.compile(TestJson.of("{'OutputPath': '$..*'}")), Budget.DEFAULT);
        JsonNode deep = TestJson.of("[".repeat(450) + "'" + "x".repeat(100_000) + "'" + "]".repeat(450));
        assertThat(boundary.apply(deep, CONTEXT, store))
                .isInstanceOfSatisfying(
                        BoundaryResult.Unshapeable.class,
                        not -> assertThat(not.message()).contains("exceeds"));
    }

    @Test
    void aSummaryOfItsOwnShapeGoesWithTheReference() {
        JsonNode summary = summary(
                "{'Parameters': {'first.$': '$.a', 'run.$': '$$.run'}}", "{'a': 1, 'b': '" + "x".repeat(3000) + "'}");
        assertThat(summary).isEqualTo(TestJson.of("{'first': 1, 'run': 'r'}"));
    }

    @Test
    void aSummaryOverAKibibyteSaysSoInItsPlace() {
        JsonNode exact =
                summary("{'OutputPath': '$.a'}", "{'a': '" + "x".repeat(1022) + "', 'b': '" + "x".repeat(2000) + "'}");
        JsonNode over =
                summary("{'OutputPath': '$.a'}", "{'a': '" + "x".repeat(1023) + "', 'b': '" + "x".repeat(2000) + "'}");
        assertThat(exact.textValue()).hasSize(1022);
        assertThat(over).isEqualTo(TestJson.of("{'taskgateProblem': 'The summary exceeds 1024 B.'}"));
    }

    /// A failed summary does not block the payload.
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
                new Budget(2048, 0, OverBudgetAction.CHECK_IN),
                Summarizer.by(Shape.compile(TestJson.of(shape))));
        BoundaryResult crossing = boundary.apply(TestJson.of(payload), TestJson.of("{'run': 'r'}"), store);
        Payload.CheckedIn checkedIn = (Payload.CheckedIn) ((BoundaryResult.Passed) crossing).payload();
        return checkedIn.reference().summary();
    }

    private static Boundary boundary(OverBudgetAction overBudget) {
        return new Boundary(Shape.IDENTITY, new Budget(2048, 0, overBudget));
    }

    /// Returns an object of exactly this size.
    private static JsonNode ofBytes(int bytes) {
        JsonNode json = JsonNodeFactory.instance.objectNode().put("a", "x".repeat(bytes - 8));
        assertThat(Json.bytes(json)).hasSize(bytes);
        return json;
    }
}
