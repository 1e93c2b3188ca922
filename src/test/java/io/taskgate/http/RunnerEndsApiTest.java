package io.taskgate.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.taskgate.payload.json.Json;
import io.taskgate.testing.gateway.ExecutionFixture;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Tests runners that report their ends by links or events, and runners that report nothing.
@QuarkusTest
class RunnerEndsApiTest extends BatchesApiFixture {

    /// A runner that waits for longer than any test.
    private static final String WAITING =
            "{\"StartAt\": \"Wait\", \"States\": {\"Wait\": {\"Type\": \"Wait\", \"Seconds\": 3600, \"End\": true}}}";

    /// Returns the envelopes in the inputs of both runners of a batch, in order.
    private List<JsonNode> twoThatWait(ExecutionFixture.Waiting parent) {
        String runner = machine(WAITING);
        ObjectNode form = numbers(batch(runner), 2)
                .put("taskToken", parent.token())
                .put("runnerLinks", true)
                .put("toleratedFailurePercentage", 50);
        form.putObject("batch").put("maxItems", 1);
        accepted(start(form));
        await("two runners").atMost(PATIENCE).until(() -> runners(runner).size() == 2);
        return runners(runner).stream()
                .map(name -> executions()
                        .describe(runner.replace(":stateMachine:", ":execution:") + ":" + name)
                        .input())
                .map(input -> Json.parseTrusted(input.getBytes(StandardCharsets.UTF_8))
                        .path("taskgate"))
                .sorted(Comparator.comparingLong(input -> input.path("index").asLong()))
                .toList();
    }

    /// Returns the link without its host, which does not resolve in tests.
    private static String here(String link) {
        URI uri = URI.create(link);
        return uri.getRawPath() + "?" + uri.getRawQuery();
    }

    @Test
    void aRunnerTellsItsEndByItsLinks() {
        ExecutionFixture.Waiting parent = executions().start();
        List<JsonNode> inputs = twoThatWait(parent);
        String success = here(inputs.getFirst().at("/links/success").asText());

        problem(nobody().body("1").post(success.substring(0, success.indexOf('?'))), 401, "unauthenticated");
        assertThat(problem(nobody().body("1").post(success.replace("/runners/0/", "/runners/1/")), 404, "not-found")
                        .path("detail")
                        .asText())
                .startsWith("Unknown runner");
        assertThat(json(nobody().body("{\"n\": 7}").post(success))
                        .path("status")
                        .asText())
                .isEqualTo("SUCCEEDED");
        assertThat(nobody().body("{\"n\":7.0}").post(success).statusCode()).isEqualTo(200);
        problem(nobody().body("{\"n\": 8}").post(success), 409, "outcome-conflict");
        String failure = here(inputs.getLast().at("/links/failure").asText());
        problem(nobody().body("{}").post(failure), 400, "invalid-request");
        assertThat(json(nobody().body("{\"error\": \"OutOfStock\"}").post(failure))
                        .path("status")
                        .asText())
                .isEqualTo("FAILED");

        JsonNode answer = output(parent);
        assertThat(answer.path("status").asText()).isEqualTo("PARTIAL");
        assertThat(answer.path("results").toString()).isEqualTo("[{\"n\":7}]");
    }

    private static Response told(String type, JsonNode of, String signature, String what) {
        String detail = "{\"batchId\": " + of.path("batchId") + ", \"index\": " + of.path("index")
                + ", \"signature\": \"" + signature + "\", " + what + "}";
        return worker().body("{\"source\": \"acme\", \"detail-type\": \"" + type + "\", \"detail\": " + detail + "}")
                .post("/v1/events");
    }

    @Test
    void aRunnerTellsItsEndByAnEvent() {
        ExecutionFixture.Waiting parent = executions().start();
        List<JsonNode> inputs = twoThatWait(parent);
        String first = inputs.getFirst().path("signature").asText();
        String second = inputs.getLast().path("signature").asText();

        problem(told("Callback Succeeded", inputs.getFirst(), second, "\"result\": 1"), 400, "invalid-request");
        assertThat(json(told("Callback Succeeded", inputs.getFirst(), first, "\"result\": [1]"))
                        .path("result")
                        .asText())
                .isEqualTo("COMMITTED");
        assertThat(json(told("Callback Failed", inputs.getFirst(), first, "\"error\": \"No\""))
                        .path("result")
                        .asText())
                .isEqualTo("CONFLICT");
        assertThat(json(told("Callback Failed", inputs.getLast(), second, "\"error\": \"OutOfStock\""))
                        .path("result")
                        .asText())
                .isEqualTo("COMMITTED");

        assertThat(output(parent).path("results").toString()).isEqualTo("[[1]]");
    }

    @Test
    void anEndWithoutAnEventIsFoundAllTheSame() {
        ExecutionFixture.Waiting parent = executions().start();
        ObjectNode form = numbers(batch(machine(COUNTING)), 5).put("taskToken", parent.token());
        form.putObject("batch").put("maxItems", 1);

        withoutRunnerEvents(() -> {
            accepted(start(form));
            assertThat(output(parent).at("/counts/succeeded").asInt()).isEqualTo(5);
        });
    }
}
