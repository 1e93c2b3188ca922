package io.taskgate.callback.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.CallbackOwner;
import io.taskgate.callback.model.CallbackState;
import io.taskgate.payload.claimcheck.PayloadStoreProvider;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The contract for each part of a guard, satisfied and violated.
public abstract class LedgerGuardContract extends LedgerContract {

    protected LedgerGuardContract(Ledger ledger, PayloadStoreProvider stores) {
        super(ledger, stores);
    }

    record Part(String name, Guard guard, boolean holds) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Part> parts() {
        Guard settling = Guard.in(CallbackState.SETTLING);
        return Stream.of(
                new Part("the state", settling, true),
                new Part("one of the states", Guard.in(CallbackState.PENDING, CallbackState.SETTLING), true),
                new Part("another state", Guard.in(CallbackState.PENDING), false),
                new Part("other states", Guard.in(CallbackState.PENDING, CallbackState.EARLY), false),
                new Part("any state", Guard.in(), true),
                new Part("any state, but another generation", Guard.in().generation(8), false),
                new Part("the generation", settling.generation(7), true),
                new Part("an older generation", settling.generation(6), false),
                new Part("a newer generation", settling.generation(8), false),
                new Part("the fence", settling.fence(3), true),
                new Part("a stale fence", settling.fence(2), false),
                new Part("a future fence", settling.fence(4), false),
                new Part("the owner", settling.ownerUnchanged(OWNER), true),
                new Part(
                        "another principal",
                        settling.ownerUnchanged(new CallbackOwner("key:b", OWNER.stateMachineArn())),
                        false),
                new Part("another machine", settling.ownerUnchanged(new CallbackOwner("key:test", "arn:b")), false),
                new Part("no machine", settling.ownerUnchanged(new CallbackOwner("key:test", null)), false),
                new Part("no owner", settling.ownerUnchanged(null), false),
                new Part("the operation id", settling.operationId("op-full"), true),
                new Part("another operation id", settling.operationId("op-other"), false),
                new Part("the heartbeat", settling.heartbeatUnchanged(T0.plusSeconds(3)), true),
                new Part("another heartbeat", settling.heartbeatUnchanged(T0.plusSeconds(2)), false),
                new Part(
                        "a heartbeat one microsecond later",
                        settling.heartbeatUnchanged(micro(T0.plusSeconds(3))),
                        false),
                new Part("no heartbeat, but there is one", settling.heartbeatUnchanged(null), false),
                new Part("no heartbeat after it", settling.heartbeatNotAfter(T0.plusSeconds(3)), true),
                new Part("no heartbeat after a later one", settling.heartbeatNotAfter(micro(T0.plusSeconds(3))), true),
                new Part("a heartbeat after an earlier one", settling.heartbeatNotAfter(T0.plusSeconds(2)), false),
                new Part("no late answer, but there is one", settling.noLateAnswer(), false),
                new Part("the due time", settling.dueUnchanged(T0.plus(Duration.ofDays(3650))), true),
                new Part("a later due time", settling.dueUnchanged(T0.plusSeconds(11)), false),
                new Part("no due time, but there is one", settling.dueUnchanged(null), false),
                new Part("the dispatch", settling.dispatch(Callback.Dispatch.NEEDED), true),
                new Part("another dispatch", settling.dispatch(Callback.Dispatch.SENT), false),
                new Part(
                        "all parts",
                        settling.generation(7)
                                .fence(3)
                                .operationId("op-full")
                                .heartbeatUnchanged(T0.plusSeconds(3))
                                .dispatch(Callback.Dispatch.NEEDED),
                        true),
                new Part(
                        "all parts, one of them violated",
                        settling.generation(7)
                                .fence(3)
                                .operationId("op-full")
                                .heartbeatUnchanged(T0.plusSeconds(3))
                                .dispatch(Callback.Dispatch.NONE),
                        false));
    }

    // ---- guards: each part, satisfied and violated, on a record with all fields

    @ParameterizedTest
    @MethodSource("parts")
    void aGuardOnAFullRecord(Part part) {
        checkGuard(created(full(key(), 10)), part);
    }

    static Stream<Part> bareParts() {
        Guard pending = Guard.in(CallbackState.PENDING);
        return Stream.of(
                new Part("no heartbeat", pending.heartbeatUnchanged(null), true),
                new Part("a heartbeat, but there is none", pending.heartbeatUnchanged(T0), false),
                new Part("no heartbeat after any", pending.heartbeatNotAfter(T0), true),
                new Part("no late answer", pending.noLateAnswer(), true),
                new Part("no due time", pending.dueUnchanged(null), true),
                new Part("a due time, but there is none", pending.dueUnchanged(T0), false),
                new Part("an operation id without an outcome", pending.operationId("op-full"), false),
                new Part("fence 0", pending.fence(0), true),
                new Part("fence 1", pending.fence(1), false));
    }

    @ParameterizedTest
    @MethodSource("bareParts")
    void aGuardOnAFreshRecord(Part part) {
        checkGuard(created(pending(key())), part);
    }

    private void checkGuard(Callback current, Part part) {
        Ledger.Write write = ledger().apply(
                        current.id(),
                        Ledger.Transition.of(part.guard(), new Mutation.SetState(CallbackState.CLOSED, T0, "marked")));
        if (part.holds()) {
            assertThat(write)
                    .isInstanceOfSatisfying(
                            Ledger.Write.Applied.class,
                            applied -> assertThat(applied.callback().reason()).isEqualTo("marked"));
            assertThat(found(current).state()).isEqualTo(CallbackState.CLOSED);
        } else {
            assertThat(write)
                    .isInstanceOfSatisfying(
                            Ledger.Write.ConditionFailed.class,
                            conflict -> assertThat(inline(conflict.current()))
                                    .usingRecursiveComparison()
                                    .isEqualTo(current));
            assertThat(found(current)).usingRecursiveComparison().isEqualTo(current);
        }
    }

    // ---- edits

    @Test
    void anEarlyRecordHasNoOwner() {
        checkGuard(
                created(early(key())),
                new Part("", Guard.in(CallbackState.EARLY).ownerUnchanged(null), true));
    }

    // ---- the list

    /// Finding 25: an answer by link is written without reading the record first.
    @Test
    void aRevokedLinkSGuardHoldsForNewerGenerationsOnly() {
        Callback pending = pending(key());
        Callback revoked = edited(pending, new Mutation.RevokeLinks(3));
        assertThat(revoked.revokedLinks()).isEqualTo(3);
        Guard guard = Guard.in(CallbackState.PENDING);
        Mutation note = new Mutation.AppendHistory(new Callback.HistoryEntry(T0, "by link", null));
        assertThat(ledger().apply(pending.id(), Ledger.Transition.of(guard.linksNotRevoked(3), note)))
                .isInstanceOf(Ledger.Write.ConditionFailed.class);
        assertThat(ledger().apply(pending.id(), Ledger.Transition.of(guard.linksNotRevoked(4), note)))
                .isInstanceOf(Ledger.Write.Applied.class);
    }

    @Test
    void whereNoLinksAreRevokedTheirGuardHolds() {
        Callback pending = created(pending(key()));
        Mutation note = new Mutation.AppendHistory(new Callback.HistoryEntry(T0, "by link", null));
        assertThat(ledger().apply(
                                pending.id(),
                                Ledger.Transition.of(
                                        Guard.in(CallbackState.PENDING).linksNotRevoked(1), note)))
                .isInstanceOf(Ledger.Write.Applied.class);
    }

    private static Instant micro(Instant at) {
        return at.plusNanos(1000);
    }
}
