package io.taskgate.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.Ports;
import io.taskgate.standin.StandIns;
import io.taskgate.testing.TestSize;
import io.taskgate.testing.gateway.ExecutionFixture;
import io.taskgate.testing.packaged.ApprovalScenario;
import io.taskgate.testing.packaged.PackagedGateway;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;
import software.amazon.awssdk.services.sfn.model.ExecutionListItem;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;

/// Runs 100,000 items (20,000 in a small [TestSize]) from one object to one answer: on two packaged gateways,
/// one of which is killed during the run, with one failing runner in a hundred, followed by a resume.
class BatchIT {

    private static final int ITEMS = TestSize.of(100_000, 20_000);
    private static final int EACH = 40;
    private static final int BATCHES = ITEMS / EACH;
    private static final int ONE_IN = 100;
    private static final int BAD = BATCHES / ONE_IN;
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /// A state machine that waits for its token.
    private static final String PARENT = """
        {"StartAt": "Await", "States": {"Await": {
          "Type": "Task", "Resource": "arn:aws:states:::events:putEvents.waitForTaskToken",
          "Parameters": {"Entries": [{"Source": "parent", "DetailType": "Token Issued", "EventBusName": "default",
            "Detail": {"token.$": "$$.Task.Token"}}]}, "End": true}}}\
        """;

    private static final String RUNNER = """
        {"StartAt": "Choose", "States": {
          "Choose": {"Type": "Choice", "Default": "Good", "Choices": [
            {"Variable": "$.items[0].bad", "IsPresent": true, "Next": "Bad"}]},
          "Bad": {"Type": "Fail", "Error": "Spoilt", "Cause": "the first item is bad"},
          "Good": {"Type": "Pass", "End": true, "Parameters": {"ids.$": "$.items[*].id"}}}}\
        """;

    private StandIns aws;
    private SfnClient sfn;
    private S3Client s3;
    private PackagedGateway one;
    private PackagedGateway two;
    private final List<JsonNode> tokens = new CopyOnWriteArrayList<>();

    @BeforeEach
    void startAll() throws IOException {
        aws = StandIns.start(Ports.FREE);
        sfn = ExecutionFixture.client(SfnClient.builder(), aws.states());
        s3 = ExecutionFixture.client(S3Client.builder().forcePathStyle(true), aws.s3());
        aws.bus().subscribe("{\"source\": [\"parent\"]}", event -> tokens.add(event.path("detail")));
        aws.createStateMachine("parent", PARENT);
        one = gateway("batch-one").start();
        two = gateway("batch-two").start();
    }

    private PackagedGateway gateway(String name) {
        return PackagedGateway.beside(aws, name)
                .with("taskgate.batch.start-burst", "200")
                .with("taskgate.batch.start-rate", "150");
    }

    @AfterEach
    void stopAll() {
        one.close();
        two.close();
        s3.close();
        sfn.close();
        aws.close();
    }

