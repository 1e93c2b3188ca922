package io.taskgate.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.runtime.FailPoint;
import io.taskgate.standin.Ports;
import io.taskgate.standin.StandIns;
import io.taskgate.standin.fault.Fault;
import io.taskgate.testing.packaged.ApprovalScenario;
import io.taskgate.testing.packaged.KilledGateway;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests the promises of `KillIT` with the packaged process, which is killed while Step Functions has the
/// report, or after its token was closed.
class KillWhileReportingIT extends KilledGateway {

    /// A separate environment for each test: its faults affect only its own reports.
    private final StandIns aws;

    KillWhileReportingIT() throws IOException {
        aws = StandIns.start(Ports.FREE);
    }

    @Override
    public StandIns aws() {
        return aws;
    }

    @AfterEach
    void stopAws() {
        aws.close();
    }

    /// The process is killed while Step Functions has the report and its reply never comes.
    @Test
    void killedAfterALostReply() throws Exception {
        app.start();
        registered();
        aws.faults()
                .set(List.of(
                        Fault.of("SendTaskSuccess", Fault.Kind.DROP_AFTER, 1),
                        new Fault("SendTaskSuccess", Fault.Kind.LATENCY, 100, Duration.ofSeconds(30))));
        answerUnheard();
        await("Step Functions to have it")
                .atMost(ApprovalScenario.PATIENCE)
                .until(() -> !work.appliedOutcomes().isEmpty());
        app.kill();
        aws.faults().set(List.of());
        app.restart();

        work.awaitState("DELIVERED");
        assertThat(work.events()).contains("report taken over", "ambiguous", "reconciled");
        assertSettledOnce(ANSWER);
        assertThat(work.awaitOutput()).isEqualTo(ApprovalScenario.json(ANSWER));
    }

    /// The process is killed while the report hangs. The report is applied before the takeover, or long after
    /// it.
    @ParameterizedTest
    @ValueSource(ints = {3, 40})
    void killedWhileAReportHangs(int seconds) throws Exception {
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
        assertThat(work.awaitOutput()).isEqualTo(ApprovalScenario.json(ANSWER));
    }

    /// Sends the answer without waiting for the response.
    private void answerUnheard() {
        Thread.startVirtualThread(() -> {
            try {
                work.answer("success", ANSWER);
            } catch (IOException e) {
                // the process was killed in the meantime
            }
        });
    }

    /// The workflow closed the task and retries while the gateway is down: the answer belongs to the newer
    /// token.
    @Test
    void killedWithAnAnswerWhoseTokenIsGone() throws Exception {
        startFatal(FailPoint.Step.REPORT_STARTED);
        registered();
        diesOf(() -> work.answer("success", ANSWER));
        work.lose(TASK_LOST);
        work.awaitToken(2);
        app.restart();

        assertThat(work.register(2).statusCode()).isEqualTo(202);

        work.awaitState("DELIVERED");
        assertThat(work.awaitOutput()).isEqualTo(ApprovalScenario.json(ANSWER));
        JsonNode tooLate = ApprovalScenario.json(work.register(1));
        assertThat(tooLate.path("superseded").asBoolean())
                .as(tooLate.toString())
                .isTrue();
        assertThat(work.record().path("state").asText()).isEqualTo("DELIVERED");
        assertThat(work.appliedOutcomes())
                .extracting(line -> line.path("applied").asText())
                .containsExactly("SendTaskFailure", "SendTaskSuccess");
        assertRequestIdIsConstant();
    }
}
