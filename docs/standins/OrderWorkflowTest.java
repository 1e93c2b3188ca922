import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.taskgate.standin.junit.StandInsExtension;
import io.taskgate.standin.launcher.StandInsProcess;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;
import software.amazon.awssdk.services.sfn.model.TaskTimedOutException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;

/// A workflow that asks a worker by SQS and waits for its answer. The extension starts the stand-ins and points
/// the AWS SDK at them, so that the clients are those of production.
@ExtendWith(StandInsExtension.class)
class OrderWorkflowTest {

    private static final Pattern TOKEN = Pattern.compile("\"token\":\"([^\"]+)\"");

    private final SfnClient states = SfnClient.create();
    private final SqsClient queues = SqsClient.create();

    @Test
    void theWorkflowEndsWithTheWorkersAnswer() {
        String queue = queues.createQueue(create -> create.queueName("reviews")).queueUrl();
        String machine = states.createStateMachine(create -> create.name("order")
                        .roleArn("arn:aws:iam::000000000000:role/order")
                        .definition("""
                                {"StartAt": "Review", "States": {"Review": {
                                  "Type": "Task",
                                  "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
                                  "Parameters": {
                                    "QueueUrl": "%s",
                                    "MessageBody": {"order.$": "$.order", "token.$": "$$.Task.Token"}},
                                  "HeartbeatSeconds": 60,
                                  "End": true}}}""".formatted(queue)))
                .stateMachineArn();

        String execution = states.startExecution(start ->
                        start.stateMachineArn(machine).input("{\"order\": 42}"))
                .executionArn();
        Message asked = queues.receiveMessage(receive -> receive.queueUrl(queue).waitTimeSeconds(20))
                .messages()
                .getFirst();
        Matcher token = TOKEN.matcher(asked.body());
        assertTrue(token.find());
        states.sendTaskSuccess(send -> send.taskToken(token.group(1)).output("{\"approved\": true}"));

        assertEquals("{\"approved\":true}", ended(execution).output().replace(" ", ""));
        // as in AWS, a token is answered once
        assertThrows(
                TaskTimedOutException.class,
                () -> states.sendTaskSuccess(
                        send -> send.taskToken(token.group(1)).output("{}")));
    }

    private DescribeExecutionResponse ended(String execution) {
        return await().until(
                        () -> states.describeExecution(describe -> describe.executionArn(execution)),
                        found -> found.status() != ExecutionStatus.RUNNING);
    }

    /// For a program that the test starts, such as the worker.
    @Test
    void anotherProcessGetsTheSameEndpoints(StandInsProcess aws) {
        Map<String, String> environment = aws.environment();

        assertEquals(System.getProperty("aws.endpointUrlSfn"), environment.get("AWS_ENDPOINT_URL_SFN"));
        assertTrue(environment.get("AWS_ENDPOINT_URL_SQS").startsWith("http://127.0.0.1:"));
    }
}
