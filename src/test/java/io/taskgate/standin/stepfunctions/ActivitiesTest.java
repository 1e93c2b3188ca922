package io.taskgate.standin.stepfunctions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.taskgate.standin.ManualTimers;
import io.taskgate.standin.Ports;
import io.taskgate.standin.SdkClients;
import io.taskgate.standin.StandInSettings;
import io.taskgate.standin.StandIns;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.ActivityDoesNotExistException;
import software.amazon.awssdk.services.sfn.model.ActivityListItem;
import software.amazon.awssdk.services.sfn.model.EncryptionType;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;
import software.amazon.awssdk.services.sfn.model.GetActivityTaskResponse;
import software.amazon.awssdk.services.sfn.model.HistoryEvent;
import software.amazon.awssdk.services.sfn.model.InvalidArnException;
import software.amazon.awssdk.services.sfn.model.InvalidNameException;
import software.amazon.awssdk.services.sfn.model.Tag;
import software.amazon.awssdk.services.sfn.model.TaskTimedOutException;

/// Activities as the AWS SDK sees them. The events are those that were recorded from AWS.
class ActivitiesTest {

    private static final ManualTimers timers = new ManualTimers();
    private static StandIns aws;
    private static SfnClient sfn;

    @BeforeAll
    static void start() throws IOException {
        aws = StandIns.start(Ports.FREE, timers);
        sfn = SdkClients.client(SfnClient.builder(), aws.states());
    }

    @AfterAll
    static void stop() {
        aws.close();
    }

    private static String activity() {
        return sfn.createActivity(create -> create.name("a-" + UUID.randomUUID()))
                .activityArn();
    }

    private static String definition(String activity) {
        return """
                {"StartAt": "S", "States": {"S": {"Type": "Task", "Resource": "%s", "TimeoutSeconds": 60,
                  "HeartbeatSeconds": 10, "End": true}}}""".formatted(activity);
    }

    private static String start(String activity) {
        String machine = aws.createStateMachine("m-" + UUID.randomUUID(), definition(activity));
        return sfn.startExecution(start -> start.stateMachineArn(machine).input("{\"n\": 1}"))
                .executionArn();
    }

    private static GetActivityTaskResponse fetch(String activity) {
        return sfn.getActivityTask(get -> get.activityArn(activity).workerName("w1"));
    }

    private static List<String> events(String execution) {
        return sfn.getExecutionHistory(get -> get.executionArn(execution)).events().stream()
                .map(HistoryEvent::typeAsString)
                .toList();
    }

    private static void awaitEnd(String execution, ExecutionStatus status) {
        await().until(() -> sfn.describeExecution(describe -> describe.executionArn(execution))
                        .status()
                == status);
    }

    @Test
    void aWorkerFetchesBeatsAndSucceeds() {
        String activity = activity();
        String execution = start(activity);
        GetActivityTaskResponse task = fetch(activity);
        assertThat(task.input()).isEqualTo("{\"n\":1}");
        await().until(() -> events(execution).contains("ActivityStarted"));

        timers.advance(Duration.ofSeconds(9));
        sfn.sendTaskHeartbeat(send -> send.taskToken(task.taskToken()));
        timers.advance(Duration.ofSeconds(9));
        sfn.sendTaskSuccess(send -> send.taskToken(task.taskToken()).output("{\"done\":true}"));

        awaitEnd(execution, ExecutionStatus.SUCCEEDED);
        List<HistoryEvent> history =
                sfn.getExecutionHistory(get -> get.executionArn(execution)).events();
        assertThat(history)
                .extracting(HistoryEvent::typeAsString)
                .containsExactly(
                        "ExecutionStarted",
                        "TaskStateEntered",
                        "ActivityScheduled",
                        "ActivityStarted",
                        "ActivitySucceeded",
                        "TaskStateExited",
                        "ExecutionSucceeded");
        assertThat(history.get(2).activityScheduledEventDetails().resource()).isEqualTo(activity);
        assertThat(history.get(2).activityScheduledEventDetails().input()).isEqualTo("{\"n\":1}");
        assertThat(history.get(2).activityScheduledEventDetails().heartbeatInSeconds())
                .isEqualTo(10);
        assertThat(history.get(2).activityScheduledEventDetails().timeoutInSeconds())
                .isEqualTo(60);
        assertThat(history.get(3).activityStartedEventDetails().workerName()).isEqualTo("w1");
        assertThat(history.get(4).activitySucceededEventDetails().output()).isEqualTo("{\"done\":true}");
    }

    @Test
    void aWaitingWorkerGetsTheNextTask() {
        String activity = activity();
        CompletableFuture<GetActivityTaskResponse> waiting = CompletableFuture.supplyAsync(() -> fetch(activity));
        String execution = start(activity);

        String token = waiting.join().taskToken();
        sfn.sendTaskFailure(send -> send.taskToken(token).error("Broken").cause("so"));

        awaitEnd(execution, ExecutionStatus.FAILED);
        assertThat(events(execution)).endsWith("ActivityStarted", "ActivityFailed", "ExecutionFailed");
    }

