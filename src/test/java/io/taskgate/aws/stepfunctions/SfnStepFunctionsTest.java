package io.taskgate.aws.stepfunctions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taskgate.aws.client.AdapterFixture;
import io.taskgate.callback.model.TaskToken;
import io.taskgate.callback.stepfunctions.StepFunctions.Reply;
import io.taskgate.callback.stepfunctions.StepFunctions.TaskOutcome;
import io.taskgate.standin.fault.Fault;
import io.taskgate.testing.gateway.ExecutionFixture;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Tests the mapping of all Step Functions responses.
class SfnStepFunctionsTest {

    private final ExecutionFixture executions = AdapterFixture.executions();
    private final SfnStepFunctions stepFunctions = new SfnStepFunctions(
            AdapterFixture.stepFunctions(AdapterFixture.aws().states()));

    @AfterEach
    void noFaults() {
        AdapterFixture.aws().faults().set(List.of());
    }

    private static byte[] json(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /// The three SendTask operations.
    private enum Call {
        SUCCESS("SendTaskSuccess", token -> sfn -> sfn.success(token, json("1"))),
        FAILURE("SendTaskFailure", token -> sfn -> sfn.failure(token, "E", "because")),
        HEARTBEAT("SendTaskHeartbeat", token -> sfn -> sfn.heartbeat(token));

        private final String operation;
        private final Function<TaskToken, Function<SfnStepFunctions, Reply>> of;

        Call(String operation, Function<TaskToken, Function<SfnStepFunctions, Reply>> of) {
            this.operation = operation;
            this.of = of;
        }

        Reply send(SfnStepFunctions to, String token) {
            return of.apply(TaskToken.of(token)).apply(to);
        }
    }

    private void fault(Call call, Fault.Kind kind) {
        AdapterFixture.aws().faults().set(List.of(Fault.of(call.operation, kind, 1)));
    }

    // ---- replies

    @ParameterizedTest
    @EnumSource(Call.class)
    void anOpenTaskTakesIt(Call call) {
        assertThat(call.send(stepFunctions, executions.start().token())).isEqualTo(new Reply.Accepted());
    }

    @ParameterizedTest
    @EnumSource(Call.class)
    void aTaskThatWasSettledIsTimedOut(Call call) {
        String token = executions.start().token();
        Call.SUCCESS.send(stepFunctions, token);

        assertThat(call.send(stepFunctions, token)).isEqualTo(new Reply.TimedOut());
    }

    @ParameterizedTest
    @EnumSource(Call.class)
    void aTokenThatNobodyIssuedIsUnknown(Call call) {
        assertThat(call.send(stepFunctions, "nobody issued this one")).isInstanceOf(Reply.Unknown.class);
    }

    static Stream<String> invalidOutputs() {
        return Stream.of("no JSON", "\"" + "x".repeat(262_143) + "\"");
    }

    @ParameterizedTest
    @MethodSource("invalidOutputs")
    void anOutputThatIsNotTakenIsInvalid(String output) {
        String token = executions.start().token();

        Reply reply = stepFunctions.success(TaskToken.of(token), json(output));

        assertThat(reply).isInstanceOf(Reply.InvalidOutput.class);
        assertThat(Call.HEARTBEAT.send(stepFunctions, token)).isEqualTo(new Reply.Accepted());
    }

    @Test
    void theLargestOutputIsTaken() {
        Reply reply = stepFunctions.success(
                TaskToken.of(executions.start().token()), json("\"" + "ü".repeat(131_071) + "\""));

        assertThat(reply).isEqualTo(new Reply.Accepted());
    }

    @Test
    void aCauseThatIsNotTakenIsForAPersonToMend() {
        Reply reply = stepFunctions.failure(TaskToken.of(executions.start().token()), "E", "c".repeat(32_769));

        assertThat(reply).isInstanceOf(Reply.Denied.class);
    }

    @ParameterizedTest
    @EnumSource(Call.class)
    void throttledIsNotApplied(Call call) {
        String token = executions.start().token();
        fault(call, Fault.Kind.THROTTLE);

        assertThat(call.send(stepFunctions, token))
                .isInstanceOfSatisfying(
                        Reply.NotApplied.class,
                        reply -> assertThat(reply.throttled()).isTrue());
        assertThat(call.send(stepFunctions, token)).isEqualTo(new Reply.Accepted());
    }

    @ParameterizedTest
    @EnumSource(Call.class)
    void deniedIsDenied(Call call) {
        String token = executions.start().token();
        fault(call, Fault.Kind.DENY);

        assertThat(call.send(stepFunctions, token)).isInstanceOf(Reply.Denied.class);
    }

    @ParameterizedTest
    @EnumSource(Call.class)
    void aServerErrorMayHaveBeenApplied(Call call) {
        String token = executions.start().token();
        fault(call, Fault.Kind.ERROR);

        assertThat(call.send(stepFunctions, token)).isInstanceOf(Reply.ReplyLost.class);
    }

    @ParameterizedTest
    @EnumSource(Call.class)
    void aConnectionThatBreaksMayHaveBeenTooLate(Call call) {
        String token = executions.start().token();
        fault(call, Fault.Kind.DROP_BEFORE);

        assertThat(call.send(stepFunctions, token)).isInstanceOf(Reply.ReplyLost.class);
        assertThat(call.send(stepFunctions, token)).isEqualTo(new Reply.Accepted());
    }

    @ParameterizedTest
    @EnumSource(
            value = Call.class,
            names = {"SUCCESS", "FAILURE"})
    void aReplyThatIsLostWasAppliedAndTheNextTryProvesNothing(Call call) {
        String token = executions.start().token();
        fault(call, Fault.Kind.DROP_AFTER);

        assertThat(call.send(stepFunctions, token)).isInstanceOf(Reply.ReplyLost.class);
        assertThat(call.send(stepFunctions, token)).isEqualTo(new Reply.TimedOut());
    }

    @ParameterizedTest
    @EnumSource(Call.class)
    void aReplyThatIsLateIsLost(Call call) {
        String token = executions.start().token();
        AdapterFixture.aws()
                .faults()
                .set(List.of(new Fault(call.operation, Fault.Kind.LATENCY, 1, Duration.ofSeconds(4))));

        assertThat(call.send(stepFunctions, token)).isInstanceOf(Reply.ReplyLost.class);
    }

    @ParameterizedTest
    @EnumSource(Call.class)
    void noConnectionIsNotApplied(Call call) {
        var nowhere = new SfnStepFunctions(AdapterFixture.stepFunctions(URI.create("http://127.0.0.1:1")));

        assertThat(call.send(nowhere, "t"))
                .isInstanceOfSatisfying(
                        Reply.NotApplied.class,
                        reply -> assertThat(reply.throttled()).isFalse());
    }

    @Test
    void noReplyHoldsTheToken() {
        String token = "canary-token-that-nobody-issued";

        for (Call call : Call.values()) {
            assertThat(call.send(stepFunctions, token).toString()).doesNotContain(token);
        }
    }

    // ---- task outcomes

    private TaskOutcome ending(ExecutionFixture.Waiting waiting) {
        return stepFunctions.taskOutcome(waiting.arn(), TaskToken.of(waiting.token()));
    }

    @Test
    void theHistoryOfAnOpenTaskSaysSo() {
        ExecutionFixture.Waiting waiting = executions.start();

        await().untilAsserted(() -> assertThat(ending(waiting)).isEqualTo(new TaskOutcome.StillOpen()));
    }

    @Test
    void theHistoryTellsASuccess() {
        ExecutionFixture.Waiting waiting = executions.start();
        stepFunctions.success(TaskToken.of(waiting.token()), json("{\"a\":1}"));

        await().untilAsserted(() -> assertThat(ending(waiting)).isEqualTo(new TaskOutcome.Succeeded("{\"a\":1}")));
    }

    @Test
    void theHistoryTellsAFailure() {
        ExecutionFixture.Waiting waiting = executions.start();
        stepFunctions.failure(TaskToken.of(waiting.token()), "OutOfStock", "none");

        await().untilAsserted(
                        () -> assertThat(ending(waiting)).isEqualTo(new TaskOutcome.Failed("OutOfStock", "none")));
    }

    @Test
    void theHistoryTellsAStopAndATimeOut() {
        ExecutionFixture.Waiting stopped = executions.start();
        executions.stop(stopped.arn());
        ExecutionFixture.Waiting silent = executions.start("\"HeartbeatSeconds\": 1,");

        await().untilAsserted(() ->
                assertThat(ending(stopped)).isEqualTo(new TaskOutcome.ClosedOtherwise("ExecutionAborted")));
        await().untilAsserted(
                        () -> assertThat(ending(silent)).isEqualTo(new TaskOutcome.ClosedOtherwise("TaskTimedOut")));
    }

    @Test
    void theHistoryTellsTheTriesOfARetryApart() {
        ExecutionFixture.Waiting first = executions.start(
                "\"Retry\": [{\"ErrorEquals\": [\"Busy\"], \"IntervalSeconds\": 1, \"MaxAttempts\": 1}],");
        stepFunctions.failure(TaskToken.of(first.token()), "Busy", null);
        String second = executions.token(first.tag(), 1);

        stepFunctions.success(TaskToken.of(second), json("2"));

        await().untilAsserted(() -> assertThat(stepFunctions.taskOutcome(first.arn(), TaskToken.of(second)))
                .isEqualTo(new TaskOutcome.Succeeded("2")));
        assertThat(ending(first)).isInstanceOf(TaskOutcome.Failed.class);
    }

    @Test
    void aHistoryThatDoesNotShowTheTokenOrCannotBeReadTellsNothing() {
        ExecutionFixture.Waiting waiting = executions.start();

        assertThat(stepFunctions.taskOutcome(waiting.arn(), TaskToken.of("another token")))
                .isInstanceOf(TaskOutcome.CannotTell.class);
        assertThat(stepFunctions.taskOutcome(waiting.arn() + "-not", TaskToken.of(waiting.token())))
                .isInstanceOf(TaskOutcome.CannotTell.class);
        AdapterFixture.aws().faults().set(List.of(Fault.of("GetExecutionHistory", Fault.Kind.THROTTLE, 1)));
        assertThat(ending(waiting)).isInstanceOf(TaskOutcome.CannotTell.class);
    }
}
