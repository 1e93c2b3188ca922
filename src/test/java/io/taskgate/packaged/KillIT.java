package io.taskgate.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.callback.FailPoint;
import io.taskgate.standin.Fault;
import io.taskgate.standin.Ports;
import io.taskgate.standin.StandIns;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sfn.SfnClient;

/// Promises 1 to 8, with the packaged process killed between any two steps and started again.
class KillIT {

    private static final String ANSWER = "{\"approved\": true, \"by\": \"ann\"}";
    private static final String OTHER = "{\"approved\": false, \"by\": \"bob\"}";
    private static final String FAILURE = "{\"error\": \"OutOfStock\", \"cause\": \"none left\"}";

    /// Over the route's budget of 32 KiB, so it is checked in before it is committed.
    private static final String LARGE = "{\"approved\": true, \"trail\": \"" + "x".repeat(40_000) + "\"}";

    private static final String TASK_LOST = "Task.Lost";
    static final String MACHINE = """
            {"StartAt": "Await", "States": {"Await": {
              "Type": "Task", "Resource": "arn:aws:states:::events:putEvents.waitForTaskToken",
              "Parameters": {"Entries": [{"Source": "workflow", "DetailType": "Token Issued", "EventBusName": "default",
                "Detail": {"token.$": "$$.Task.Token", "entered.$": "$$.State.EnteredTime",
                  "retry.$": "$$.State.RetryCount", "order.$": "$.order"}}]},
              "TimeoutSeconds": 300,
              "Retry": [{"ErrorEquals": ["Task.Lost"], "IntervalSeconds": 1, "MaxAttempts": 2, "BackoffRate": 1.0}],
              "End": true}}}""";

    private static StandIns aws;
    private static SfnClient sfn;
    private static String machine;

    private Packaged app;
    private Work work;

