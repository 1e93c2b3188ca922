package io.taskgate.testing.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.StandInClients;
import io.taskgate.standin.StandIns;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;
import software.amazon.awssdk.services.sqs.SqsClient;

/// What an operator of a shop finds in the console: executions that wait for approvals and parcels, an early answer, a
/// stray event, a dead letter and a batch.
public final class ConsoleScenario implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String MACHINE = """
        {"StartAt": "Await", "States": {"Await": {
          "Type": "Task", "Resource": "arn:aws:states:::events:putEvents.waitForTaskToken",
          "Parameters": {"Entries": [{"Source": "shop", "DetailType": "Token Issued", "EventBusName": "default",
            "Detail": {"token.$": "$$.Task.Token", "entered.$": "$$.State.EnteredTime", "order.$": "$.order"}}]},
          "TimeoutSeconds": 7200, "End": true}}}\
        """;

    private static final String RUNNER = """
        {"StartAt": "Choose", "States": {
          "Choose": {"Type": "Choice", "Default": "Good", "Choices": [
            {"Variable": "$.items[0]", "NumericEquals": 3, "Next": "Bad"}]},
          "Bad": {"Type": "Fail", "Error": "Spoilt", "Cause": "the item is bad"},
          "Good": {"Type": "Pass", "End": true}}}\
        """;

    private final StandIns aws;
    private final SfnClient sfn;
    private final PackagedGateway app;
    private final String machine;
    private final Map<String, JsonNode> tokens = new ConcurrentHashMap<>();
    private final Map<String, String> executions = new ConcurrentHashMap<>();
    private final Runnable subscription;

    public ConsoleScenario(StandIns aws, PackagedGateway app) {
        this.aws = aws;
        this.app = app;
        sfn = StandInClients.of(SfnClient.builder(), aws.states());
        machine = aws.createStateMachine("order-approval", MACHINE);
        subscription = aws.bus().subscribe("{\"source\": [\"shop\"]}", event -> {
            JsonNode detail = event.path("detail");
            tokens.put(detail.path("order").asText(), detail);
        });
    }

    /// A gateway with the console, a key for each kind of user, and routes of a shop.
    public static PackagedGateway gateway(StandIns aws, String name) {
        PackagedGateway app = PackagedGateway.beside(aws, name)
                .with("taskgate.console.enabled", "true")
                .with(
                        "taskgate.console.links.Execution",
                        "https://console.aws.amazon.com/states/home?region={region}#/v2/executions/details/{executionArn}")
                .with("taskgate.services.orders.operations.review.request.via", "event")
                .with("taskgate.services.orders.operations.review.heartbeat", "5m")
                .with("taskgate.services.orders.operations.review.timeout", "2h")
                .with("taskgate.services.parcels.operations.send.request.via", "event")
                .with(
                        "taskgate.services.parcels.operations.send.match.pattern",
                        "{\"source\": [\"acme.parcels\"]," + " \"detail-type\": [\"Parcel Moved\"]}")
                .with("taskgate.services.parcels.operations.send.match.key", "$.detail.parcel.id")
                .with("taskgate.services.parcels.operations.send.match.outcome", "$.detail.status")
                .with("taskgate.services.parcels.operations.send.match.outcomes.DELIVERED", "success");
        key(app, "reader", "operator-read");
        key(app, "console", "operator-read,operator-act,admin,worker,author,payload-read");
        return app;
    }

    private static void key(PackagedGateway app, String name, String roles) {
        app.with("taskgate.access.keys." + name + ".secret", PackagedGateway.apiKey(name))
                .with("taskgate.access.keys." + name + ".roles", roles);
    }

    /// Starts an execution for an order and registers its token.
    ///
    /// @return the callback ID
    public String register(String operation, String order, int timeoutSeconds, int padding) throws IOException {
        String token = start(order);
        JsonNode issued = Objects.requireNonNull(tokens.get(order));
        ObjectNode body = JSON.createObjectNode()
                .put("taskToken", token)
                .put("service", operation.split("\\.", -1)[0])
                .put("operation", operation.split("\\.", -1)[1])
                .put("correlationKey", order)
                .put("executionArn", Objects.requireNonNull(executions.get(order)))
                .put("stateName", "Await")
                .put("stateEnteredTime", issued.path("entered").asText())
                .put("timeoutSeconds", timeoutSeconds);
        body.putObject("input").put("order", order).put("scan", "x".repeat(padding));
        HttpResponse<String> told = app.post(app.url("/v1/callbacks"), "workflow", body.toString());
        assertThat(told.statusCode()).as(told.body()).isEqualTo(202);
        return ApprovalScenario.json(told).path("callbackId").asText();
    }

    public void heartbeat(String operation, String order, String progress) throws IOException {
        answer(operation, order, "heartbeat", "{\"progress\": " + progress + "}");
    }

    public void succeed(String operation, String order, String result) throws IOException {
        answer(operation, order, "success", result);
    }

    private void answer(String operation, String order, String way, String body) throws IOException {
        HttpResponse<String> told = app.post(
                app.url("/v1/correlations/" + operation.replace('.', '/') + "/" + order + "/" + way), "worker", body);
        assertThat(told.statusCode()).as(told.body()).isIn(200, 202);
    }

    /// An event that no route knows, and one that nobody can process.
    public void sendUnmatched() throws IOException {
        HttpResponse<String> told = app.post(
                app.url("/v1/events"),
                "worker",
                "{\"source\": \"acme.parcels\", \"detail-type\": \"Parcel Weighed\", \"detail\": {\"parcel\": {\"id\":"
                        + " \"parcel-7\"}, \"grams\": 1200}}");
        assertThat(told.statusCode()).as(told.body()).isEqualTo(200);
        try (SqsClient sqs = StandInClients.of(SqsClient.builder(), aws.sqs())) {
            String queue =
                    sqs.getQueueUrl(get -> get.queueName("callback-events")).queueUrl();
            sqs.sendMessage(send -> send.queueUrl(queue)
                    .messageBody("{\"source\": \"shop\", \"account\": \"000000000000\", \"detail-type\": \"Callback"
                            + " Succeeded\", \"detail\": {\"order\": \"order-1\"}}"));
        }
    }

    /// @return the ID of a batch of which one item of four fails
    public String startBatch() throws IOException {
        String runner = aws.createStateMachine("stock-count", RUNNER);
        String token = start("stock-count-1");
        ObjectNode body = JSON.createObjectNode()
                .put("taskToken", token)
                .put("name", "stock-count")
                .put("runner", runner);
        body.putArray("items").add(1).add(2).add(3).add(4);
        body.putObject("batch").put("maxItems", 1);
        HttpResponse<String> told = app.post(app.url("/v1/batches"), "workflow", body.toString());
        assertThat(told.statusCode()).as(told.body()).isEqualTo(202);
        return ApprovalScenario.json(told).path("batchId").asText();
    }

    /// Starts an execution.
    ///
    /// @return its task token
    private String start(String order) {
        String execution = sfn.startExecution(start -> start.stateMachineArn(machine)
                        .name(order)
                        .input(JSON.createObjectNode().put("order", order).toString()))
                .executionArn();
        executions.put(order, execution);
        await("token of " + order).atMost(ApprovalScenario.PATIENCE).until(() -> tokens.containsKey(order));
        return Objects.requireNonNull(tokens.get(order)).path("token").asText();
    }

    public JsonNode callback(String id) throws IOException {
        return ApprovalScenario.json(app.get("/v1/callbacks/" + id, "operator"));
    }

    /// The execution of an order, when it has ended.
    public DescribeExecutionResponse awaitEnd(String order) {
        String execution = Objects.requireNonNull(executions.get(order));
        await("the end of " + order)
                .atMost(ApprovalScenario.PATIENCE)
                .until(() -> sfn.describeExecution(get -> get.executionArn(execution))
                                .status()
                        != ExecutionStatus.RUNNING);
        return sfn.describeExecution(get -> get.executionArn(execution));
    }

    @Override
    public void close() {
        subscription.run();
        sfn.close();
    }
}
