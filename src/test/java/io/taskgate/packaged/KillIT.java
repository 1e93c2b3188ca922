package io.taskgate.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.runtime.FailPoint;
import io.taskgate.standin.Ports;
import io.taskgate.standin.StandIns;
import io.taskgate.testing.packaged.ApprovalScenario;
import io.taskgate.testing.packaged.KilledGateway;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests promises 1 to 8 with the packaged process, which is killed between any two steps and restarted.
class KillIT extends KilledGateway {

    private static StandIns aws;

    @BeforeAll
    static void startAws() throws IOException {
        aws = StandIns.start(Ports.FREE);
    }

    @AfterAll
    static void stopAws() {
        aws.close();
    }

    @Override
    public StandIns aws() {
        return aws;
    }

    @ParameterizedTest
    @EnumSource(names = {"REGISTER_WRITTEN", "REQUEST_PUBLISHED", "REQUEST_MARKED"})
    void promise7KilledWhileRegistering(FailPoint.Step step) throws Exception {
        startFatal(step);
        diesOf(work::register);

        app.restart();

        // the sweep publishes a request that nobody repeats, a second time if it can't know that it was
        // published
        work.awaitRequests(step == FailPoint.Step.REQUEST_PUBLISHED ? 2 : 1);
        JsonNode first = ApprovalScenario.json(registered());
        JsonNode again = ApprovalScenario.json(registered());
        assertThat(again).isEqualTo(first);
        assertThat(first.path("callbackId"))
                .isEqualTo(work.requests().getFirst().path("callbackId"));
        assertThat(work.answer("success", ANSWER).statusCode()).isEqualTo(200);
        assertSettledOnce(ANSWER);
        assertThat(work.awaitOutput()).isEqualTo(ApprovalScenario.json(ANSWER));
    }

    @ParameterizedTest
    @EnumSource(names = {"ANSWER_COMMITTED", "REPORT_STARTED", "REPORT_SENT", "REPORT_RECORDED"})
    void killedAfterTheCommit(FailPoint.Step step) throws Exception {
        startFatal(step);
        registered();
        diesOf(() -> work.answer("success", ANSWER));

        app.restart();

        // without a repetition by the sender
        work.awaitState("DELIVERED");
        assertSettledOnce(ANSWER);
        assertThat(work.awaitOutput()).isEqualTo(ApprovalScenario.json(ANSWER));
        if (step == FailPoint.Step.REPORT_SENT) {
            assertThat(work.events()).contains("ambiguous", "reconciled");
        }
    }

    @Test
    void killedBeforeTheCommit() throws Exception {
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
        // 3 during the registration, 1 before and 4 after the commit
        assertThat(FailPoint.Step.values()).hasSize(8);
    }

    /// @param acknowledged whether the worker received the acknowledgement before the kill
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anEarlyAnswerOutlivesTheProcess(boolean acknowledged) throws Exception {
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
        assertThat(work.awaitOutput()).isEqualTo(ApprovalScenario.json(ANSWER));
    }
}
