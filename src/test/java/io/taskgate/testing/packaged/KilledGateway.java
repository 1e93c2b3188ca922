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

/// One packaged process and one execution that waits for it, with the checks after the process was killed and
/// restarted. Most of the time of each test is spent waiting for the end of a lease, so several tests run at
/// once.
@Execution(ExecutionMode.CONCURRENT)
public abstract class KilledGateway {

    public static final String ANSWER = "{\"approved\": true, \"by\": \"ann\"}";
    public static final String OTHER = "{\"approved\": false, \"by\": \"bob\"}";
    private static final String FAILURE = "{\"error\": \"OutOfStock\", \"cause\": \"out of stock\"}";

    /// Exceeds the route's budget of 32 KiB, so it is checked in before it is committed.
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

    /// The environment of the process. Concurrent tests share it unless one of them has faults.
    public abstract StandIns aws();

    @BeforeEach
    void prepare(TestInfo test) {
        String name = "kill-" + test.getTestMethod().orElseThrow().getName() + "-"
                + test.getDisplayName().replaceAll("\\W+", "-");
        // A separate table and no queue, so that the process of another test takes over none of this one's
        // work.
        app = PackagedGateway.beside(aws(), name)
                .with("taskgate.aws.ledger.table", name)
                // The first request after a start takes seconds if several processes start at once.
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

    /// Sends a request to a process that ends: it gets no acknowledgement. A busy process may first answer
    /// with 503.
    public void diesOf(Callable<HttpResponse<String>> call) {
        assertThatThrownBy(() -> untilTaken(call)).isInstanceOf(IOException.class);
        assertThat(app.exitCode(Duration.ofSeconds(30))).isEqualTo(PackagedGateway.KILLED);
    }

    /// Repeats a request while the response is 503, as callers do.
    private static HttpResponse<String> untilTaken(Callable<HttpResponse<String>> call) throws Exception {
        long end = System.nanoTime() + ApprovalScenario.PATIENCE.toNanos();
        HttpResponse<String> response = call.call();
        while (response.statusCode() == 503 && System.nanoTime() < end) {
            response = call.call();
        }
        return response;
    }

    public HttpResponse<String> registered() throws Exception {
        HttpResponse<String> registered = untilTaken(work::register);
        assertThat(registered.statusCode()).as(registered.body()).isEqualTo(202);
        return registered;
    }

    /// Checks that the record, the truth and every later call agree on the given answer.
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
        assertThat(work.appliedOutcomes())
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
