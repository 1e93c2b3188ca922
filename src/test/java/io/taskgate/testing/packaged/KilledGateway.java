package io.taskgate.testing.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.runtime.FailPoint;
import io.taskgate.standin.StandInClients;
import io.taskgate.standin.StandIns;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import software.amazon.awssdk.services.sfn.SfnClient;

/// One packaged process, one execution that waits for it, and what must hold after the process was killed and
/// started again. Most of each test is waiting for a lease to end, so that several run at once.
@Execution(ExecutionMode.CONCURRENT)
public abstract class KilledGateway {

    public static final String ANSWER = "{\"approved\": true, \"by\": \"ann\"}";
    public static final String OTHER = "{\"approved\": false, \"by\": \"bob\"}";
    private static final String FAILURE = "{\"error\": \"OutOfStock\", \"cause\": \"none left\"}";

    /// Over the route's budget of 32 KiB, so it is checked in before it is committed.
    public static final String LARGE = "{\"approved\": true, \"trail\": \"" + "x".repeat(40_000) + "\"}";

    public static final String TASK_LOST = "Task.Lost";
    public static final String MACHINE = """
        {"StartAt": "Await", "States": {"Await": {
          "Type": "Task", "Resource": "arn:aws:states:::events:putEvents.waitForTaskToken",
          "Parameters": {"Entries": [{"Source": "workflow", "DetailType": "Token Issued", "EventBusName": "default",
            "Detail": {"token.$": "$$.Task.Token", "entered.$": "$$.State.EnteredTime",
              "retry.$": "$$.State.RetryCount", "order.$": "$.order"}}]},
          "TimeoutSeconds": 300,
          "Retry": [{"ErrorEquals": ["Task.Lost"], "IntervalSeconds": 1, "MaxAttempts": 2, "BackoffRate": 1.0}],
          "End": true}}}\
        """;

    private static final int MACHINE_NAME = 60;

    public PackagedGateway app;
    public ApprovalScenario work;
    private SfnClient sfn;

    /// Where the process of this test works: tests that run at once share it, if none of them has faults.
    public abstract StandIns aws();

    @BeforeEach
    void prepare(TestInfo test) {
        String name = "kill-" + test.getTestMethod().orElseThrow().getName() + "-"
                + test.getDisplayName().replaceAll("\\W+", "-");
        // A table of its own, and no queue: the process that another test starts takes nothing of this one
        // over.
        app = PackagedGateway.beside(aws(), name)
                .with("taskgate.aws.ledger.table", name)
                // a first request after a start takes seconds where several start at once
                .with("taskgate.http.body-timeout", "60s")
                .without("taskgate.events");
        sfn = StandInClients.of(SfnClient.builder(), aws().states());
        work = new ApprovalScenario(
                aws(),
                sfn,
                app,
                aws().createStateMachine(name.substring(0, Math.min(name.length(), MACHINE_NAME)), MACHINE));
    }

    @AfterEach
    void stop() {
        work.close();
        app.close();
        sfn.close();
    }

    public void startFatal(FailPoint.Step step) {
        app.with("taskgate.fail-point", step.name()).start();
    }

    /// The call finds its process dead: nothing is acknowledged. A busy process may say before that it is to
    /// come again.
    public void diesOf(Callable<HttpResponse<String>> call) {
        assertThatThrownBy(() -> untilTaken(call)).isInstanceOf(IOException.class);
        assertThat(app.exitCode(Duration.ofSeconds(30))).isEqualTo(PackagedGateway.KILLED);
    }

    /// Repeated while it is answered 503, as any caller does.
    private static HttpResponse<String> untilTaken(Callable<HttpResponse<String>> call) throws Exception {
        long end = System.nanoTime() + ApprovalScenario.PATIENCE.toNanos();
        HttpResponse<String> told = call.call();
        while (told.statusCode() == 503 && System.nanoTime() < end) {
            told = call.call();
        }
        return told;
    }

    public HttpResponse<String> registered() throws Exception {
        HttpResponse<String> registered = untilTaken(work::register);
        assertThat(registered.statusCode()).as(registered.body()).isEqualTo(202);
        return registered;
    }

    /// The record, the truth and every later call agree on one outcome, the answer given.
    public void assertSettledOnce(String answer) throws Exception {
        work.awaitState("DELIVERED");
        assertThat(work.record().path("outcome").asText()).isEqualTo("SUCCESS");
        HttpResponse<String> same = work.answer("success", answer);
        assertThat(same.statusCode()).as(same.body()).isEqualTo(200);
        assertThat(work.answer("success", OTHER).statusCode()).isEqualTo(409);
        assertThat(work.answer("failure", FAILURE).statusCode()).isEqualTo(409);
        int published = work.requests().size();
        JsonNode again = ApprovalScenario.json(registered());
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

    public void assertRequestIdIsConstant() {
        Set<String> ids = Set.copyOf(work.requests().stream()
                .map(request -> request.path("requestId").asText())
                .toList());
        assertThat(ids).hasSizeLessThanOrEqualTo(1).doesNotContain("");
    }
}
