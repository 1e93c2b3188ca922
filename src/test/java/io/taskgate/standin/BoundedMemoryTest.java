package io.taskgate.standin;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskgate.standin.launcher.StandInsProcess;
import io.taskgate.testing.TestSize;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;
import software.amazon.awssdk.services.sfn.model.HistoryEventType;

/// Tests the stand-ins with a heap that is much smaller than their data, and with a full heap.
class BoundedMemoryTest {

    /// The size of each input, output and object.
    private static final int BYTES = 250_000;

    private static final int EXECUTIONS = TestSize.of(2_600, 300);

    private static final int RESTORED = 150;

    private static final String PORTS = "front=0,dynamodb=0,s3=0,sqs=0";

    private static StandInsProcess start(List<String> jvm, String... options) throws IOException {
        List<String> all = new ArrayList<>(List.of("--ports", PORTS));
        all.addAll(List.of(options));
        List<String> small = new ArrayList<>(jvm);
        small.addAll(List.of("-Xmx80m", "-XX:+UseSerialGC"));
        return StandInsProcess.start(small, all);
    }

    private static URI endpoint(StandInsProcess aws, String service) {
        return URI.create(aws.environment().get("AWS_ENDPOINT_URL_" + service));
    }

    /// The inputs, outputs and objects have ten times the size of the heap, and all can be read at the end.
    @Test
    void endedExecutionsUseNoMemory() throws IOException {
        String text = "x".repeat(BYTES);
        try (StandInsProcess aws = start(List.of());
                SfnClient states = SdkClients.client(SfnClient.builder(), endpoint(aws, "SFN"));
                S3Client objects = SdkClients.client(S3Client.builder().forcePathStyle(true), endpoint(aws, "S3"))) {
            String machine = machine(states);
            for (int i = 0; i < EXECUTIONS; i++) {
                int number = i;
                states.startExecution(start ->
                        start.stateMachineArn(machine).name("run-" + number).input(input(number, text)));
                objects.putObject(
                        put -> put.bucket("taskgate-payloads").key("object-" + number), RequestBody.fromString(text));
            }
            for (int i = 0; i < EXECUTIONS; i += EXECUTIONS / 10 + 1) {
                requireWhole(states, machine.replace(":stateMachine:", ":execution:") + ":run-" + i, i, text);
            }
            assertThat(aws.handle().isAlive()).isTrue();
        }
    }

    private static String machine(SfnClient states) {
        return states.createStateMachine(create -> create.name("large")
                        .roleArn("arn:aws:iam::000000000000:role/local")
                        .definition("""
                                    {"StartAt": "P", "States": {
                                      "P": {"Type": "Pass", "Next": "F"},
                                      "F": {"Type": "Choice", "Default": "S",
                                        "Choices": [{"Variable": "$.fails", "BooleanEquals": true, "Next": "E"}]},
                                      "E": {"Type": "Fail", "Error": "Asked", "Cause": "for it"},
                                      "S": {"Type": "Succeed"}}}"""))
                .stateMachineArn();
    }

    /// The file of executions is larger than the heap that reads it.
    @Test
    void aFolderOfManyLargeExecutionsOpensInASmallHeap(@TempDir Path folder) throws IOException {
        String text = "x".repeat(BYTES);
        String machine;
        try (StandInsProcess aws = start(List.of(), "--state", folder.toString());
                SfnClient states = SdkClients.client(SfnClient.builder(), endpoint(aws, "SFN"))) {
            machine = machine(states);
            for (int i = 0; i < RESTORED; i++) {
                int number = 2 * i;
                states.startExecution(start ->
                        start.stateMachineArn(machine).name("run-" + number).input(input(number, text)));
            }
        }
        assertThat(folder.resolve("front/executions.jsonl"))
                .satisfies(file -> assertThat(Files.size(file)).isGreaterThan(100_000_000L));
        try (StandInsProcess aws = start(List.of(), "--state", folder.toString());
                SfnClient states = SdkClients.client(SfnClient.builder(), endpoint(aws, "SFN"))) {
            String executions = machine.replace(":stateMachine:", ":execution:");
            requireWhole(states, executions + ":run-0", 0, text);
            int last = 2 * (RESTORED - 1);
            requireWhole(states, executions + ":run-" + last, last, text);
        }
    }

    /// Small where the execution fails: the event of its end waits in a queue, which is in memory.
    private static String input(int number, String text) {
        boolean fails = number % 2 == 1;
        return "{\"n\":" + number + ",\"fails\":" + fails + ",\"text\":\"" + (fails ? "small" : text) + "\"}";
    }

    private static void requireWhole(SfnClient states, String execution, int number, String text) {
        boolean fails = number % 2 == 1;
        assertThat(states.describeExecution(describe -> describe.executionArn(execution)))
                .satisfies(found -> {
                    assertThat(found.status()).isEqualTo(fails ? ExecutionStatus.FAILED : ExecutionStatus.SUCCEEDED);
                    assertThat(found.input()).isEqualTo(input(number, text));
                    assertThat(found.output()).isEqualTo(fails ? null : input(number, text));
                });
        assertThat(states.getExecutionHistory(
                                history -> history.executionArn(execution).maxResults(2))
                        .events())
                .satisfiesExactly(
                        first -> assertThat(first.executionStartedEventDetails().input())
                                .isEqualTo(input(number, text)),
                        second -> assertThat(second.type()).isEqualTo(HistoryEventType.PASS_STATE_ENTERED));
    }

    /// Without the JVM's own option, as after `java -jar`.
    @Test
    void aFullHeapEndsTheProcess() throws Exception {
        try (StandInsProcess aws = start(List.of("-XX:-ExitOnOutOfMemoryError"));
                DynamoDbClient tables = SdkClients.client(DynamoDbClient.builder(), endpoint(aws, "DYNAMODB"))) {
            tables.createTable(create -> create.tableName("large")
                    .billingMode(BillingMode.PAY_PER_REQUEST)
                    .keySchema(key -> key.attributeName("id").keyType(KeyType.HASH))
                    .attributeDefinitions(define -> define.attributeName("id").attributeType(ScalarAttributeType.S)));
            fill(tables, aws);
            aws.handle().onExit().get(60, TimeUnit.SECONDS);
            assertThat(aws.exitCode()).isEqualTo(OutOfMemoryExit.EXIT_CODE);
        }
    }

    private static void fill(DynamoDbClient tables, StandInsProcess aws) {
        String text = "x".repeat(390_000);
        for (int i = 0; i < 2_000 && aws.handle().isAlive(); i++) {
            String id = "item-" + i;
            try {
                tables.putItem(put -> put.tableName("large")
                        .item(Map.of("id", AttributeValue.fromS(id), "text", AttributeValue.fromS(text))));
            } catch (SdkException _) {
                // the process is about to end
            }
        }
    }
}
