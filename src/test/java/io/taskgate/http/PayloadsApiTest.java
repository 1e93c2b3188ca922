package io.taskgate.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.taskgate.GatewayTest;
import io.taskgate.crypto.Sha256;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests `POST /v1/payloads` and `POST /v1/payloads/read`.
@QuarkusTest
public class PayloadsApiTest extends GatewayTest {

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

    @Test
    void whatIsStoredIsByteForByteWhatCame() {
        String spaced = "{ \"a\" : 1.50,\n\"b\": \"\\u00e4\" }\n";

        JsonNode reference = json(workflow().body(spaced).post("/v1/payloads")).path("reference");

        assertThat(reference.path("bytes").asInt()).isEqualTo(spaced.length());
        assertThat(reference.path("sha256").asText()).isEqualTo(Sha256.hex(spaced.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void aPayloadFarOverTheBodyLimitIsTakenAndReadSelectively() {
        String large = "{\"id\": 7, \"lines\": [\"" + "x".repeat(3 * 1024 * 1024) + "\"]}";
        Response stored = workflow().body(large).post("/v1/payloads");
        assertThat(stored.statusCode()).as(stored.asString()).isEqualTo(201);
        JsonNode reference = json(stored).path("reference");
        assertThat(reference.path("summary").toString()).isEqualTo("{\"id\":7,\"lines\":\"1 elements\"}");
        ObjectNode form = form(reference);
        form.putObject("shape").putObject("Parameters").put("id.$", "$.id");

        assertThat(read(form).asString()).isEqualTo("{\"id\":7}");
        problem(read(form(reference)), 422, "budget-exceeded");
        Response whole = read(form(reference).put("maxBytes", 4 * 1024 * 1024));
        assertThat(whole.asByteArray()).hasSize(large.length() - 3);
    }

    @Test
    void maxBytesBeyondWhatIsGivenIsNamed() {
        JsonNode problem =
                problem(read(form(checkedIn()).put("maxBytes", 6 * 1024 * 1024 + 1)), 400, "invalid-request");

        assertThat(problem.path("violations").path(0).path("field").asText()).isEqualTo("maxBytes");
        assertThat(problem.path("detail").asText()).contains("between 1 and 6291456", "taskgate.http.max-read-size");
    }

    @Test
    void aPayloadStoreThatIsAwayIs503() {
        ObjectNode form = form(checkedIn());

        withoutPayloadStore(() -> {
            problem(workflow().body("[\"" + fresh("a") + "\"]").post("/v1/payloads"), 503, "unavailable");
            problem(read(form), 503, "unavailable");
        });
    }

    @Test
    void whatIsNotSentAsJsonIsRefused() {
        problem(workflow().contentType("text/plain").body(PAYLOAD).post("/v1/payloads"), 415, "unsupported-media-type");
        problem(
                workflow().header("Content-Encoding", "gzip").body(PAYLOAD).post("/v1/payloads"),
                415,
                "unsupported-media-type");
        problem(workflow().body("").post("/v1/payloads"), 400, "invalid-request");
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
