package io.taskgate.http.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.taskgate.GatewayTest;
import io.taskgate.payload.json.Json;
import io.taskgate.testing.gateway.LocalAws;
import io.taskgate.testing.gateway.StreamClient;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Tests the stream of changes.
@QuarkusTest
class StreamApiTest extends GatewayTest {

    private static final String STREAM = "/v1/stream";

    private static List<JsonNode> changes(StreamClient client, String id) {
        return client.data().stream()
                .map(data -> Json.parseTrusted(data.getBytes(StandardCharsets.UTF_8)))
                .filter(change -> change.path("id").asText().equals(id))
                .toList();
    }

    private static List<String> states(StreamClient client, String id) {
        return changes(client, id).stream()
                .map(change -> change.path("state").asText())
                .toList();
    }

    private static void awaitStates(StreamClient client, String id, String... states) {
        await().atMost(SOON).untilAsserted(() -> assertThat(states(client, id)).contains(states));
    }

    @Test
    void aCommentComesAtOnceAndThenEachChange() {
        try (StreamClient client = StreamClient.open(STREAM, LocalAws.OPERATOR, null)) {
            assertThat(client.response().statusCode()).isEqualTo(200);
            assertThat(client.response().headers().firstValue("Content-Type"))
                    .hasValueSatisfying(type -> assertThat(type).startsWith("text/event-stream"));
            await().atMost(SOON).until(() -> client.lines().stream().anyMatch(line -> line.startsWith(":")));

            Task task = task("plain");
            nobody().body("1").post(task.success());

            awaitStates(client, task.id(), "PENDING", "SETTLING", "DELIVERED");
            JsonNode first = changes(client, task.id()).getFirst();
            assertThat(first.path("kind").asText()).isEqualTo("CALLBACK");
            assertThat(first.path("service").asText()).isEqualTo("orders");
            assertThat(first.path("operation").asText()).isEqualTo("plain");
            assertThat(first.path("generation").asInt()).isEqualTo(1);
            assertThat(first.path("at").asText()).endsWith("Z");
            assertThat(client.lines().toString())
                    .doesNotContain(task.execution().token())
                    .doesNotContain(task.key())
                    .doesNotContain("signature");
        }
    }

    @Test
    void aClientThatComesBackGetsWhatItMissed() {
        String last;
        Task task = task("plain");
        try (StreamClient client = StreamClient.open(STREAM, LocalAws.OPERATOR, null)) {
            await().atMost(SOON).until(() -> client.lastEventId() != null);
            last = client.lastEventId();
        }
        nobody().body("1").post(task.success());

        try (StreamClient client = StreamClient.open(STREAM, LocalAws.OPERATOR, last)) {
            awaitStates(client, task.id(), "SETTLING", "DELIVERED");
            assertThat(client.lines()).doesNotContain("event:reset");
        }
    }

    @Test
    void aClientOfAnotherProcessIsReset() {
        try (StreamClient client = StreamClient.open(STREAM, LocalAws.OPERATOR, "0badcafe-12")) {
            await().atMost(SOON).until(() -> client.lines().stream().anyMatch(line -> line.matches("event: ?reset")));
        }
    }

    @Test
    void theStreamShowsTheGrantAndTheTenantOnly() {
        try (StreamClient shipping = StreamClient.open(STREAM, LocalAws.SHIPPING, null);
                StreamClient neighbour = StreamClient.open(STREAM, "neighbour-tenant", null)) {
            Task orders = task("plain");
            Task parcel = task("shipping", "send", fresh("parcel"));

            awaitStates(shipping, parcel.id(), "PENDING");
            assertThat(states(shipping, orders.id())).isEmpty();
            assertThat(states(neighbour, parcel.id())).isEmpty();
        }
    }

    @Test
    void batchesAreInTheStream() {
        String runner = createStateMachine(
                fresh("runner"),
                "{\"StartAt\": \"Done\", \"States\": {\"Done\": {\"Type\": \"Pass\", \"End\": true}}}");
        try (StreamClient client = StreamClient.open(STREAM, LocalAws.OPERATOR, null)) {
            JsonNode started = json(workflow()
                    .body("{\"name\": \"streamed\", \"items\": [1], \"batch\": {\"maxItems\": 1}, \"runner\": \""
                            + runner + "\", \"taskToken\": \""
                            + executions().start().token() + "\"}")
                    .post("/v1/batches"));

            awaitStates(client, started.path("batchId").asText(), "RUNNING", "SUCCEEDED");
        }
    }

    @Test
    void othersAreRefusedAsForOtherOperations() {
        problem(nobody().get(STREAM), 401, "unauthenticated");
        problem(worker().get(STREAM), 403, "forbidden");
        problem(operator().accept("application/xml").get(STREAM), 406, "not-acceptable");
        assertThat(RestAssured.port).isPositive();
    }
}
