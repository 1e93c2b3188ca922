package io.taskgate.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.taskgate.GatewayTest;
import io.taskgate.payload.json.Json;
import io.taskgate.testing.gateway.LocalAws;
import io.taskgate.testing.gateway.TestRoutes;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;

/// Tests the sample's state machine, `deploy/asl/order-approval.asl.json`, through the running gateway.
@QuarkusTest
class SampleMachineTest extends GatewayTest {

    private static String sample() throws IOException {
        return Files.readString(Path.of("deploy/asl/order-approval.asl.json"));
    }

    /// @return the ARN of the execution
    private String start(String definition, String orderId) {
        String name = fresh("order-approval");
        LocalAws.aws().createStateMachine(name, definition);
        return executions()
                .start(name, "{\"order\": {\"id\": \"" + orderId + "\", \"customer\": \"c-7\", \"items\": [1, 2]}}");
    }

    private static JsonNode request(String orderId) {
        await().atMost(SOON)
                .until(() -> !recorder().events(TestRoutes.EVENT, orderId).isEmpty());
        return recorder().events(TestRoutes.EVENT, orderId).getFirst().path("detail");
    }

    private static Response follow(JsonNode request, String link, String body) {
        URI uri = URI.create(request.path("links").path(link).asText());
        return nobody().body(body).post(uri.getRawPath() + "?" + uri.getRawQuery());
    }

    private static JsonNode output(DescribeExecutionResponse ended) {
        return Json.parseTrusted(ended.output().getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void anApprovedOrderSucceeds() throws IOException {
        String order = fresh("order");
        String execution = start(sample(), order);
        JsonNode request = request(order);

        Response beat = follow(request, "heartbeat", "{\"progress\": 1}");
        Response answer = follow(
                request,
                "success",
                "{\"approved\": true, \"by\": \"ann\", \"remark\": \"fine\", \"audit\": \"" + "a".repeat(300_000)
                        + "\"}");

        assertThat(beat.statusCode()).isEqualTo(200);
        assertThat(answer.statusCode()).isEqualTo(200);
        DescribeExecutionResponse ended = executions().ended(execution);
        assertThat(ended.statusAsString()).isEqualTo("SUCCEEDED");
        assertThat(output(ended).path("approval").toString())
                .isEqualTo("{\"approved\":true,\"by\":\"ann\",\"remark\":\"fine\"}");
        assertThat(request.path("input").toString()).contains(order).doesNotContain("items");
    }

    @Test
    void aRejectedOrderIsCaught() throws IOException {
        String order = fresh("order");
        String execution = start(sample(), order);

        Response answer =
                follow(request(order), "failure", "{\"error\": \"OrderRejected\", \"cause\": \"too much tea\"}");

        assertThat(answer.statusCode()).isEqualTo(200);
        DescribeExecutionResponse ended = executions().ended(execution);
        assertThat(ended.statusAsString()).isEqualTo("SUCCEEDED");
        assertThat(output(ended).at("/approval/Error").asText()).isEqualTo("OrderRejected");
        assertThat(output(ended).at("/approval/Cause").asText()).isEqualTo("too much tea");
    }

    @Test
    void aSilentWorkerIsCaughtByStepFunctionsOwnClock() throws IOException {
        String order = fresh("order");
        String execution = start(sample().replace("eartbeatSeconds\": 30", "eartbeatSeconds\": 1"), order);
        JsonNode request = request(order);

        DescribeExecutionResponse ended = executions().ended(execution);

        assertThat(ended.statusAsString()).isEqualTo("FAILED");
        assertThat(ended.error()).isEqualTo("WorkerLost");
        // independent of the order of the calls, the gateway finally knows that another party closed the task
        awaitState(request.path("callbackId").asText(), "CLOSED");
        assertThat(follow(request, "heartbeat", "").statusCode()).isEqualTo(410);
    }

    @Test
    void anAnswerThatComesBeforeTheExecutionSucceedsAtOnce() throws IOException {
        String order = fresh("order");
        Response early = worker().body("{\"approved\": true, \"by\": \"bob\", \"remark\": null}")
                .post("/v1/correlations/orders/approve/" + order + "/success");

        String execution = start(sample(), order);

        assertThat(early.statusCode()).isEqualTo(202);
        DescribeExecutionResponse ended = executions().ended(execution);
        assertThat(ended.statusAsString()).isEqualTo("SUCCEEDED");
        assertThat(output(ended).at("/approval/by").asText()).isEqualTo("bob");
        assertThat(recorder().events(TestRoutes.EVENT, order)).isEmpty();
    }

    @Test
    void aRetryOfTheStateCarriesItsNewTokenToTheSameWork() throws IOException {
        String order = fresh("order");
        String retrying = sample().replace(
                        "\"ResultPath\": \"$.approval\",\n      \"Catch\"",
                        "\"ResultPath\": \"$.approval\",\n      \"Retry\": [{\"ErrorEquals\": [\"Busy\"], "
                                + "\"IntervalSeconds\": 1, \"MaxAttempts\": 1}],\n      \"Catch\"");
        assertThat(retrying).contains("Retry");
        String execution = start(retrying, order);

        follow(request(order), "failure", "{\"error\": \"Busy\"}");
        await().atMost(SOON)
                .until(() -> recorder().events(TestRoutes.EVENT, order).size() == 2);
        JsonNode second = recorder().events(TestRoutes.EVENT, order).get(1).path("detail");
        Response answer = follow(second, "success", "{\"approved\": true, \"by\": \"c\", \"remark\": null}");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(executions().ended(execution).statusAsString()).isEqualTo("SUCCEEDED");
        assertThat(record(second.path("callbackId").asText()).path("generation").asInt())
                .isEqualTo(2);
    }
}
