package io.taskgate.callback.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.CallbackOwner;
import io.taskgate.callback.model.CallbackState;
import io.taskgate.callback.model.Outcome;
import io.taskgate.callback.model.ProtocolTimings;
import io.taskgate.callback.model.RegisteredTask;
import io.taskgate.callback.model.TokenOrder;
import io.taskgate.payload.claimcheck.PayloadStoreProvider;
import io.taskgate.testing.callback.GatewayFixture;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The contract for each mutation, alone and with the others of its transition.
public abstract class LedgerMutationContract extends LedgerContract {

    protected LedgerMutationContract(Ledger ledger, PayloadStoreProvider stores) {
        super(ledger, stores);
    }

    @Test
    void enterSetsStateTimeAndReason() {
        Callback now = edited(
                pending(key()),
                new Mutation.SetState(CallbackState.CLOSED, T0.plusSeconds(9), "closed by another party"));
        assertThat(now.state()).isEqualTo(CallbackState.CLOSED);
        assertThat(now.changedAt()).isEqualTo(T0.plusSeconds(9));
        assertThat(now.reason()).isEqualTo("closed by another party");
    }

    @Test
    void enterWithoutAReasonClearsTheLastOne() {
        Callback now = edited(full(key(), 10), new Mutation.SetState(CallbackState.CLOSED, T0, null));
        assertThat(now.reason()).isNull();
    }

    @Test
    void generationReplacesTokenOrderPastAndHistory() {
        RegisteredTask task = task("digest-2");
        TokenOrder order = new TokenOrder(1, T0, 0, T0);
        List<Callback.PastGeneration> past = List.of(
                new Callback.PastGeneration(1, "digest-1", CallbackState.DELIVERED, Outcome.Kind.SUCCESS, "d", "op"),
                new Callback.PastGeneration(2, "digest-2", CallbackState.CLOSED, null, null, null));
        List<Callback.HistoryEntry> history = List.of(new Callback.HistoryEntry(T0, "registered again", null));
        Callback now = edited(full(key(), 10), new Mutation.NextGeneration(8, order, task, past, history));
        assertThat(now.generation()).isEqualTo(8);
        assertThat(now.order()).isEqualTo(order);
        assertThat(now.task()).isEqualTo(task);
        assertThat(now.pastGenerations()).isEqualTo(past);
        assertThat(now.history()).isEqualTo(history);
    }

    @Test
    void generationGivesAnEarlyRecordItsTask() {
        RegisteredTask task = task("digest-1");
        Callback now = edited(early(key()), new Mutation.NextGeneration(1, ORDER, task, List.of(), List.of()));
        assertThat(now.registeredTask()).isEqualTo(task);
        assertThat(now.order()).isEqualTo(ORDER);
    }

    @Test
    void setOwnerGivesTheRecordAway() {
        CallbackOwner heir = new CallbackOwner("key:heir", "arn:heir");
        assertThat(edited(pending(key()), new Mutation.SetOwner(heir)).owner()).isEqualTo(heir);
    }

    @Test
    void setOwnerWithoutAStateMachineForgetsTheLastOne() {
        CallbackOwner heir = new CallbackOwner("key:heir", null);
        assertThat(edited(pending(key()), new Mutation.SetOwner(heir)).owner()).isEqualTo(heir);
    }

    @Test
    void setOutcomeKeepsASuccess() {
        Outcome outcome = success("op-1");
        assertThat(edited(pending(key()), new Mutation.SetOutcome(outcome)).outcome())
                .isEqualTo(outcome);
    }

    @Test
    void setOutcomeKeepsAFailureWithoutACause() {
        Outcome outcome = Outcome.failure("OutOfStock", null, "d", "op", T0);
        assertThat(edited(full(key(), 10), new Mutation.SetOutcome(outcome)).outcome())
                .isEqualTo(outcome);
    }

