package io.taskgate.standin.mock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taskgate.standin.Ports;
import io.taskgate.standin.SdkClients;
import io.taskgate.standin.StandInSettings;
import io.taskgate.standin.StandIns;
import io.taskgate.standin.definition.StatesJson;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;
import software.amazon.awssdk.services.sfn.model.HistoryEvent;
import software.amazon.awssdk.services.sfn.model.HistoryEventType;

/// A team's own machine with integrations that the stand-ins do not have, unmodified, answered by a mock file.
class MockedMachineTest {

    private static final String ROLE = "arn:aws:iam::123456789012:role/media";

    /// Three integrations that only AWS has: a Glue job, Rekognition, and SNS with a task token.
    private static final String MACHINE = """
            {"Comment": "Catalogue of images", "StartAt": "Crawl", "States": {
              "Crawl": {"Type": "Task", "Resource": "arn:aws:states:::glue:startJobRun.sync",
                "Parameters": {"JobName": "crawl", "Arguments": {"--bucket.$": "$.bucket"}},
                "Retry": [{"ErrorEquals": ["Glue.ConcurrentRunsExceededException"], "IntervalSeconds": 1, "MaxAttempts": 2}],
                "ResultPath": "$.job", "Next": "Label"},
              "Label": {"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:rekognition:detectLabels",
                "Parameters": {"Image": {"S3Object": {"Bucket.$": "$.bucket", "Name": "cat.png"}}},
                "ResultSelector": {"labels.$": "$.Labels[*].Name"}, "ResultPath": "$.found",
                "Catch": [{"ErrorEquals": ["Rekognition.InvalidImageFormatException"], "Next": "Unreadable"}],
                "Next": "Ask"},
              "Ask": {"Type": "Task", "Resource": "arn:aws:states:::sns:publish.waitForTaskToken",
                "Parameters": {"TopicArn": "arn:aws:sns:us-east-1:123456789012:reviews",
                  "Message": {"token.$": "$$.Task.Token", "labels.$": "$.found.labels"}},
                "HeartbeatSeconds": 600, "ResultPath": "$.review", "End": true},
              "Unreadable": {"Type": "Fail", "Error": "Unreadable"}}}""";

    private static final String MOCKS = """
            {"resources": {
               "glue:startJobRun.sync": [{"error": "Glue.ConcurrentRunsExceededException", "cause": "one at a time"},
                 {"result": {"JobRunState": "SUCCEEDED"}}],
               "aws-sdk:rekognition:*": {"result": {"Labels": [{"Name": "Cat"}, {"Name": "Sofa"}]}}},
             "states": {"Ask": {"submitted": {"MessageId": "m-1"}}}}""";

    @TempDir
    private Path folder;

    private StandIns aws;
    private SfnClient sfn;

    @BeforeEach
    void start() throws IOException {
        Path mocks = Files.writeString(folder.resolve("mocks.json"), MOCKS);
        aws = StandIns.start(StandInSettings.at(Ports.FREE).mockedBy(mocks));
        sfn = SdkClients.client(SfnClient.builder(), aws.states());
    }

    @AfterEach
    void stop() {
        sfn.close();
        aws.close();
    }

    private String run() {
        String machine = sfn.createStateMachine(
                        create -> create.name("catalogue").definition(MACHINE).roleArn(ROLE))
                .stateMachineArn();
        return sfn.startExecution(start -> start.stateMachineArn(machine).input("{\"bucket\": \"images\"}"))
                .executionArn();
    }

    private List<HistoryEvent> history(String execution) {
        return sfn.getExecutionHistory(get -> get.executionArn(execution)).events();
    }

    private DescribeExecutionResponse ended(String execution) {
        await().until(() -> sfn.describeExecution(describe -> describe.executionArn(execution))
                        .status()
                != ExecutionStatus.RUNNING);
        return sfn.describeExecution(describe -> describe.executionArn(execution));
    }

    @Test
    void aMachineRunsUnmodifiedToItsTokenAndOn() {
        String execution = run();
        await().until(() -> history(execution).stream()
                        .filter(event -> event.type() == HistoryEventType.TASK_SUBMITTED)
                        .count()
                == 2);
        String token = StatesJson.parsed(history(execution).stream()
                        .filter(event -> event.type() == HistoryEventType.TASK_SCHEDULED)
                        .toList()
                        .getLast()
                        .taskScheduledEventDetails()
                        .parameters())
                .at("/Message/token")
                .asText();

        sfn.sendTaskHeartbeat(send -> send.taskToken(token));
        sfn.sendTaskSuccess(send -> send.taskToken(token).output("{\"approved\":true}"));

        assertThat(ended(execution).output())
                .isEqualTo("{\"bucket\":\"images\",\"job\":{\"JobRunState\":\"SUCCEEDED\"},"
                        + "\"found\":{\"labels\":[\"Cat\",\"Sofa\"]},\"review\":{\"approved\":true}}");
        assertThat(history(execution))
                .extracting(HistoryEvent::typeAsString)
                .containsExactly(
                        "ExecutionStarted",
                        "TaskStateEntered",
                        "TaskScheduled",
                        "TaskStarted",
                        "TaskFailed",
                        "TaskScheduled",
                        "TaskStarted",
                        "TaskSubmitted",
                        "TaskSucceeded",
                        "TaskStateExited",
                        "TaskStateEntered",
                        "TaskScheduled",
                        "TaskStarted",
                        "TaskSucceeded",
                        "TaskStateExited",
                        "TaskStateEntered",
                        "TaskScheduled",
                        "TaskStarted",
                        "TaskSubmitted",
                        "TaskSucceeded",
                        "TaskStateExited",
                        "ExecutionSucceeded");
    }

    @Test
    void theFileIsReplacedWhileTheStandInsRun() throws IOException, InterruptedException {
        HttpResponse<String> refused = put("{\"states\": {\"Label\": {\"error\": 1}}}");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("states.Label: error and cause are texts");
        assertThat(put("{\"resources\": {\"glue:*\": {\"result\": {}}},"
                                + " \"machines\": {\"catalogue\": {\"Label\": {\"error\": \"Rekognition.InvalidImageFormatException\"}}}}")
                        .statusCode())
                .isEqualTo(200);

        assertThat(ended(run()).error()).isEqualTo("Unreadable");
    }

    @Test
    void withoutAnAnswerTheTaskFailsUnderTheNameOfTheIntegration() {
        aws.mocks("{}");

        DescribeExecutionResponse failed = ended(run());

        assertThat(failed.error()).isEqualTo("States.Runtime");
        assertThat(failed.cause()).startsWith("The stand-in does not run glue:startJobRun.sync.");
    }

    @Test
    void onlyATokenCanStayOpen() {
        aws.mocks("{\"states\": {\"Crawl\": {\"submitted\": {}}}}");

        assertThat(ended(run()).cause()).contains("only .waitForTaskToken has");
    }

    private HttpResponse<String> put(String mocks) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                    HttpRequest.newBuilder(URI.create(aws.states() + "/_local/mocks"))
                            .PUT(HttpRequest.BodyPublishers.ofString(mocks))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }
}