    private String source() {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < ITEMS; i++) {
            lines.append("{\"id\": ")
                    .append(i)
                    .append(i % (ONE_IN * EACH) == 0 ? ", \"bad\": true}\n" : ", \"x\": \"y\"}\n");
        }
        s3.putObject(
                put -> put.bucket("taskgate-payloads").key("source.jsonl"), RequestBody.fromString(lines.toString()));
        return "source.jsonl";
    }

    /// @return the ARN of an execution whose token is the last one of the list
    private String parent() {
        int before = tokens.size();
        String arn = sfn.startExecution(
                        start -> start.stateMachineArn("arn:aws:states:us-east-1:000000000000:stateMachine:parent"))
                .executionArn();
        await("the parent's token").atMost(PATIENCE).until(() -> tokens.size() > before);
        return arn;
    }

    private String token() {
        return tokens.getLast().path("token").asText();
    }

    private DescribeExecutionResponse ended(String arn) {
        await("end of the parent")
                .atMost(PATIENCE)
                .until(() -> sfn.describeExecution(describe -> describe.executionArn(arn))
                                .status()
                        != ExecutionStatus.RUNNING);
        return sfn.describeExecution(describe -> describe.executionArn(arn));
    }

    private List<ExecutionListItem> runners(String machine) {
        return sfn.listExecutionsPaginator(list -> list.stateMachineArn(machine)).executions().stream()
                .toList();
    }

    private JsonNode batch(PackagedGateway app, String id) throws IOException {
        return ApprovalScenario.json(app.get("/v1/batches/" + id, "operator"));
    }

    private String stored(JsonNode reference) {
        return s3.getObjectAsBytes(get -> get.bucket(reference.path("Bucket").asText())
                        .key(reference.path("Key").asText()))
                .asString(StandardCharsets.UTF_8);
    }

    private static String counts(int failed) {
        return "{\"batches\":%d,\"succeeded\":%d,\"failed\":%d,\"items\":%d,\"failedItems\":%d}"
                .formatted(BATCHES, BATCHES - failed, failed, ITEMS, failed * EACH);
    }

    @Test
    void allItemsEachOnceThroughAKillAndAResume() throws IOException {
        String runner = aws.createStateMachine("worker", RUNNER);
        String parent = parent();
        ObjectNode form = (ObjectNode)
                ApprovalScenario.json("{\"name\": \"proof\", \"gatherAs\": \"jsonl\", \"concurrency\": 200,"
                        + " \"toleratedFailurePercentage\": 1}");
        form.put("taskToken", token()).put("runner", runner);
        form.putObject("itemsFrom")
                .putObject("s3")
                .put("bucket", "taskgate-payloads")
                .put("key", source())
                .put("format", "jsonl");
        form.putObject("batch").put("maxItems", EACH);
        form.putObject("gather").put("OutputPath", "$.output.ids");
        long began = System.nanoTime();

        HttpResponse<String> accepted = one.post(one.url("/v1/batches"), "workflow", form.toString());

        assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(202);
        assertThat(ApprovalScenario.json(accepted).at("/plan/batches").asInt()).isEqualTo(BATCHES);
        String id = ApprovalScenario.json(accepted).path("batchId").asText();
        await("the batch is under way")
                .atMost(PATIENCE)
                .until(() -> batch(two, id).at("/progress/batches").asInt() > BATCHES / 4);
        one.kill();
        int atKill = batch(two, id).at("/progress/batches").asInt();
        DescribeExecutionResponse partial = ended(parent);
        long first = System.nanoTime();
        assertThat(partial.status()).as(partial.cause()).isEqualTo(ExecutionStatus.SUCCEEDED);
        assertThat(ApprovalScenario.json(partial.output()).path("status").asText())
                .isEqualTo("PARTIAL");
        assertThat(ApprovalScenario.json(partial.output()).path("counts").toString())
                .isEqualTo(counts(BAD));
        assertThat(two.output()).anyMatch(line -> line.contains("Took over a batch"));
        assertThat(runners(runner)).hasSize(BATCHES);

        sfn.updateStateMachine(update -> update.stateMachineArn(runner)
                .definition(RUNNER.replace(
                        "\"Type\": \"Fail\", \"Error\": \"Spoilt\", \"Cause\": \"the first item is bad\"",
                        "\"Type\": \"Pass\", \"Next\": \"Good\"")));
        String second = parent();
        HttpResponse<String> resumed =
                two.post(two.url("/v1/batches/" + id + "/resume"), "workflow", "{\"taskToken\": \"" + token() + "\"}");
        assertThat(resumed.statusCode()).as(resumed.body()).isEqualTo(202);
        DescribeExecutionResponse succeeded = ended(second);
        long end = System.nanoTime();

        assertThat(succeeded.status()).as(succeeded.cause()).isEqualTo(ExecutionStatus.SUCCEEDED);
        JsonNode answer = ApprovalScenario.json(succeeded.output());
        assertThat(answer.path("counts").toString()).isEqualTo(counts(0));
        assertThat(runners(runner)).hasSize(BATCHES + BAD);
        List<Integer> ids = stored(answer.path("reference"))
                .lines()
                .flatMap(line -> IntStream.range(0, ApprovalScenario.json(line).size())
                        .mapToObj(i -> ApprovalScenario.json(line).get(i).asInt()))
                .toList();
        assertThat(ids).isEqualTo(IntStream.range(0, ITEMS).boxed().toList());
        assertThat(stored(answer.path("manifest")).lines()).hasSize(BATCHES);
        assertThat(aws.truth().lines().stream()
                        .filter(line -> line.contains("\"SendTaskFailure\"") || line.contains("\"SendTaskSuccess\"")))
                .hasSize(2);
        System.out.printf(
                "%,d items, %,d runners: killed after %d starts; %.1f s to the first answer, %.1f s for the resume%n",
                ITEMS, BATCHES, atKill, (first - began) / 1e9, (end - first) / 1e9);
    }
}