    @Test
    void setOutcomeNullClearsIt() {
        assertThat(edited(full(key(), 10), new Mutation.SetOutcome(null)).outcome())
                .isNull();
    }

    @Test
    void setLeaseKeepsAllOfIt() {
        Callback.Lease lease = new Callback.Lease(4, false, true);
        assertThat(edited(pending(key()), new Mutation.SetLease(lease)).lease()).isEqualTo(lease);
    }

    @Test
    void setDispatchForgetsTheRequest() {
        Callback now = edited(pending(key()), new Mutation.SetDispatch(Callback.Dispatch.SENT, null));
        assertThat(now.dispatch()).isEqualTo(Callback.Dispatch.SENT);
        assertThat(now.request()).isNull();
    }

    @Test
    void setDispatchKeepsAnotherRequest() {
        Callback now = edited(pending(key()), new Mutation.SetDispatch(Callback.Dispatch.NEEDED, inlined(77)));
        assertThat(now.dispatch()).isEqualTo(Callback.Dispatch.NEEDED);
        assertThat(now.request()).isEqualTo(inlined(77));
    }

    @Test
    void startPulseForgetsTheLastPulse() {
        Callback now = edited(full(key(), 10), new Mutation.ResetHeartbeat(T0.plusSeconds(30)));
        assertThat(now.heartbeatState()).isEqualTo(new Callback.HeartbeatState(null, T0.plusSeconds(30), 0, null));
    }

    @Test
    void startPulseNullWatchesNothing() {
        assertThat(edited(full(key(), 10), new Mutation.ResetHeartbeat(null)).heartbeatState())
                .isEqualTo(Callback.HeartbeatState.NONE);
    }

    @Test
    void addBeatCountsAndKeepsTheProgress() {
        Callback current = created(pending(key()));
        Guard guard = Guard.in(CallbackState.PENDING);
        applied(
                current,
                guard,
                new Mutation.RecordHeartbeat(T0, T0.plusSeconds(30), GatewayFixture.json("{'done': 0.5}")));
        Callback now = inline(
                applied(current, guard, new Mutation.RecordHeartbeat(T0.plusSeconds(1), T0.plusSeconds(31), null)));
        assertThat(now.heartbeatState())
                .isEqualTo(new Callback.HeartbeatState(
                        T0.plusSeconds(1), T0.plusSeconds(31), 2, GatewayFixture.json("{'done': 0.5}")));
        assertThat(found(current)).isEqualTo(now);
    }

    @Test
    void addBeatReplacesTheProgress() {
        Callback now = edited(
                full(key(), 10), new Mutation.RecordHeartbeat(T0.plusSeconds(5), null, GatewayFixture.json("['new']")));
        assertThat(now.heartbeatState())
                .isEqualTo(new Callback.HeartbeatState(T0.plusSeconds(5), null, 6, GatewayFixture.json("['new']")));
    }

    @Test
    void setLateKeepsAnAnswer() {
        Outcome late = success("op-late");
        assertThat(edited(pending(key()), new Mutation.SetLateAnswer(late)).lateAnswer())
                .isEqualTo(late);
    }

    @Test
    void setLateNullClearsIt() {
        assertThat(edited(full(key(), 10), new Mutation.SetLateAnswer(null)).lateAnswer())
                .isNull();
    }

    @Test
    void setDueMovesTheNextLook() {
        assertThat(edited(pending(key()), new Mutation.SetDue(T0.plusSeconds(9)))
                        .dueAt())
                .isEqualTo(T0.plusSeconds(9));
    }

    @Test
    void setDueNullEndsTheLooks() {
        assertThat(edited(pending(key()), new Mutation.SetDue(null)).dueAt()).isNull();
    }

