package io.taskgate.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.taskgate.GatewayTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `POST /v1/payloads` and `POST /v1/payloads/read`.
@QuarkusTest
class PayloadsApiTest extends GatewayTest {

    private static final String PAYLOAD = "{\"order\": {\"id\": 7, \"lines\": [\"a\", \"b\"]}, \"note\": \"hello\"}";

    @Test
    void whatIsCheckedInIsReadBack() {
        Response stored = workflow().body(PAYLOAD).post("/v1/payloads");

        assertThat(stored.statusCode()).as(stored.asString()).isEqualTo(201);
        JsonNode reference = json(stored).path("reference");
        assertThat(json(stored).path("summary").path("note").asText()).isEqualTo("hello");
        assertThat(reference.path("Key").asText())
                .endsWith(reference.path("sha256").asText());
        Response read = read(form(reference));
        assertThat(read.statusCode()).as(read.asString()).isEqualTo(200);
        assertThat(read.asString()).isEqualTo("{\"order\":{\"id\":7,\"lines\":[\"a\",\"b\"]},\"note\":\"hello\"}");
    }

    @Test
    void theSamePayloadGetsTheSameReference() {
        Response again = workflow().body(PAYLOAD).post("/v1/payloads");

        assertThat(json(again).path("reference")).isEqualTo(checkedIn());
    }

    @Test
    void aShapeSelects() {
        ObjectNode form = form(checkedIn());
        form.putObject("shape").putObject("Parameters").put("id.$", "$.order.id");

        Response read = read(form);

        assertThat(read.asString()).isEqualTo("{\"id\":7}");
    }

    @Test
    void moreThanMaxBytesIsRefused() {
        problem(read(form(checkedIn()).put("maxBytes", 20)), 422, "budget-exceeded");
    }

    @Test
    void aShapeThatFindsNothingNamesItself() {
        ObjectNode form = form(checkedIn());
        form.putObject("shape").put("InputPath", "$.nothing");

        problem(read(form), 400, "invalid-request");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bucket", "Key", "sha256"})
    void aReferenceToSomethingElseIsNotFollowed(String field) {
        ObjectNode reference = checkedIn().deepCopy();
        reference.put(field, "f".repeat(64));

        problem(read(form(reference)), 404, "not-found");
    }

    @Test
    void aReferenceToNothingIs404() {
        ObjectNode reference = checkedIn().deepCopy();
        String other = "0".repeat(64);
        reference.put("sha256", other).put("Key", "sha256/00/" + other);

        problem(read(form(reference)), 404, "not-found");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"reference\": 1}",
                "{\"reference\": {\"Bucket\": \"b\"}}",
                "{\"reference\": {}, \"maxBytes\": 0}"
            })
    void whatIsNoReferenceIsNamed(String body) {
        problem(workflow().body(body).post("/v1/payloads/read"), 400, "invalid-request");
    }

    @Test
    void aWorkersKeyIsNotEnough() {
        problem(worker().body(PAYLOAD).post("/v1/payloads"), 403, "forbidden");
        problem(worker().body("{}").post("/v1/payloads/read"), 403, "forbidden");
    }

    private static ObjectNode checkedIn() {
        return (ObjectNode) json(workflow().body(PAYLOAD).post("/v1/payloads")).path("reference");
    }

    private static ObjectNode form(JsonNode reference) {
        ObjectNode form = JsonNodeFactory.instance.objectNode();
        form.set("reference", reference);
        return form;
    }

    private static Response read(ObjectNode form) {
        return workflow().body(form.toString()).post("/v1/payloads/read");
    }
}
