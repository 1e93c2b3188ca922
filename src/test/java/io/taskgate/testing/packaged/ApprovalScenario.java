package io.taskgate.testing.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.StandIns;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;

/// One execution in the stand-in that waits for one approval, with all participants: the caller that
/// registers its token (by HTTP, as a Lambda function does), the worker, and the operator.
public final class ApprovalScenario implements AutoCloseable {

    /// Enough time for a lease, its take-over and a restart on a busy machine.
    public static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final StandIns aws;
    private final SfnClient sfn;
    private final PackagedGateway app;
    private final String execution;
    private final String key = "order-" + UUID.randomUUID();
    private final List<JsonNode> tokens = new CopyOnWriteArrayList<>();
    private final List<JsonNode> requests = new CopyOnWriteArrayList<>();
    private final List<Runnable> subscriptions;
    private volatile JsonNode links = JSON.missingNode();

    /// Starts an execution of `machine`, which publishes its token in an event with the source `workflow`.
    public ApprovalScenario(StandIns aws, SfnClient sfn, PackagedGateway app, String machine) {
        this.aws = aws;
        this.sfn = sfn;
        this.app = app;
        subscriptions = List.of(
                aws.bus().subscribe("{\"source\": [\"workflow\"]}", event -> keep(event, tokens)),
                aws.bus().subscribe("{\"detail-type\": [\"OrderApprovalRequested\"]}", event -> keep(event, requests)));
        String input = JSON.createObjectNode().put("order", key).toString();
        execution = sfn.startExecution(
                        start -> start.stateMachineArn(machine).name(key).input(input))
                .executionArn();
        awaitToken(1);
    }

    private void keep(JsonNode event, List<JsonNode> kept) {
        JsonNode detail = event.path("detail");
        if (detail.path("order").asText().equals(key)
                || detail.path("correlationKey").asText().equals(key)) {
            kept.add(detail);
        }
    }

    public static JsonNode json(HttpResponse<String> answer) {
        return json(answer.body());
    }

    public static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void awaitToken(int count) {
        await("token " + count).atMost(PATIENCE).until(() -> tokens.size() >= count);
    }

    public HttpResponse<String> register() throws IOException {
        return register(tokens.size());
    }

    /// @param count the number of the token; the first issued token is 1
    public HttpResponse<String> register(int count) throws IOException {
        JsonNode issued = tokens.get(count - 1);
        ObjectNode body = JSON.createObjectNode()
                .put("taskToken", issued.path("token").asText())
                .put("service", "orders")
                .put("operation", "approve")
                .put("correlationKey", key)
                .put("executionArn", execution)
                .put("stateName", "Await")
                .put("stateEnteredTime", issued.path("entered").asText())
                .put("retryCount", issued.path("retry").asInt());
        body.putObject("input").put("order", key);
        HttpResponse<String> answer = app.post(app.url("/v1/callbacks"), "workflow", body.toString());
        JsonNode given = json(answer).path("links");
        if (given.isObject()) {
            links = given;
        }
        return answer;
    }

    public List<String> tokens() {
        return tokens.stream().map(issued -> issued.path("token").asText()).toList();
    }

    /// Ends the waiting task without the gateway.
    public void lose(String error) {
        sfn.sendTaskFailure(
                fail -> fail.taskToken(tokens().getLast()).error(error).cause("The workflow no longer waits."));
    }

    public List<JsonNode> requests() {
        return requests;
    }

    public void awaitRequests(int count) {
        await(count + " requests to be published").atMost(PATIENCE).until(() -> requests.size() >= count);
    }

    /// Calls a link of the request or of the registration's response.
    public HttpResponse<String> answer(String link, String body) throws IOException {
        JsonNode known = requests.isEmpty() ? links : requests.getFirst().path("links");
        return app.post(URI.create(known.path(link).asText()), "", body);
    }

    public HttpResponse<String> answerByKey(String body) throws IOException {
        return app.post(app.url("/v1/correlations/orders/approve/" + key + "/success"), "worker", body);
    }

    /// Returns the record from the operator API.
    public JsonNode record() throws IOException {
        JsonNode page = json(app.get("/v1/callbacks?limit=500", "operator"));
        for (JsonNode callback : page.path("callbacks")) {
            if (callback.path("correlationKey").asText().equals(key)) {
                return json(
                        app.get("/v1/callbacks/" + callback.path("callbackId").asText(), "operator"));
            }
        }
        return JSON.missingNode();
    }

    public void awaitState(String state) {
        await("state " + state)
                .atMost(PATIENCE)
                .ignoreExceptionsInstanceOf(IOException.class)
                .untilAsserted(() -> assertThat(record().path("state").asText())
                        .as(record().toString())
                        .isEqualTo(state));
    }

    public List<String> events() throws IOException {
        return record().path("history").findValuesAsText("event");
    }

    /// Returns all outcomes that Step Functions accepted for this execution's tasks.
    public List<JsonNode> appliedOutcomes() {
        return aws.truth().lines().stream()
                .map(ApprovalScenario::json)
                .filter(line -> line.path("executionArn").asText().equals(execution))
                .filter(line -> line.path("applied").asText().matches("SendTask(Success|Failure)"))
                .toList();
    }

    public JsonNode awaitOutput() {
        await("the execution to succeed")
                .atMost(PATIENCE)
                .until(() -> sfn.describeExecution(get -> get.executionArn(execution))
                                .status()
                        != ExecutionStatus.RUNNING);
        var ended = sfn.describeExecution(get -> get.executionArn(execution));
        assertThat(ended.status()).as(ended.toString()).isEqualTo(ExecutionStatus.SUCCEEDED);
        return json(Objects.requireNonNull(ended.output()));
    }

    @Override
    public void close() {
        subscriptions.forEach(Runnable::run);
    }
}
