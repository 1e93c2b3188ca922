package io.taskgate.callback.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskgate.callback.ledger.Guard;
import io.taskgate.callback.ledger.Ledger;
import io.taskgate.callback.ledger.Mutation;
import io.taskgate.callback.ledger.ReportTransitions;
import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.CallbackState;
import io.taskgate.callback.model.Outcome;
import io.taskgate.callback.stepfunctions.StepFunctions;
import io.taskgate.callback.vault.TokenVault;
import io.taskgate.callback.vault.VaultKeys;
import io.taskgate.payload.claimcheck.Payload;
import io.taskgate.payload.claimcheck.PayloadReference;
import io.taskgate.testing.callback.GatewayFixture;
import io.taskgate.testing.callback.MutableClock;
import io.taskgate.testing.callback.TestRegistrations;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ReconcilerTest {

    private static final StepFunctions.TaskOutcome STILL_OPEN = new StepFunctions.TaskOutcome.StillOpen();

    private final GatewayFixture gateway = new GatewayFixture();

    static Stream<Arguments> endingsOfASuccess() {
        return Stream.of(
                Arguments.of(new StepFunctions.TaskOutcome.Succeeded("{\"a\":1,\"b\":2}"), CallbackState.DELIVERED),
                Arguments.of(
                        new StepFunctions.TaskOutcome.Succeeded(" { \"b\" : 2.0, \"a\" : 1 }"),
                        CallbackState.DELIVERED),
                Arguments.of(new StepFunctions.TaskOutcome.Succeeded("{\"a\":1,\"b\":3}"), CallbackState.CLOSED),
                Arguments.of(new StepFunctions.TaskOutcome.Succeeded("no JSON"), CallbackState.CLOSED),
                Arguments.of(new StepFunctions.TaskOutcome.Succeeded(null), CallbackState.CLOSED),
                Arguments.of(new StepFunctions.TaskOutcome.Failed("OutOfStock", null), CallbackState.CLOSED),
                Arguments.of(new StepFunctions.TaskOutcome.ClosedOtherwise("TaskTimedOut"), CallbackState.CLOSED),
                Arguments.of(STILL_OPEN, CallbackState.AMBIGUOUS),
                Arguments.of(new StepFunctions.TaskOutcome.CannotTell("access denied"), CallbackState.AMBIGUOUS));
    }

    @ParameterizedTest
    @MethodSource("endingsOfASuccess")
    void theHistoryDecidesWhatBecameOfASuccess(StepFunctions.TaskOutcome ending, CallbackState expected) {
        Callback ambiguous = ambiguous("{'a': 1, 'b': 2}");
        gateway.stepFunctions.scriptEnding(ending);
        Callback after = gateway.reconciler.reconcile(ambiguous);
        assertThat(after.state()).isEqualTo(expected);
        assertThat(after.reason()).isNotBlank();
    }

    static Stream<Arguments> endingsOfAFailure() {
        return Stream.of(
                Arguments.of(new StepFunctions.TaskOutcome.Failed("OutOfStock", "none left"), CallbackState.DELIVERED),
                Arguments.of(new StepFunctions.TaskOutcome.Failed("OutOfStock", "none at all"), CallbackState.CLOSED),
                Arguments.of(new StepFunctions.TaskOutcome.Failed("Other", "none left"), CallbackState.CLOSED),
                Arguments.of(new StepFunctions.TaskOutcome.Failed(null, null), CallbackState.CLOSED),
                Arguments.of(new StepFunctions.TaskOutcome.Succeeded("1"), CallbackState.CLOSED));
    }

    @ParameterizedTest
    @MethodSource("endingsOfAFailure")
    void theHistoryDecidesWhatBecameOfAFailure(StepFunctions.TaskOutcome ending, CallbackState expected) {
        Callback ambiguous = ambiguous(Outcome.failure("OutOfStock", "none left", "digest", "op", MutableClock.START));
        gateway.stepFunctions.scriptEnding(ending);
        assertThat(gateway.reconciler.reconcile(ambiguous).state()).isEqualTo(expected);
    }

    @Test
    void noCauseAndAnEmptyOneAreTheSame() {
        Callback ambiguous = ambiguous(Outcome.failure("OutOfStock", null, "digest", "op", MutableClock.START));
        gateway.stepFunctions.scriptEnding(new StepFunctions.TaskOutcome.Failed("OutOfStock", ""));
        assertThat(gateway.reconciler.reconcile(ambiguous).state()).isEqualTo(CallbackState.DELIVERED);
    }

    @Test
    void aDecidedEndingLeavesTheIndexAndIsKeptNinetyDays() {
        Callback ambiguous = ambiguous("1");
        gateway.stepFunctions.scriptEnding(new StepFunctions.TaskOutcome.Succeeded("1"));
        Callback after = gateway.reconciler.reconcile(ambiguous);
        assertThat(after.dueAt()).isNull();
        assertThat(gateway.ledger.expiry(after.id())).isEqualTo(MutableClock.START.plus(Duration.ofDays(90)));
    }

    @Test
    void aHistoryThatDoesNotTellYetIsAskedAgain() {
        Callback ambiguous = ambiguous("1");
        gateway.stepFunctions.scriptEnding(STILL_OPEN);
        Callback after = gateway.reconciler.reconcile(ambiguous);
        assertThat(after.dueAt()).isEqualTo(MutableClock.START.plusSeconds(5));
        gateway.stepFunctions.scriptEnding(new StepFunctions.TaskOutcome.Succeeded("1"));
        gateway.sweepFor(Duration.ofSeconds(31));
        assertThat(gateway.current(after.id()).state()).isEqualTo(CallbackState.DELIVERED);
    }

    @Test
    void withoutAnExecutionThereIsNothingToAsk() {
        Callback pending = gateway.accepted(
                TestRegistrations.of("token-1", "approve", "order-1").withoutExecution());
        Callback settling = gateway.committed(pending, "1");
        Callback ambiguous = written(settling, ReportTransitions.ambiguous(settling, MutableClock.START));
        Callback after = gateway.reconciler.reconcile(ambiguous);
        assertThat(after.state()).isEqualTo(CallbackState.AMBIGUOUS);
        assertThat(after.reason()).contains("executionArn");
        assertThat(after.dueAt()).isEqualTo(MutableClock.START.plus(Duration.ofDays(90)));
        assertThat(gateway.stepFunctions.calls("ending")).isEmpty();

        gateway.clock.advance(Duration.ofDays(90));
        gateway.sweepOnce();
        assertGivenUp("The registration has no executionArn");
        assertThat(gateway.stepFunctions.calls("ending")).isEmpty();
    }

    /// Finding 13: the history was read again and again, and the record never expired.
    @Test
    void aHistoryThatCannotTellForNinetyDaysIsAskedNoMoreAndTheRecordExpires() {
        Callback ambiguous = ambiguous("1");
        gateway.stepFunctions.scriptEnding(new StepFunctions.TaskOutcome.CannotTell("The execution no longer exists."));
        gateway.clock.advance(Duration.ofDays(90).minusMinutes(1));
        Callback still = gateway.reconciler.reconcile(ambiguous);
        assertThat(still.dueAt()).isEqualTo(MutableClock.START.plus(Duration.ofDays(90)));
        assertThat(gateway.ledger.expiry(still.id())).isNull();

        gateway.clock.advance(Duration.ofMinutes(1));
        gateway.sweepOnce();
        assertGivenUp("The execution no longer exists.");
        gateway.clock.advance(Duration.ofDays(1));
        gateway.sweepOnce();
        assertThat(gateway.stepFunctions.calls("ending")).hasSize(2);
    }

    @Test
    void aHistoryThatTellsAfterNinetyDaysIsStillBelieved() {
        Callback ambiguous = ambiguous("1");
        gateway.stepFunctions.scriptEnding(new StepFunctions.TaskOutcome.Succeeded("1"));
        gateway.clock.advance(Duration.ofDays(100));
        assertThat(gateway.reconciler.reconcile(ambiguous).state()).isEqualTo(CallbackState.DELIVERED);
    }

    @Test
    void whatCanNotBeKnownIsNotCarriedToANewerToken() {
        ambiguous("1");
        gateway.stepFunctions.scriptEnding(new StepFunctions.TaskOutcome.CannotTell("The execution no longer exists."));
        gateway.clock.advance(Duration.ofDays(91));
        gateway.sweepOnce();
        Callback renewed = gateway.registered("token-2", "order-1");
        assertThat(renewed.state()).isEqualTo(CallbackState.PENDING);
        assertThat(gateway.ledger.expiry(renewed.id())).isNull();
    }

    private void assertGivenUp(String why) {
        Callback after = gateway.current(GatewayFixture.idOf("approve", "order-1"));
        assertThat(after.state()).isEqualTo(CallbackState.AMBIGUOUS);
        assertThat(after.reason()).contains("can't be determined", why);
        assertThat(after.dueAt()).isNull();
        assertThat(gateway.ledger.expiry(after.id()))
                .isEqualTo(gateway.clock.instant().plus(Duration.ofDays(90)));
    }

    @Test
    void theHistoryOfTheRightExecutionIsAskedForTheRightToken() {
        Callback ambiguous = ambiguous("1");
        gateway.reconciler.reconcile(ambiguous);
        assertThat(gateway.stepFunctions.calls("ending")).singleElement().satisfies(call -> {
            assertThat(call.what()).isEqualTo(GatewayFixture.EXECUTION);
            assertThat(call.token()).isEqualTo(GatewayFixture.token("token-1"));
        });
    }

    @Test
    void aNewerTokenMeanwhileIsLeftAlone() {
        Callback ambiguous = ambiguous("1");
        gateway.clock.advance(Duration.ofSeconds(1));
        gateway.stepFunctions.scriptEnding(new StepFunctions.TaskOutcome.ClosedOtherwise("TaskTimedOut"));
        gateway.ledger.beforeNextWrite(() -> gateway.replica().registered("token-2", "order-1"));
        Callback after = gateway.reconciler.reconcile(ambiguous);
        assertThat(after.generation()).isEqualTo(2);
        assertThat(after.state()).isNotEqualTo(CallbackState.CLOSED);
    }

    @Test
    void aLostReportThatWasAppliedIsReconciledToDelivered() {
        gateway.registered("token-1", "order-1");
        gateway.stepFunctions.loseNextReply();
        gateway.succeed("order-1", "{'ok': 1}");
        gateway.sweepFor(Duration.ofSeconds(1));
        assertThat(gateway.current(GatewayFixture.idOf("approve", "order-1")).state())
                .isEqualTo(CallbackState.DELIVERED);
    }

    @Test
    void aLostReportThatWasNotAppliedBeforeTheTaskClosedIsReconciledToClosedAndCarried() {
        gateway.registered("token-1", "order-1");
        gateway.stepFunctions.script(
                new StepFunctions.Reply.ReplyLost("reset"),
                () -> gateway.stepFunctions.close(
                        GatewayFixture.token("token-1"),
                        new StepFunctions.TaskOutcome.ClosedOtherwise("TaskTimedOut")));
        gateway.succeed("order-1", "{'ok': 1}");
        gateway.sweepFor(Duration.ofSeconds(1));
        assertThat(gateway.current(GatewayFixture.idOf("approve", "order-1")).state())
                .isEqualTo(CallbackState.CLOSED);
        gateway.registered("token-2", "order-1");
        assertThat(gateway.stepFunctions.truth(GatewayFixture.token("token-2")))
                .isEqualTo(new StepFunctions.TaskOutcome.Succeeded("{\"ok\":1}"));
    }

    @Test
    void aResultThatCannotBeReadIsLookedAtLater() {
        PayloadReference reference =
                gateway.store.checkIn(new byte[] {'1'}, "application/json", GatewayFixture.json("{}"));
        Callback ambiguous = ambiguous(Outcome.success(new Payload.Parked(reference), "d", "op", MutableClock.START));
        gateway.store.lose(reference);
        gateway.stepFunctions.scriptEnding(new StepFunctions.TaskOutcome.Succeeded("1"));
        gateway.sweepOnce();
        assertThat(gateway.current(ambiguous.id()).dueAt()).isAfter(MutableClock.START);
    }

    /// Finding 13: the history was read every 30 seconds without end.
    @Test
    void aHistoryThatCannotTellIsAskedMoreAndMoreSeldom() {
        Callback ambiguous = ambiguous("1");
        Instant first = gateway.reconciler.reconcile(ambiguous).dueAt();
        assertThat(first).isEqualTo(MutableClock.START.plusSeconds(5));
        gateway.clock.advance(Duration.ofDays(1));

        Instant later =
                gateway.reconciler.reconcile(gateway.current(ambiguous.id())).dueAt();

        assertThat(later).isEqualTo(gateway.clock.instant().plus(Duration.ofHours(1)));
    }

    @Test
    void aTokenThatCannotBeOpenedIsLookedAtLater() {
        Callback ambiguous = ambiguous("1");
        Reconciler other = new Reconciler(
                gateway.stepFunctions,
                gateway.ledger,
                new TokenVault(new VaultKeys("v2", Map.of("v2", new byte[32]))),
                gateway.store,
                gateway.clock);
        Callback after = other.reconcile(ambiguous);
        assertThat(after.dueAt()).isAfter(MutableClock.START);
        assertThat(after.reason()).contains("\"v1\"");
    }

    private Callback ambiguous(String json) {
        Callback settling = gateway.settling("token-1", "order-1", json);
        return written(settling, ReportTransitions.ambiguous(settling, MutableClock.START));
    }

    private Callback ambiguous(Outcome outcome) {
        Callback settling = gateway.settling("token-1", "order-1", "1");
        written(settling, Ledger.Transition.of(Guard.in(CallbackState.SETTLING), new Mutation.SetOutcome(outcome)));
        return written(settling, ReportTransitions.ambiguous(settling, MutableClock.START));
    }

    private Callback written(Callback current, Ledger.Transition transition) {
        return ((Ledger.Write.Applied) gateway.ledger.apply(current.id(), transition)).callback();
    }
}