    @Test
    void setExpiryHidesNothingBeforeItsTime() {
        Callback current = created(pending(key()));
        Instant later = Instant.now().plus(Duration.ofDays(90));
        Callback now = inline(applied(current, Guard.in(CallbackState.PENDING), new Mutation.SetExpiry(later)));
        assertThat(now).isEqualTo(current);
        assertThat(inline(applied(current, Guard.in(CallbackState.PENDING), new Mutation.SetExpiry(null))))
                .isEqualTo(current);
    }

    @Test
    void noteAppendsToTheHistory() {
        Callback current = created(full(key(), 10));
        Callback.HistoryEntry one = new Callback.HistoryEntry(T0.plusSeconds(1), "one", "detail");
        Callback.HistoryEntry two = new Callback.HistoryEntry(T0.plusSeconds(1), "two", null);
        Callback now = applied(current, Guard.in(CallbackState.SETTLING), new Mutation.AppendHistory(one));
        now = applied(now, Guard.in(CallbackState.SETTLING), new Mutation.AppendHistory(two));
        List<Callback.HistoryEntry> expected = new ArrayList<>(current.history());
        expected.addAll(List.of(one, two));
        assertThat(now.history()).isEqualTo(expected);
        assertThat(found(current).history()).isEqualTo(expected);
    }

    @Test
    void allEditsOfATransitionAreWrittenTogether() {
        Callback current = created(pending(key()));
        Outcome outcome = success("op-1");
        Ledger.Write write =
                ledger().apply(current.id(), Transitions.settle(current.generation(), outcome, T0.plusSeconds(4)));
        Callback now = inline(((Ledger.Write.Applied) write).callback());
        assertThat(now.state()).isEqualTo(CallbackState.SETTLING);
        assertThat(now.outcome()).isEqualTo(outcome);
        assertThat(now.lease()).isEqualTo(new Callback.Lease(1, true, false));
        assertThat(now.dueAt()).isEqualTo(T0.plusSeconds(4).plus(ProtocolTimings.REPORT_WATCH));
        assertThat(now.history()).hasSize(current.history().size() + 1);
        assertThat(found(current)).isEqualTo(now);
    }

    @Test
    void everyTransitionOfARecordsLifeIsWritten() {
        Callback now = created(early(key()));
        now = written(
                now, RegistrationTransitions.carry(now, OWNER, now.committedOutcome(), task("digest-1"), ORDER, T0));
        now = written(now, ReportTransitions.putBack(now, true, T0, "not now"));
        now = written(now, ReportTransitions.takeOver(now, T0));
        now = written(now, ReportTransitions.replace(now, Outcome.failure("E", "c", "d", "op", T0), T0));
        now = written(now, ReportTransitions.ambiguous(now, T0));
        now = written(now, ReportTransitions.stillAmbiguous(now, T0.plusSeconds(30), "not yet"));
        now = written(now, ReportTransitions.reconciled(now, CallbackState.CLOSED, "the history has another", T0));
        now = written(now, Transitions.reschedule(now, null));
        now = written(now, Transitions.keepLate(now, success("op-late"), T0));
        TokenOrder newer = new TokenOrder(1, T0, 0, T0);
        now = written(now, RegistrationTransitions.renew(now, OWNER, task("digest-2"), newer, inlined(10), T0));
        now = written(now, Transitions.heartbeat(now, null, T0));
        now = written(now, Transitions.sent(now, T0));
        now = written(now, Transitions.timeOut(now, Outcome.own(Outcome.Kind.TIMEOUT, "T", "c", "op-2", T0), T0));
        now = written(now, ReportTransitions.end(now, CallbackState.REJECTED, "unknown", T0));
        now = written(now, ReportTransitions.retry(now, T0));
        now = written(now, ReportTransitions.end(now, CallbackState.DELIVERED, null, T0));
        now = written(now, Transitions.appendHistory(now, "different answer refused", "digest", T0));
        assertThat(now.state()).isEqualTo(CallbackState.DELIVERED);
        assertThat(now.generation()).isEqualTo(2);
        assertThat(now.lease().fence()).isEqualTo(2);
    }
}
