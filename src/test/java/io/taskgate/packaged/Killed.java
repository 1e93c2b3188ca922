package io.taskgate.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.callback.FailPoint;
import io.taskgate.standin.Clients;
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
import org.junit.jupiter.api.TestInfo;
import software.amazon.awssdk.services.sfn.SfnClient;

/// One packaged process, one execution that waits for it, and what must hold after the process was killed and started
/// again.
abstract class Killed {

    static final String ANSWER = "{\"approved\": true, \"by\": \"ann\"}";
    static final String OTHER = "{\"approved\": false, \"by\": \"bob\"}";
    private static final String FAILURE = "{\"error\": \"OutOfStock\", \"cause\": \"none left\"}";

    /// Over the route's budget of 32 KiB, so it is checked in before it is committed.
    static final String LARGE = "{\"approved\": true, \"trail\": \"" + "x".repeat(40_000) + "\"}";

    static final String TASK_LOST = "Task.Lost";
    static final String MACHINE = """
        {"StartAt": "Await", "States": {"Await": {
          "Type": "Task", "Resource": "arn:aws:states:::events:putEvents.waitForTaskToken",
          "Parameters": {"Entries": [{"Source": "workflow", "DetailType": "Token Issued", "EventBusName": "default",
            "Detail": {"token.$": "$$.Task.Token", "entered.$": "$$.State.EnteredTime",
              "retry.$": "$$.State.RetryCount", "order.$": "$.order"}}]},
          "TimeoutSeconds": 300,
          "Retry": [{"ErrorEquals": ["Task.Lost"], "IntervalSeconds": 1, "MaxAttempts": 2, "BackoffRate": 1.0}],
          "End": true}}}\
        """;

    static StandIns aws;
    private static SfnClient sfn;
    private static String machine;

    Packaged app;
    Work work;

    @BeforeAll
    static void startAws() throws IOException {
        aws = StandIns.start(Ports.FREE);
        sfn = Clients.of(SfnClient.builder(), aws.states());
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

    void startFatal(FailPoint.Step step) {
        app.with("taskgate.fail-point", step.name()).start();
    }

    /// The call finds its process dead: nothing is acknowledged.
    void diesOf(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(IOException.class);
        assertThat(app.exitCode(Duration.ofSeconds(10))).isEqualTo(Packaged.KILLED);
    }

    HttpResponse<String> registered() throws IOException {
        HttpResponse<String> registered = work.register();
        assertThat(registered.statusCode()).as(registered.body()).isEqualTo(202);
        return registered;
    }

    /// The record, the truth and every later call agree on one outcome, the answer given.
    void assertSettledOnce(String answer) throws IOException {
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

    void assertRequestIdIsConstant() {
        Set<String> ids = Set.copyOf(work.requests().stream()
                .map(request -> request.path("requestId").asText())
                .toList());
        assertThat(ids).hasSizeLessThanOrEqualTo(1).doesNotContain("");
    }
}
