package io.taskgate.callback.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskgate.callback.dispatch.DispatchResult;
import io.taskgate.callback.heartbeat.HeartbeatResult;
import io.taskgate.callback.ledger.Guard;
import io.taskgate.callback.ledger.Ledger;
import io.taskgate.callback.ledger.Mutation;
import io.taskgate.callback.ledger.Transitions;
import io.taskgate.callback.link.CallbackAddress;
import io.taskgate.callback.model.Answer;
import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.CallbackId;
import io.taskgate.callback.model.CallbackState;
import io.taskgate.callback.model.Outcome;
import io.taskgate.callback.model.ProtocolTimings;
import io.taskgate.callback.model.Registration;
import io.taskgate.callback.registration.RegistrationResult;
import io.taskgate.callback.registration.RegistrationService;
import io.taskgate.callback.stepfunctions.StepFunctions;
import io.taskgate.testing.callback.FakeStepFunctions;
import io.taskgate.testing.callback.GatewayFixture;
import io.taskgate.testing.callback.MutableClock;
import io.taskgate.testing.callback.TestRegistrations;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallbackSweeperTest {

    private static final Instant START = MutableClock.START;
    private static final CallbackId WATCHED = GatewayFixture.idOf("watch", "order-1");
    private static final CallbackId ID = GatewayFixture.idOf("approve", "order-1");
    private static final CallbackAddress.ByKey KEY = GatewayFixture.key("watch", "order-1");

    private final GatewayFixture gateway = new GatewayFixture();

    // ---- promise 9: never early, soon after

    @Test
    void promise9SilenceIsNoTimeOutBeforeItsDeadlineAndTheMargin() {
        watched();
        gateway.clock.set(START.plusSeconds(35).minusNanos(1));
        gateway.sweepOnce();
        assertThat(gateway.standing(WATCHED).state()).isEqualTo(CallbackState.PENDING);
        assertThat(gateway.stepFunctions.calls("failure")).isEmpty();
    }

    /// Row 7: where the state's HeartbeatSeconds are the same, Step Functions went first, and gave no reason.
    @ParameterizedTest
    @ValueSource(ints = {5, 10, 30, 60, 600})
    void promise9ASilenceIsEndedByTheGatewayAndNotByAStateThatWatchesTheSame(int seconds) {
        gateway.accepted(
                TestRegistrations.of("token-1", "approve", "order-1").watched(Duration.ofSeconds(seconds), null));
        Instant lastHeard = START;
        int heard = 0;
        while (gateway.standing(ID).state() == CallbackState.PENDING) {
            gateway.sweepFor(Duration.ofSeconds(1));
            if (gateway.stepFunctions.calls("heartbeat").size() > heard) {
                heard = gateway.stepFunctions.calls("heartbeat").size();
                lastHeard = gateway.clock.instant();
            }
            assertThat(gateway.clock.instant()).isBefore(lastHeard.plusSeconds(seconds));
        }
        assertThat(gateway.clock.instant()).isBetween(START.plusSeconds(seconds + 5), START.plusSeconds(seconds + 7));
        assertThat(gateway.ledger
                        .await(ID, CallbackState.DELIVERED)
                        .committedOutcome()
                        .error())
                .isEqualTo("Taskgate.HeartbeatTimeout");
        assertThat(heard).isLessThan(8);
    }

    @ParameterizedTest
    @ValueSource(ints = {30, 60, 600, 86_400})
    void aTaskIsTimedOutByTheGatewayAndNotByAStateWithTheSameTimeout(int seconds) {
        gateway.accepted(
                TestRegistrations.of("token-1", "approve", "order-1").watched(null, Duration.ofSeconds(seconds)));
        gateway.sweepFor(Duration.ofSeconds(6));
        gateway.clock.set(START.plusSeconds(seconds - 15));
        gateway.sweepFor(Duration.ofSeconds(13));
        assertThat(gateway.ledger
                        .await(ID, CallbackState.DELIVERED)
                        .committedOutcome()
                        .error())
                .isEqualTo("Taskgate.Timeout");
        assertThat(gateway.standing(ID).registeredTask().deadline()).isBefore(START.plusSeconds(seconds));
    }

    @Test
    void aTaskThatIsGoneIsFoundOutWhenItIsNearlySilent() {
        watched();
        gateway.stepFunctions.close(
                GatewayFixture.token("token-1"), new StepFunctions.Ending.ClosedOtherwise("TaskTimedOut"));
        gateway.clock.set(START.plusSeconds(20));
        gateway.sweepOnce();
        assertThat(gateway.standing(WATCHED).state()).isEqualTo(CallbackState.CLOSED);
    }

    @Test
    void silenceIsATimeOutAtItsDeadlineAndTheMargin() {
        watched();
        gateway.clock.set(START.plusSeconds(35));
        gateway.sweepOnce();
        Callback delivered = gateway.ledger.await(WATCHED, CallbackState.DELIVERED);
        assertThat(delivered.committedOutcome().kind()).isEqualTo(Outcome.Kind.HEARTBEAT_TIMEOUT);
        assertThat(gateway.stepFunctions.truth(GatewayFixture.token("token-1")))
                .isEqualTo(new StepFunctions.Ending.Failed("Taskgate.HeartbeatTimeout", "no heartbeat for 30 s"));
        assertThat(gateway.bus.published("Task Cancelled"))
                .singleElement()
                .satisfies(
                        detail -> assertThat(detail.get("reason").textValue()).isEqualTo("Taskgate.HeartbeatTimeout"));
    }

    @Test
    void allThatIsDueIsFoundInOneRoundHoweverMuch() {
        for (int i = 0; i < 900; i++) {
            gateway.accepted(TestRegistrations.of("token-" + i, "watch", "order-" + i));
        }
        gateway.clock.set(START.plusSeconds(35));
        gateway.sweepOnce();
        assertThat(pending()).isZero();
    }

    @Test
    void whatARoundHadNoTimeForIsToldAndDoneInTheNext() {
        for (int i = 0; i < 900; i++) {
            gateway.accepted(TestRegistrations.of("token-" + i, "watch", "order-" + i));
        }
        gateway.clock.set(START.plusSeconds(35));
        gateway.ledger.beforeNextWrite(() -> gateway.pauses.advance(Duration.ofSeconds(3)));
        assertThat(gateway.sweepOnce()).isTrue();
        assertThat(pending()).isBetween(1, 899);
        assertThat(gateway.sweepOnce()).isFalse();
        assertThat(pending()).isZero();
    }

    @Test
    void busyPartsAreLeftToTheirHolderUntilItStandsStill() {
        for (int i = 0; i < 900; i++) {
            gateway.accepted(TestRegistrations.of("token-" + i, "watch", "order-" + i));
        }
        for (int shard = 0; shard < gateway.ledger.shards(); shard++) {
            gateway.ledger.hold(Ledger.Queue.TIMES, shard, "another", new Ledger.Holder("", 0));
        }
        gateway.clock.set(START.plusSeconds(35));
        gateway.sweepOnce();
        assertThat(pending()).isEqualTo(900);
        gateway.pauses.advance(ProtocolTimings.LEASE);
        gateway.sweepOnce();
        assertThat(pending()).isZero();
    }

    private int pending() {
        return gateway.ledger
                .list(new Ledger.Filter(CallbackState.PENDING, null, null), 1000, null)
                .callbacks()
                .size();
    }

    @Test
    void promise9SweptEverySecondSilenceIsFoundWithinTenSeconds() {
        watched();
        gateway.sweepFor(Duration.ofSeconds(60));
        Callback delivered = gateway.ledger.await(WATCHED, CallbackState.DELIVERED);
        assertThat(delivered.committedOutcome().at()).isBetween(START.plusSeconds(35), START.plusSeconds(40));
    }

    /// Finding 3: requests to a service that takes connections and does not answer held all looks.
    @Test
    void promise9AServiceThatHangsDelaysNoTimeOut() {
        int unsent = 200;
        for (int i = 0; i < unsent; i++) {
            gateway.services.script(new DispatchResult.NotNow("not now"));
            gateway.accepted(TestRegistrations.of("unsent-" + i, "ship", "unsent-" + i));
        }
        CountDownLatch hanging = new CountDownLatch(1);
        gateway.services.hangUntil(hanging);
        watched();
        gateway.clock.advance(Duration.ofSeconds(40));
        gateway.pauses.advance(Duration.ofSeconds(40));

        gateway.sweep.sweep();

        assertThat(gateway.ledger
                        .await(WATCHED, CallbackState.DELIVERED)
                        .committedOutcome()
                        .kind())
                .isEqualTo(Outcome.Kind.HEARTBEAT_TIMEOUT);
        hanging.countDown();
        gateway.awaitBegun();
        assertThat(gateway.services.sent()).hasSize(2 * unsent);
    }

    /// Finding 7: the index answered and writes were throttled; each round left its looks behind, until the
    /// heap was full.
    @Test
    void promise12WritesThatFailLeaveNoLooksBehind() {
        for (int i = 0; i < 300; i++) {
            gateway.accepted(TestRegistrations.of("token-" + i, "watch", "order-" + i));
        }
        gateway.clock.advance(Duration.ofSeconds(40));
        gateway.ledger.writable(false);
        int rounds = 5;

        for (int round = 0; round < rounds; round++) {
            assertThatThrownBy(gateway.sweep::sweep).isInstanceOf(Ledger.LedgerUnavailableException.class);
        }

        // 32 looks of each queue may have begun when the first one fails.
        assertThat(gateway.ledger.refusedWrites()).isBetween(rounds, rounds * 64);
        gateway.ledger.writable(true);
        gateway.sweepOnce();
        assertThat(pending()).isZero();
    }

    @Test
    void aTaskWithoutAnAnswerIsTimedOutAtItsDeadlineAndTheMargin() {
        gateway.accepted(TestRegistrations.of("token-1", "approve", "order-1").watched(null, Duration.ofMinutes(10)));
        gateway.sweepFor(Duration.ofMinutes(10).minusSeconds(6));
        assertThat(gateway.standing(ID).state()).isEqualTo(CallbackState.PENDING);
        gateway.sweepFor(Duration.ofSeconds(9));
        Callback delivered = gateway.ledger.await(ID, CallbackState.DELIVERED);
        assertThat(delivered.committedOutcome().kind()).isEqualTo(Outcome.Kind.TIMEOUT);
        assertThat(gateway.stepFunctions.calls("failure"))
                .extracting(FakeStepFunctions.Call::what)
                .containsExactly("Taskgate.Timeout");
    }

    @Test
    void aTaskWithHeartbeatsIsStillTimedOutAtItsDeadline() {
        gateway.accepted(TestRegistrations.of("token-1", "watch", "order-1")
                .watched(Duration.ofSeconds(30), Duration.ofSeconds(60)));
        for (int i = 0; i < 7; i++) {
            gateway.sweepFor(Duration.ofSeconds(10));
            gateway.heartbeat.beat(KEY, null);
        }
        Callback delivered = gateway.ledger.await(WATCHED, CallbackState.DELIVERED);
        assertThat(delivered.committedOutcome().kind()).isEqualTo(Outcome.Kind.TIMEOUT);
    }

    @Test
    void aSweepThatIsStoppedBeginsNothingMore() throws InterruptedException {
        watched();
        gateway.clock.set(START.plusSeconds(35));
        gateway.sweep.stop(Duration.ofSeconds(10));
        gateway.ledger.available(false);
        assertThat(gateway.sweepOnce()).isFalse();
        gateway.ledger.available(true);
        assertThat(gateway.standing(WATCHED).state()).isEqualTo(CallbackState.PENDING);
    }

    @Test
    void aSweepIsStoppedWhenItsRoundIsOver() throws Exception {
        watched();
        gateway.clock.set(START.plusSeconds(35));
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        gateway.ledger.beforeNextWrite(() -> {
            inside.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        Thread round = Thread.ofVirtual().start(gateway.sweep::sweep);
        inside.await();
        Thread stop = Thread.ofVirtual().start(() -> {
            try {
                gateway.sweep.stop(Duration.ofMinutes(1));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        assertThat(stop.join(Duration.ofMillis(50))).isFalse();
        goOn.countDown();
        assertThat(stop.join(Duration.ofSeconds(30))).isTrue();
        assertThat(gateway.standing(WATCHED).state()).isNotEqualTo(CallbackState.PENDING);
        round.join();
    }

    @Test
    void aTaskThatNothingWatchesIsNeverTimedOut() {
        gateway.registered("token-1", "order-1");
        gateway.sweepFor(Duration.ofSeconds(10));
        assertThat(gateway.standing(ID).dueAt()).isEqualTo(START.plus(Duration.ofDays(366)));
        gateway.clock.advance(Duration.ofDays(300));
        gateway.sweepOnce();
        assertThat(gateway.standing(ID).state()).isEqualTo(CallbackState.PENDING);
    }

    /// Finding 17: a state that timed out while its execution went on left its record for ever.
    @Test
    void aTaskThatNothingWatchesIsAskedAboutWhenItsExecutionMustBeOver() {
        gateway.registered("token-1", "order-1");
        gateway.sweepFor(Duration.ofSeconds(10));
        gateway.stepFunctions.close(
                GatewayFixture.token("token-1"), new StepFunctions.Ending.ClosedOtherwise("TaskTimedOut"));
        gateway.clock.set(START.plus(Duration.ofDays(366)));
        gateway.sweepOnce();
        assertThat(gateway.standing(ID).state()).isEqualTo(CallbackState.CLOSED);
        assertThat(gateway.ledger.expiry(ID)).isEqualTo(START.plus(Duration.ofDays(366 + 90)));
    }

    @Test
    void aTaskThatIsStillOpenThenIsAskedAboutAgainAMonthLater() {
        gateway.registered("token-1", "order-1");
        gateway.sweepFor(Duration.ofSeconds(10));
        gateway.clock.set(START.plus(Duration.ofDays(366)));
        gateway.sweepOnce();
        gateway.sweepOnce();
        assertThat(gateway.stepFunctions.calls("heartbeat")).hasSize(1);
        assertThat(gateway.standing(ID).state()).isEqualTo(CallbackState.PENDING);
        assertThat(gateway.standing(ID).dueAt()).isEqualTo(START.plus(Duration.ofDays(396)));
    }

    @Test
    void twoReplicasThatLookAtOncePublishARequestOnce() {
        // The second of both tries would be taken.
        gateway.bus.script(new DispatchResult.NotNow("away"), new DispatchResult.NotNow("away"));
        gateway.registered("token-1", "order-1");
        gateway.clock.advance(Duration.ofSeconds(6));
        GatewayFixture other = gateway.replica();
        gateway.ledger.beforeNextWrite(() -> other.look(ID));
        gateway.look(ID);
        assertThat(gateway.bus.published("Task Requested")).isEmpty();
    }

    @Test
    void heartbeatsKeepATaskAlive() {
        watched();
        for (int i = 0; i < 10; i++) {
            gateway.sweepFor(Duration.ofSeconds(20));
            assertThat(gateway.heartbeat.beat(KEY, null)).isInstanceOf(HeartbeatResult.Beating.class);
        }
        assertThat(gateway.standing(WATCHED).state()).isEqualTo(CallbackState.PENDING);
        assertThat(gateway.stepFunctions.calls("failure")).isEmpty();
    }

    @Test
    void aHeartbeatBetweenLookAndWriteWins() {
        watched();
        gateway.clock.set(START.plusSeconds(35));
        gateway.ledger.beforeNextWrite(() -> gateway.replica().heartbeat.beat(KEY, null));
        gateway.sweepOnce();
        assertThat(gateway.standing(WATCHED).state()).isEqualTo(CallbackState.PENDING);
        assertThat(gateway.standing(WATCHED).pulse().beats()).isEqualTo(1);
        assertThat(gateway.stepFunctions.calls("failure")).isEmpty();
    }

    @Test
    void anAnswerBetweenLookAndWriteWins() {
        watched();
        gateway.clock.set(START.plusSeconds(35));
        gateway.ledger.beforeNextWrite(
                () -> gateway.replica().settle.settle(KEY, new Answer.Success(GatewayFixture.text("1"))));
        gateway.sweepOnce();
        assertThat(gateway.standing(WATCHED).committedOutcome().kind()).isEqualTo(Outcome.Kind.SUCCESS);
        assertThat(gateway.stepFunctions.calls("failure")).isEmpty();
    }

    @Test
    void aNewerTokenBetweenLookAndWriteWins() {
        watched();
        gateway.clock.set(START.plusSeconds(35));
        gateway.ledger.beforeNextWrite(
                () -> gateway.replica().accepted(TestRegistrations.of("token-2", "watch", "order-1")));
        gateway.sweepOnce();
        assertThat(gateway.standing(WATCHED).state()).isEqualTo(CallbackState.PENDING);
        assertThat(gateway.standing(WATCHED).generation()).isEqualTo(2);
    }

    @Test
    void aClockThatIsOffSweepsNothing() {
        watched();
        gateway.clock.set(START.plusSeconds(3600 * 24));
        gateway.clockTrusted = false;
        gateway.sweepOnce();
        assertThat(gateway.standing(WATCHED).state()).isEqualTo(CallbackState.PENDING);
    }

    @Test
    void promise9TwoTrustedClocksThatDifferTimeNothingOutEarly() {
        GatewayFixture behind = replicaWithItsClock(Duration.ofSeconds(-2));
        GatewayFixture ahead = replicaWithItsClock(Duration.ofSeconds(2));
        behind.accepted(TestRegistrations.of("token-1", "watch", "order-1"));
        ahead.clock.advance(Duration.ofSeconds(30));
        ahead.sweepOnce();
        assertThat(gateway.standing(WATCHED).state()).isEqualTo(CallbackState.PENDING);
    }

    @Test
    void aHeartbeatAtAGatewayWhoseClockIsOffIsNotTakenAndTimesNothingOut() {
        watched();
        gateway.clock.advance(Duration.ofSeconds(10));
        GatewayFixture off = replicaWithItsClock(Duration.ofSeconds(-90));
        off.clockTrusted = false;
        assertThat(off.heartbeat.beat(KEY, null))
                .isInstanceOfSatisfying(
                        HeartbeatResult.NotNow.class,
                        not -> assertThat(not.reason()).contains("clock").contains("Synchronize"));
        assertThat(off.heartbeat.accept(KEY, null)).isInstanceOf(HeartbeatResult.NotNow.class);
        gateway.sweepOnce();
        assertThat(gateway.standing(WATCHED).state()).isEqualTo(CallbackState.PENDING);
        assertThat(gateway.standing(WATCHED).pulse().beats()).isZero();
    }

    @Test
    void aHeartbeatByWhoseReplyTheClockIsFoundToBeOffIsNotWritten() {
        watched();
        GatewayFixture off = replicaWithItsClock(Duration.ofSeconds(-90));
        gateway.stepFunctions.beforeNextCall(() -> off.clockTrusted = false);
        assertThat(off.heartbeat.beat(KEY, null)).isInstanceOf(HeartbeatResult.NotNow.class);
        assertThat(gateway.standing(WATCHED).pulse().beats()).isZero();
    }

    @Test
    void aRegistrationAtAGatewayWhoseClockIsOffIsNotTaken() {
        GatewayFixture off = replicaWithItsClock(Duration.ofHours(1));
        off.clockTrusted = false;
        Registration registration =
                TestRegistrations.of("token-1", "watch", "order-1").build();
        assertThat(off.register.register(registration)).isInstanceOf(RegistrationResult.NotNow.class);
        assertThat(off.register.refuse(registration, RegistrationService.Refusal.INVALID_REQUEST, "wrong"))
                .isInstanceOf(RegistrationResult.NotNow.class);
        assertThat(off.register.registerOwn(registration)).isInstanceOf(RegistrationResult.NotNow.class);
        assertThat(gateway.ledger.find(WATCHED)).isEmpty();
        assertThat(gateway.register.register(registration)).isInstanceOf(RegistrationResult.Accepted.class);
    }

    @Test
    void anAnswerAtAGatewayWhoseClockIsOffIsReportedInTime() {
        watched();
        GatewayFixture off = replicaWithItsClock(Duration.ofHours(1));
        off.clockTrusted = false;
        off.clockOffset = Duration.ofHours(-1);
        gateway.stepFunctions.script(new StepFunctions.Reply.Denied("AccessDeniedException"));
        off.settle.settle(KEY, new Answer.Success(GatewayFixture.text("1")));
        assertThat(gateway.standing(WATCHED).state()).isEqualTo(CallbackState.SETTLING);
        gateway.sweepFor(Duration.ofSeconds(70));
        assertThat(gateway.standing(WATCHED).state()).isEqualTo(CallbackState.DELIVERED);
    }

    private GatewayFixture replicaWithItsClock(Duration offAWS) {
        MutableClock machine = new MutableClock();
        machine.set(gateway.clock.instant().plus(offAWS));
        return gateway.replica(machine);
    }

    @Test
    void twoReplicasTimeATaskOutOnce() {
        watched();
        GatewayFixture other = gateway.replica();
        gateway.clock.set(START.plusSeconds(35));
        gateway.ledger.beforeNextWrite(() -> {
            other.sweepOnce();
            gateway.ledger.await(WATCHED, CallbackState.DELIVERED);
        });
        gateway.sweepOnce();
        assertThat(gateway.stepFunctions.calls("failure")).hasSize(1);
    }

    // ---- requests that are not out

    @Test
    void aRequestIsPublishedAgainLessAndLessOften() {
        DispatchResult[] refusals = new DispatchResult[200];
        java.util.Arrays.fill(refusals, new DispatchResult.NotNow("throttled"));
        gateway.bus.script(refusals);
        gateway.registered("token-1", "order-1");
        gateway.sweepFor(Duration.ofMinutes(5));
        long tries = gateway.ledger.applied().stream()
                .filter(transition -> transition.edits().stream().anyMatch(Mutation.SetDue.class::isInstance))
                .count();
        assertThat(tries).isBetween(6L, 20L);
        assertThat(gateway.standing(ID).dispatch()).isEqualTo(Callback.Dispatch.NEEDED);
    }

    @Test
    void aBusThatIsAwayDoesNotHideATimeOut() {
        DispatchResult[] refusals = new DispatchResult[200];
        java.util.Arrays.fill(refusals, new DispatchResult.NotNow("throttled"));
        gateway.bus.script(refusals);
        gateway.accepted(TestRegistrations.of("token-1", "approve", "order-1").watched(null, Duration.ofSeconds(50)));
        gateway.sweepFor(Duration.ofSeconds(60));
        Callback delivered = gateway.ledger.await(ID, CallbackState.DELIVERED);
        assertThat(delivered.committedOutcome().kind()).isEqualTo(Outcome.Kind.TIMEOUT);
    }

    @Test
    void aRequestThatIsRefusedForGoodLaterFailsItsTask() {
        gateway.bus.script(new DispatchResult.NotNow("throttled"), new DispatchResult.Never("no such bus"));
        gateway.registered("token-1", "order-1");
        gateway.sweepFor(Duration.ofSeconds(6));
        gateway.ledger.await(ID, CallbackState.DELIVERED);
        assertThat(gateway.stepFunctions.truth(GatewayFixture.token("token-1")))
                .isEqualTo(new StepFunctions.Ending.Failed("Taskgate.DispatchFailed", "no such bus"));
    }

    // ---- reports that stopped half-way

    @Test
    void aLeaseThatIsHeldIsWatchedBeforeItIsTakenOver() {
        gateway.settling("token-1", "order-1", "1");
        gateway.sweepFor(Duration.ofSeconds(9));
        assertThat(gateway.stepFunctions.calls()).isEmpty();
        gateway.sweepFor(Duration.ofSeconds(3));
        Callback delivered = gateway.ledger.await(ID, CallbackState.DELIVERED);
        assertThat(delivered.lease().fence()).isEqualTo(2);
    }

    @Test
    void aLeaseIsWatchedByTheMonotonicClockAndNotByTheWallClock() {
        gateway.settling("token-1", "order-1", "1");
        gateway.clock.advance(Duration.ofDays(1));
        gateway.sweepOnce();
        gateway.clock.advance(Duration.ofDays(1));
        gateway.sweepOnce();
        assertThat(gateway.standing(ID).lease()).isEqualTo(new Callback.Lease(1, true, false));
    }

    @Test
    void aLeaseThatMovedIsWatchedAnew() {
        Callback settling = gateway.settling("token-1", "order-1", "1");
        gateway.sweepFor(Duration.ofSeconds(8));
        gateway.ledger.apply(ID, Transitions.takeOver(settling, gateway.clock.instant()));
        gateway.sweepFor(Duration.ofSeconds(7));
        assertThat(gateway.standing(ID).lease().fence()).isEqualTo(2);
        assertThat(gateway.standing(ID).state()).isEqualTo(CallbackState.SETTLING);
    }

    @Test
    void aTakenOverReportThatFindsItsTaskClosedIsAmbiguousThenReconciled() {
        gateway.settling("token-1", "order-1", "1");
        // The first holder's report got through, then the holder died.
        gateway.stepFunctions.close(GatewayFixture.token("token-1"), new StepFunctions.Ending.Succeeded("1"));
        gateway.sweepFor(Duration.ofSeconds(15));
        Callback delivered = gateway.ledger.await(ID, CallbackState.DELIVERED);
        assertThat(delivered.history())
                .extracting(Callback.Entry::event)
                .contains("report taken over", "ambiguous", "reconciled");
    }

    @Test
    void aReportThatWasPutBackIsTriedAgainWithoutWaitingForALease() {
        Callback settling = gateway.settling("token-1", "order-1", "1");
        gateway.ledger.apply(ID, Transitions.putBack(settling, false, START.plusSeconds(2), "not now"));
        gateway.sweepFor(Duration.ofSeconds(3));
        Callback delivered = gateway.ledger.await(ID, CallbackState.DELIVERED);
        assertThat(delivered.lease().fence()).isEqualTo(2);
    }

    @Test
    void aReportThatWasPutBackWithoutDoubtAndFindsItsTaskClosedIsClosed() {
        Callback settling = gateway.settling("token-1", "order-1", "1");
        gateway.ledger.apply(ID, Transitions.putBack(settling, false, START.plusSeconds(2), "not now"));
        gateway.stepFunctions.close(
                GatewayFixture.token("token-1"), new StepFunctions.Ending.ClosedOtherwise("TaskTimedOut"));
        gateway.sweepFor(Duration.ofSeconds(3));
        assertThat(gateway.ledger.await(ID, CallbackState.CLOSED).reason()).isNotBlank();
    }

    @Test
    void ofTwoReplicasThatTakeOverOneLoses() {
        gateway.settling("token-1", "order-1", "1");
        GatewayFixture other = gateway.replica();
        gateway.sweepFor(Duration.ofSeconds(3));
        other.sweepOnce();
        gateway.pauses.advance(Duration.ofSeconds(9));
        other.pauses.advance(Duration.ofSeconds(9));
        gateway.ledger.beforeNextWrite(() -> {
            other.sweepOnce();
            gateway.ledger.await(ID, CallbackState.DELIVERED);
        });
        gateway.sweepOnce();
        assertThat(gateway.standing(ID).lease().fence()).isEqualTo(2);
        assertThat(gateway.stepFunctions.calls("success")).hasSize(1);
    }

    @Test
    void anOutcomeThatCouldNotBeReportedForFourteenDaysExpires() {
        Callback settling = gateway.settling("token-1", "order-1", "1");
        gateway.ledger.apply(ID, Transitions.putBack(settling, false, START.plusSeconds(2), "denied"));
        gateway.clock.advance(Duration.ofDays(14).plusSeconds(1));
        gateway.sweepOnce();
        Callback expired = gateway.standing(ID);
        assertThat(expired.state()).isEqualTo(CallbackState.EXPIRED);
        assertThat(expired.reason()).contains("14 days", "denied");
        assertThat(gateway.stepFunctions.calls()).isEmpty();
    }

    // ---- early answers and what is over

    @Test
    void promise4AnEarlyAnswerIsKeptForADayAtLeast() {
        gateway.succeed("order-1", "1");
        gateway.clock.advance(Duration.ofHours(24));
        gateway.sweepOnce();
        assertThat(gateway.standing(ID).state()).isEqualTo(CallbackState.EARLY);
    }

    @Test
    void anEarlyAnswerThatNobodyComesForExpiresWithAReason() {
        gateway.succeed("order-1", "1");
        gateway.clock.advance(Duration.ofDays(2));
        gateway.sweepOnce();
        Callback expired = gateway.standing(ID);
        assertThat(expired.state()).isEqualTo(CallbackState.EXPIRED);
        assertThat(expired.reason()).contains("nobody registered");
        assertThat(gateway.ledger.expiry(ID)).isEqualTo(gateway.clock.instant().plus(Duration.ofDays(90)));
    }

    @Test
    void aRegistrationBetweenLookAndWriteSavesAnEarlyAnswer() {
        gateway.succeed("order-1", "1");
        gateway.clock.advance(Duration.ofDays(2));
        gateway.ledger.beforeNextWrite(() -> gateway.replica().registered("token-1", "order-1"));
        gateway.sweepOnce();
        assertThat(gateway.standing(ID).state()).isEqualTo(CallbackState.DELIVERED);
    }

    @Test
    void whatHasEndedLeavesTheIndex() {
        Callback settling = gateway.settling("token-1", "order-1", "1");
        gateway.ledger.apply(
                ID,
                Ledger.Transition.of(
                        Guard.in(CallbackState.SETTLING),
                        new Mutation.Enter(CallbackState.DELIVERED, START, null),
                        new Mutation.SetDue(settling.dueAt())));
        gateway.clock.advance(Duration.ofSeconds(60));
        gateway.sweepOnce();
        assertThat(gateway.standing(ID).dueAt()).isNull();
    }

    // ---- promise 12 and 16: outages, and records that harm only themselves

    @Test
    void anOutageOfTheLedgerLosesNothing() {
        watched();
        gateway.clock.set(START.plusSeconds(35));
        gateway.ledger.beforeNextWrite(() -> gateway.ledger.available(false));
        assertThatThrownBy(gateway.sweep::sweep).isInstanceOf(Ledger.LedgerUnavailableException.class);
        gateway.ledger.available(true);
        gateway.sweepOnce();
        gateway.ledger.await(WATCHED, CallbackState.DELIVERED);
    }

    @Test
    void aRecordThatCannotBeDealtWithDoesNotStopTheOthers() {
        Callback broken = gateway.settling("token-1", "order-1", "1");
        gateway.ledger.apply(
                broken.id(),
                Ledger.Transition.of(
                        Guard.in(CallbackState.SETTLING),
                        new Mutation.Enter(CallbackState.SETTLING, START, null),
                        new Mutation.SetOutcome(null),
                        new Mutation.SetLease(new Callback.Lease(1, false, false))));
        watched();
        gateway.clock.set(START.plusSeconds(35));
        gateway.sweepOnce();
        gateway.ledger.await(WATCHED, CallbackState.DELIVERED);
    }

    @Test
    void promise12ASweepOverALongOutageDeliversEverything() {
        for (int i = 0; i < 250; i++) {
            Callback settling = gateway.settling("token-" + i, "key-" + i, "" + i);
            gateway.ledger.apply(settling.id(), Transitions.putBack(settling, false, START.plusSeconds(2), "not now"));
        }
        gateway.clock.advance(Duration.ofHours(24));
        gateway.sweepFor(Duration.ofSeconds(10));
        for (int i = 0; i < 250; i++) {
            gateway.ledger.await(GatewayFixture.idOf("approve", "key-" + i), CallbackState.DELIVERED);
        }
        assertThat(gateway.stepFunctions.calls("success")).hasSize(250);
    }

    private Callback watched() {
        return gateway.accepted(TestRegistrations.of("token-1", "watch", "order-1"));
    }
}
