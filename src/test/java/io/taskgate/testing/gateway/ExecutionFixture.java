package io.taskgate.testing.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.payload.json.Json;
import io.taskgate.standin.StandInClients;
import io.taskgate.standin.StandIns;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;
import software.amazon.awssdk.services.sfn.model.ExecutionDoesNotExistException;

/// Executions in the stand-ins' Step Functions, which issue real task tokens.
public final class ExecutionFixture {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final StandIns aws;
    private final OutputRecorder recorder;
    private final SfnClient sfn;

    public ExecutionFixture(StandIns aws, OutputRecorder recorder) {
        this.aws = aws;
        this.recorder = recorder;
        this.sfn = client(SfnClient.builder(), aws.states());
    }

    /// Returns an SDK client for a stand-in.
    public static <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C client(B builder, URI endpoint) {
        return StandInClients.of(builder, endpoint);
    }

    /// An execution that waits with a token.
    public record Waiting(String arn, String tag, String token) {}

    /// Starts an execution that waits for its token without a time limit.
    public Waiting start() {
        return start("");
    }

    /// @param more additional fields of the waiting state, for example `"HeartbeatSeconds": 1,`
    public Waiting start(String more) {
        String tag = "waiting-" + UUID.randomUUID();
        aws.createStateMachine(tag, machine(more, tag));
        String arn = start(tag, "{}");
        return new Waiting(arn, tag, token(tag, 0));
    }

    /// Starts another execution of the same state machine.
    public Waiting again(Waiting before) {
        int tokens = recorder.tokens(before.tag()).size();
        return new Waiting(start(before.tag(), "{}"), before.tag(), token(before.tag(), tokens));
    }

    /// Waits for the token of an attempt, numbered from 0.
    public String token(String tag, int number) {
        await("token " + number + " of " + tag)
                .atMost(PATIENCE)
                .until(() -> recorder.tokens(tag).size() > number);
        return recorder.tokens(tag).get(number);
    }

    private static String machine(String more, String tag) {
        return """
                {"StartAt": "Wait", "States": {"Wait": {"Type": "Task",
                  "Resource": "arn:aws:states:::events:putEvents.waitForTaskToken", %s
                  "Parameters": {"Entries": [{"Source": "test", "DetailType": "%s", "EventBusName": "default",
                    "Detail": {"tag": "%s", "token.$": "$$.Task.Token"}}]}, "End": true}}}""".formatted(more, OutputRecorder.TOKEN, tag);
    }

    /// Starts an execution of an existing state machine.
    ///
    /// @return its ARN
    public String start(String machine, String input) {
        return sfn.startExecution(
                        start -> start.stateMachineArn("arn:aws:states:us-east-1:000000000000:stateMachine:" + machine)
                                .name(UUID.randomUUID().toString())
                                .input(input))
                .executionArn();
    }

    public DescribeExecutionResponse describe(String arn) {
        return sfn.describeExecution(describe -> describe.executionArn(arn));
    }

    /// Returns whether the state machine has another execution with this name.
    public boolean exists(String executionArn, String name) {
        String other = executionArn.substring(0, executionArn.lastIndexOf(':') + 1) + name;
        try {
            describe(other);
            return true;
        } catch (ExecutionDoesNotExistException e) {
            return false;
        }
    }

    /// Waits for an execution's end.
    public DescribeExecutionResponse ended(String arn) {
        await("end of " + arn)
                .atMost(PATIENCE.multipliedBy(2))
                .until(() -> !describe(arn).statusAsString().equals("RUNNING"));
        return describe(arn);
    }

    /// Waits for an execution's end, which must be a success.
    ///
    /// @return its output
    public JsonNode output(String arn) {
        DescribeExecutionResponse ended = ended(arn);
        assertThat(ended.statusAsString())
                .as(ended.error() + ": " + ended.cause())
                .isEqualTo("SUCCEEDED");
        return Json.parseTrusted(ended.output().getBytes(StandardCharsets.UTF_8));
    }

    public void stop(String arn) {
        sfn.stopExecution(stop -> stop.executionArn(arn));
    }

    public SfnClient sfn() {
        return sfn;
    }
}