    @Test
    void aWorkerThatFallsSilentTimesOutAfterItsStartOnly() {
        String activity = activity();
        String execution = start(activity);
        await().until(() -> events(execution).contains("ActivityScheduled"));
        timers.advance(Duration.ofSeconds(300));
        String token = fetch(activity).taskToken();
        await().until(() -> events(execution).contains("ActivityStarted"));

        timers.advance(Duration.ofSeconds(10));

        awaitEnd(execution, ExecutionStatus.FAILED);
        assertThat(events(execution)).endsWith("ActivityTimedOut", "ExecutionFailed");
        assertThatThrownBy(
                        () -> sfn.sendTaskSuccess(send -> send.taskToken(token).output("{}")))
                .isInstanceOf(TaskTimedOutException.class);
    }

    @Test
    void aWorkerWaitsForAMinute() {
        String activity = activity();
        int before = timers.pending();
        CompletableFuture<GetActivityTaskResponse> waiting = CompletableFuture.supplyAsync(() -> fetch(activity));
        await().until(() -> timers.pending() > before);

        timers.advance(Duration.ofSeconds(60));

        assertThat(waiting.join().taskToken()).isNull();
        assertThat(waiting.join().input()).isNull();
    }

    @Test
    void aTaskOfAStoppedExecutionIsNotGivenOut() {
        String activity = activity();
        String stopped = start(activity);
        await().until(() -> events(stopped).contains("ActivityScheduled"));
        sfn.stopExecution(stop -> stop.executionArn(stopped));
        String execution = start(activity);

        String token = fetch(activity).taskToken();
        sfn.sendTaskSuccess(send -> send.taskToken(token).output("{}"));

        awaitEnd(execution, ExecutionStatus.SUCCEEDED);
    }

    @Test
    void aMockFileAnswersInPlaceOfAWorker() {
        String activity = activity();
        aws.mocks("{\"resources\": {\"" + activity + "\": {\"result\": {\"mocked\": true}}}}");

        String execution = start(activity);

        awaitEnd(execution, ExecutionStatus.SUCCEEDED);
        assertThat(events(execution)).contains("ActivityScheduled", "ActivityStarted", "ActivitySucceeded");
        aws.mocks("{}");
    }

    @Test
    void aScheduledTaskOutlastsTheStandIns(@TempDir Path folder) throws IOException {
        String activity;
        String execution;
        try (StandIns first = StandIns.start(StandInSettings.at(Ports.FREE).in(folder));
                SfnClient client = SdkClients.client(SfnClient.builder(), first.states())) {
            activity = client.createActivity(create -> create.name("kept")).activityArn();
            String machine = first.createStateMachine("kept", definition(activity));
            execution = client.startExecution(
                            start -> start.stateMachineArn(machine).input("{\"n\": 2}"))
                    .executionArn();
            await().until(() -> client.getExecutionHistory(get -> get.executionArn(execution)).events().stream()
                    .anyMatch(event -> event.typeAsString().equals("ActivityScheduled")));
        }
        try (StandIns second = StandIns.start(StandInSettings.at(Ports.FREE).in(folder));
                SfnClient client = SdkClients.client(SfnClient.builder(), second.states())) {
            GetActivityTaskResponse task = client.getActivityTask(get -> get.activityArn(activity));
            assertThat(task.input()).isEqualTo("{\"n\":2}");
            client.sendTaskSuccess(send -> send.taskToken(task.taskToken()).output("{}"));
            await().until(() -> client.describeExecution(describe -> describe.executionArn(execution))
                            .status()
                    == ExecutionStatus.SUCCEEDED);
        }
    }

    @Test
    void activitiesAreMadeListedTaggedAndDeleted() {
        String name = "a-" + UUID.randomUUID();
        Tag tag = Tag.builder().key("k").value("v").build();
        String activity =
                sfn.createActivity(create -> create.name(name).tags(tag)).activityArn();
        assertThat(sfn.createActivity(create -> create.name(name)).activityArn())
                .isEqualTo(activity);
        assertThat(activity).isEqualTo("arn:aws:states:us-east-1:000000000000:activity:" + name);
        assertThat(sfn.describeActivity(describe -> describe.activityArn(activity))
                        .encryptionConfiguration()
                        .type())
                .isEqualTo(EncryptionType.AWS_OWNED_KEY);
        assertThat(sfn.listActivities().activities())
                .extracting(ActivityListItem::activityArn)
                .contains(activity);
        assertThat(sfn.listTagsForResource(list -> list.resourceArn(activity)).tags())
                .containsExactly(tag);

        sfn.deleteActivity(delete -> delete.activityArn(activity));
        sfn.deleteActivity(delete -> delete.activityArn(activity));

        assertThatThrownBy(() -> sfn.describeActivity(describe -> describe.activityArn(activity)))
                .isInstanceOf(ActivityDoesNotExistException.class);
        assertThatThrownBy(() -> fetch(activity)).isInstanceOf(ActivityDoesNotExistException.class);
        assertThatThrownBy(() -> fetch("nope")).isInstanceOf(InvalidArnException.class);
        assertThatThrownBy(() -> sfn.createActivity(create -> create.name("a b")))
                .isInstanceOf(InvalidNameException.class);
        String execution = start(activity);
        awaitEnd(execution, ExecutionStatus.FAILED);
        assertThat(sfn.describeExecution(describe -> describe.executionArn(execution))
                        .cause())
                .endsWith("The activity " + activity + " does not exist.");
    }
}