    @BeforeAll
    static void startAws() throws IOException {
        aws = StandIns.start(Ports.FREE);
        sfn = SfnClient.builder()
                .endpointOverride(aws.states())
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("any", "thing")))
                .httpClient(Apache5HttpClient.create())
                .build();
        machine = aws.createStateMachine("kill", MACHINE);
    }

    @AfterAll
    static void stopAws() {
        sfn.close();
        aws.close();
    }

    @BeforeEach
    void prepare(TestInfo test) {
        aws.faults().set(List.of());
        app = Packaged.beside(
                aws,
                "kill-" + test.getTestMethod().orElseThrow().getName() + "-"
                        + test.getDisplayName().replaceAll("\\W+", "-"));
        work = new Work(aws, sfn, app, machine);
    }

    @AfterEach
    void stop() {
        aws.faults().set(List.of());
        work.close();
        app.close();
    }

    private void startFatal(FailPoint.Step step) {
        app.with("taskgate.fail-point", step.name()).start();
    }

    /// The call finds its process dead: nothing is acknowledged.
    private void diesOf(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(IOException.class);
        assertThat(app.exitCode(Duration.ofSeconds(10))).isEqualTo(Packaged.KILLED);
    }

    private HttpResponse<String> registered() throws IOException {
        HttpResponse<String> registered = work.register();
        assertThat(registered.statusCode()).as(registered.body()).isEqualTo(202);
        return registered;
    }

    @ParameterizedTest
    @EnumSource(names = {"REGISTER_WRITTEN", "REQUEST_PUBLISHED", "REQUEST_MARKED"})
    void promise7KilledWhileRegistering(FailPoint.Step step) throws IOException {
        startFatal(step);
        diesOf(work::register);

        app.restart();

        // the sweep publishes what nobody asks for again, once more where it can't know that it was published
        work.awaitRequests(step == FailPoint.Step.REQUEST_PUBLISHED ? 2 : 1);
        JsonNode first = Work.json(registered());
        JsonNode again = Work.json(registered());
        assertThat(again).isEqualTo(first);
        assertThat(first.path("callbackId"))
                .isEqualTo(work.requests().getFirst().path("callbackId"));
        assertThat(work.answer("success", ANSWER).statusCode()).isEqualTo(200);
        assertSettledOnce(ANSWER);
        assertThat(work.awaitOutput()).isEqualTo(Work.json(ANSWER));
    }

    @ParameterizedTest
    @EnumSource(names = {"ANSWER_COMMITTED", "REPORT_STARTED", "REPORT_SENT", "REPORT_RECORDED"})
    void killedAfterTheCommit(FailPoint.Step step) throws IOException {
        startFatal(step);
        registered();
        diesOf(() -> work.answer("success", ANSWER));

        app.restart();

        // although nobody sends it again
        work.awaitState("DELIVERED");
        assertSettledOnce(ANSWER);
        assertThat(work.awaitOutput()).isEqualTo(Work.json(ANSWER));
        if (step == FailPoint.Step.REPORT_SENT) {
            assertThat(work.events()).contains("ambiguous", "reconciled");
        }
    }

    @Test
    void killedBeforeTheCommit() throws IOException {
        startFatal(FailPoint.Step.ANSWER_CHECKED_IN);
        registered();
        diesOf(() -> work.answer("success", LARGE));
        app.restart();
        assertThat(work.record().path("state").asText()).isEqualTo("PENDING");

        assertThat(work.answer("success", LARGE).statusCode()).isEqualTo(200);

        assertSettledOnce(LARGE);
        assertThat(work.awaitOutput().path("Bucket").asText()).isEqualTo("taskgate-payloads");
        assertThat(work.awaitOutput().path("bytes").asInt()).isBetween(40_000, 41_000);
    }

    @Test
    void everyStepIsAmongThese() {
        // 3 while registering, 1 before and 4 after the commit
        assertThat(FailPoint.Step.values()).hasSize(8);
    }

    /// @param acknowledged whether the worker heard of the commit before the kill
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anEarlyAnswerOutlivesTheProcess(boolean acknowledged) throws IOException {
        if (acknowledged) {
            app.start();
            assertThat(work.answerByKey(ANSWER).statusCode()).isEqualTo(202);
            app.kill();
        } else {
            startFatal(FailPoint.Step.ANSWER_COMMITTED);
            diesOf(() -> work.answerByKey(ANSWER));
        }
        app.restart();
        assertThat(work.record().path("state").asText()).isEqualTo("EARLY");
        assertThat(work.answerByKey(ANSWER).statusCode()).isEqualTo(202);
        assertThat(work.answerByKey(OTHER).statusCode()).isEqualTo(409);

        registered();

        work.awaitState("DELIVERED");
        assertSettledOnce(ANSWER);
        assertThat(work.awaitOutput()).isEqualTo(Work.json(ANSWER));
    }

    /// Killed while Step Functions has the report and its reply never comes.
    @Test
    void killedAfterALostReply() throws IOException {
        app.start();
        registered();
        aws.faults()
                .set(List.of(
                        Fault.of("SendTaskSuccess", Fault.Kind.DROP_AFTER, 1),
                        new Fault("SendTaskSuccess", Fault.Kind.LATENCY, 100, Duration.ofSeconds(30))));
        answerUnheard();
        await("Step Functions to have it")
                .atMost(Work.PATIENCE)
                .until(() -> !work.taken().isEmpty());
        app.kill();
        aws.faults().set(List.of());
        app.restart();

        work.awaitState("DELIVERED");
        assertThat(work.events()).contains("report taken over", "ambiguous", "reconciled");
        assertSettledOnce(ANSWER);
        assertThat(work.awaitOutput()).isEqualTo(Work.json(ANSWER));
    }

    /// Killed while the report hangs; what hangs is applied before the take-over, or long after it.
    @ParameterizedTest
    @ValueSource(ints = {3, 40})
    void killedWhileAReportHangs(int seconds) throws IOException {
        app.start();
        registered();
        aws.faults().set(List.of(new Fault("SendTaskSuccess", Fault.Kind.LATENCY, 1, Duration.ofSeconds(seconds))));
        answerUnheard();
        work.awaitState("SETTLING");
        app.kill();
        app.restart();

        work.awaitState("DELIVERED");
        assertThat(work.events()).contains("report taken over");
        assertSettledOnce(ANSWER);
        assertThat(work.awaitOutput()).isEqualTo(Work.json(ANSWER));
    }

    /// Sends the answer and does not wait for what comes of it.
    private void answerUnheard() {
        Thread.startVirtualThread(() -> {
            try {
                work.answer("success", ANSWER);
            } catch (IOException e) {
                // the process was killed meanwhile
            }
        });
    }

    /// The workflow gave the task up and tries again while nobody is there: the answer belongs to the newer token.
    @Test
    void killedWithAnAnswerWhoseTokenIsGone() throws IOException {
        startFatal(FailPoint.Step.REPORT_STARTED);
        registered();
        diesOf(() -> work.answer("success", ANSWER));
        work.lose(TASK_LOST);
        work.awaitToken(2);
        app.restart();

        assertThat(work.register(2).statusCode()).isEqualTo(202);

        work.awaitState("DELIVERED");
        assertThat(work.awaitOutput()).isEqualTo(Work.json(ANSWER));
        JsonNode tooLate = Work.json(work.register(1));
        assertThat(tooLate.path("superseded").asBoolean())
                .as(tooLate.toString())
                .isTrue();
        assertThat(work.record().path("state").asText()).isEqualTo("DELIVERED");
        assertThat(work.taken())
                .extracting(line -> line.path("applied").asText())
                .containsExactly("SendTaskFailure", "SendTaskSuccess");
        assertRequestIdIsConstant();
    }

    /// The record, the truth and every later call agree on one outcome, the answer given.
    private void assertSettledOnce(String answer) throws IOException {
        work.awaitState("DELIVERED");
        assertThat(work.record().path("outcome").asText()).isEqualTo("SUCCESS");
        HttpResponse<String> same = work.answer("success", answer);
        assertThat(same.statusCode()).as(same.body()).isEqualTo(200);
        assertThat(work.answer("success", OTHER).statusCode()).isEqualTo(409);
        assertThat(work.answer("failure", FAILURE).statusCode()).isEqualTo(409);
        int published = work.requests().size();
        JsonNode again = Work.json(registered());
        assertThat(again.path("state").asText()).isEqualTo("DELIVERED");
        assertThat(work.requests()).hasSize(published);
        assertThat(work.record().path("state").asText()).isEqualTo("DELIVERED");
        assertThat(work.events()).contains("different answer refused");
        assertThat(work.taken())
                .singleElement()
                .satisfies(line -> assertThat(line.path("applied").asText()).isEqualTo("SendTaskSuccess"));
        assertRequestIdIsConstant();
        work.tokens().forEach(token -> assertThat(app.output()).noneMatch(line -> line.contains(token)));
    }

    private void assertRequestIdIsConstant() {
        Set<String> ids = Set.copyOf(work.requests().stream()
                .map(request -> request.path("requestId").asText())
                .toList());
        assertThat(ids).hasSizeLessThanOrEqualTo(1).doesNotContain("");
    }
}
