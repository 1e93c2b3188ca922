package io.taskgate.callback.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskgate.callback.link.CallbackAddress;
import io.taskgate.callback.model.Adjustment;
import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.CallbackId;
import io.taskgate.callback.model.CallbackOwner;
import io.taskgate.callback.model.CallbackState;
import io.taskgate.callback.model.Outcome;
import io.taskgate.callback.model.ProtocolTimings;
import io.taskgate.callback.model.RegisteredTask;
import io.taskgate.callback.model.Registration;
import io.taskgate.callback.model.SealedToken;
import io.taskgate.callback.model.TokenOrder;
import io.taskgate.payload.claimcheck.Payload;
import io.taskgate.payload.claimcheck.PayloadOwner;
import io.taskgate.payload.claimcheck.PayloadReference;
import io.taskgate.payload.claimcheck.PayloadStore;
import io.taskgate.payload.claimcheck.PayloadStoreProvider;
import io.taskgate.payload.json.Json;
import io.taskgate.testing.callback.GatewayFixture;
import io.taskgate.testing.callback.InMemoryLedger;
import io.taskgate.testing.callback.TestRegistrations;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What every ledger must do. The table may be shared: each test has records of its own, and times of its own
/// for the due index.
public abstract class LedgerContract {

    private static final CallbackOwner OWNER = CallbackOwner.of("key:test", GatewayFixture.EXECUTION);
    private static final Instant T0 = Instant.parse("2026-08-02T10:00:00.123456Z");
    private static final TokenOrder ORDER = new TokenOrder(0, T0, 0, T0);

    protected abstract Ledger ledger();

    /// Where the ledger parks payloads that are too large for its items.
    protected abstract PayloadStoreProvider stores();

    // ---- create and find

    @Test
    void createWritesWhatIsNotThereYet() {
        Callback fresh = pending(key());
        Ledger.Write write = ledger().create(fresh);
        assertThat(write).isInstanceOf(Ledger.Write.Written.class);
        assertThat(found(fresh)).isEqualTo(fresh);
    }

    @Test
    void createShowsWhatStandsAndLeavesIt() {
        String key = key();
        Callback first = pending(key);
        ledger().create(first);
        Ledger.Write write = ledger().create(early(key));
        assertThat(write)
                .isInstanceOfSatisfying(
                        Ledger.Write.Refused.class,
                        refused -> assertThat(inline(refused.standing())).isEqualTo(first));
        assertThat(found(first)).isEqualTo(first);
    }

    @Test
    void createdByManyAtOnceIsWrittenByOne() throws Exception {
        String key = key();
        List<Ledger.Write> writes = together(i -> () -> ledger().create(pending(key)));
        assertThat(writes).filteredOn(Ledger.Write.Written.class::isInstance).hasSize(1);
        assertThat(writes).filteredOn(Ledger.Write.Refused.class::isInstance).hasSize(writes.size() - 1);
    }

    @Test
    void appliedByManyAtOnceIsWrittenByOne() throws Exception {
        Callback standing = created(pending(key()));
        List<Ledger.Write> writes = together(i ->
                () -> ledger().apply(standing.id(), Transitions.settle(standing.generation(), success("op-" + i), T0)));
        assertThat(writes).filteredOn(Ledger.Write.Written.class::isInstance).hasSize(1);
        assertThat(writes).filteredOn(Ledger.Write.Refused.class::isInstance).hasSize(writes.size() - 1);
    }

    @Test
    void findsNothingUnderAnUnknownId() {
        assertThat(ledger().find(id(key()))).isEmpty();
    }

    @Test
    void applyToAnUnknownIdIsAbsentAndWritesNothing() {
        CallbackId id = id(key());
        Ledger.Write write =
                ledger().apply(id, Ledger.Transition.of(Guard.in(CallbackState.PENDING), new Mutation.SetDue(T0)));
        assertThat(write).isInstanceOf(Ledger.Write.Absent.class);
        assertThat(ledger().find(id)).isEmpty();
    }

    // ---- who waits for an execution

    @Test
    void knowsWhatWaitsForAnExecution() {
        String execution = "arn:aws:states:us-east-1:000000000000:execution:m:" + UUID.randomUUID();
        Callback waiting = created(pendingIn(execution));
        Callback settled = created(pendingIn(execution));
        created(pendingIn(execution + "-2"));
        ledger().apply(settled.id(), Transitions.settle(settled.generation(), success("op"), T0));

        assertThat(ledger().waitingIn(execution)).containsExactly(waiting.id());
        assertThat(ledger().waitingIn(execution + "-3")).isEmpty();
    }

    @Test
    void aNewerTokenWaitsForItsOwnExecution() {
        String execution = "arn:aws:states:us-east-1:000000000000:execution:m:" + UUID.randomUUID();
        Callback waiting = created(pendingIn(execution));
        Callback newer = pendingIn(execution + "-2");
        TokenOrder later = new TokenOrder(1, T0, 0, T0);
        Payload request = new Payload.Inline(new byte[] {'1'});

        ledger().apply(waiting.id(), Transitions.renew(waiting, OWNER, newer.registeredTask(), later, request, T0));

        assertThat(ledger().waitingIn(execution)).isEmpty();
        assertThat(ledger().waitingIn(execution + "-2")).containsExactly(waiting.id());
    }

    private static Callback pendingIn(String execution) {
        String key = key();
        Registration registration =
                TestRegistrations.of("token-" + key, "approve", key).build();
        Callback pending = pending(key);
        RegisteredTask task = pending.registeredTask();
        RegisteredTask in = new RegisteredTask(
                task.tokenDigest(),
                task.token(),
                execution,
                task.stateName(),
                T0,
                task.heartbeat(),
                task.deadline(),
                task.request(),
                task.around());
        return Transitions.pending(pending.id(), registration, in, ORDER, new Payload.Inline(new byte[] {'1'}), T0);
    }

    // ---- every field there and back

    @Test
    void aRecordWithEveryFieldComesBack() {
        Callback full = full(key(), 200);
        ledger().create(full);
        assertThat(found(full)).usingRecursiveComparison().isEqualTo(full);
    }

    @Test
    void aRecordWithAsFewFieldsAsPossibleComesBack() {
        Callback bare = new Callback(
                id(key()),
                "contract",
                "orders",
                "approve",
                null,
                null,
                CallbackState.PENDING,
                1,
                ORDER,
                new RegisteredTask(
                        "d",
                        new SealedToken("v1.x"),
                        null,
                        null,
                        T0,
                        null,
                        null,
                        new RegisteredTask.RequestSize(0, 0, null),
                        null),
                Callback.Dispatch.SENT,
                null,
                Callback.Pulse.NONE,
                null,
                Callback.Lease.NONE,
                null,
                List.of(),
                List.of(),
                null,
                null,
                T0);
        ledger().create(bare);
        assertThat(found(bare)).usingRecursiveComparison().isEqualTo(bare);
    }

    @Test
    void payloadsLargerThanAnItemComeBackByteForByte() {
        Callback full = full(key(), 260_000);
        ledger().create(full);
        assertThat(found(full)).usingRecursiveComparison().isEqualTo(full);
    }

    @Test
    void largePayloadsThatAreEditedInComeBackByteForByte() {
        Callback standing = created(pending(key()));
        Outcome outcome = success("op", 260_000);
        Outcome late = success("op-late", 260_000);
        Callback now = applied(
                standing,
                Guard.in(CallbackState.PENDING),
                new Mutation.SetDispatch(Callback.Dispatch.NEEDED, inlined(260_000)),
                new Mutation.SetOutcome(outcome),
                new Mutation.SetLate(late));
        assertThat(inline(now).request()).isEqualTo(inlined(260_000));
        assertThat(found(standing).outcome()).isEqualTo(outcome);
        assertThat(found(standing).late()).isEqualTo(late);
    }

    @Test
    void aCheckedInPayloadStaysAReference() {
        PayloadReference reference = stores().of(PayloadOwner.ofService("main", "orders"))
                .checkIn(new byte[] {'1'}, "application/json", GatewayFixture.json("{'n': 1}"));
        Payload payload = new Payload.CheckedIn(reference);
        Callback standing = created(pending(key()));
        applied(
                standing,
                Guard.in(CallbackState.PENDING),
                new Mutation.SetDispatch(Callback.Dispatch.NEEDED, payload),
                new Mutation.SetOutcome(Outcome.success(payload, "d", "op", T0)));
        assertThat(found(standing).request()).isEqualTo(payload);
        assertThat(found(standing).committedOutcome().result()).isEqualTo(payload);
    }

    static Stream<CallbackState> states() {
        return Stream.of(CallbackState.values());
    }

    @ParameterizedTest
    @MethodSource("states")
    void everyStateComesBack(CallbackState state) {
        Callback standing = created(pending(key()));
        applied(standing, Guard.in(CallbackState.PENDING), new Mutation.Enter(state, T0, null));
        assertThat(found(standing).state()).isEqualTo(state);
    }

    // ---- guards: each part, true and false, on a record that has everything

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
                new Part("no state asked for", Guard.in(), true),
                new Part(
                        "no state asked for, but a generation that differs",
                        Guard.in().generation(8),
                        false),
                new Part("the generation", settling.generation(7), true),
                new Part("an older generation", settling.generation(6), false),
                new Part("a newer generation", settling.generation(8), false),
                new Part("the fence", settling.fence(3), true),
                new Part("a stale fence", settling.fence(2), false),
                new Part("a fence to come", settling.fence(4), false),
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
                new Part("the heartbeat", settling.beatUnchanged(T0.plusSeconds(3)), true),
                new Part("another heartbeat", settling.beatUnchanged(T0.plusSeconds(2)), false),
                new Part("a heartbeat later by a microsecond", settling.beatUnchanged(micro(T0.plusSeconds(3))), false),
                new Part("no heartbeat where one was", settling.beatUnchanged(null), false),
                new Part("no heartbeat after it", settling.beatNotAfter(T0.plusSeconds(3)), true),
                new Part("no heartbeat after a later one", settling.beatNotAfter(micro(T0.plusSeconds(3))), true),
                new Part("a heartbeat after an earlier one", settling.beatNotAfter(T0.plusSeconds(2)), false),
                new Part("no late answer where one is", settling.noLateAnswer(), false),
                new Part("what is due", settling.dueUnchanged(T0.plus(Duration.ofDays(3650))), true),
                new Part("what is due later", settling.dueUnchanged(T0.plusSeconds(11)), false),
                new Part("nothing due where something is", settling.dueUnchanged(null), false),
                new Part("the dispatch", settling.dispatch(Callback.Dispatch.NEEDED), true),
                new Part("another dispatch", settling.dispatch(Callback.Dispatch.SENT), false),
                new Part(
                        "all of it",
                        settling.generation(7)
                                .fence(3)
                                .operationId("op-full")
                                .beatUnchanged(T0.plusSeconds(3))
                                .dispatch(Callback.Dispatch.NEEDED),
                        true),
                new Part(
                        "all of it but one",
                        settling.generation(7)
                                .fence(3)
                                .operationId("op-full")
                                .beatUnchanged(T0.plusSeconds(3))
                                .dispatch(Callback.Dispatch.NONE),
                        false));
    }

    @ParameterizedTest
    @MethodSource("parts")
    void aGuardOnAFullRecord(Part part) {
        checkGuard(created(full(key(), 10)), part);
    }

    static Stream<Part> bareParts() {
        Guard pending = Guard.in(CallbackState.PENDING);
        return Stream.of(
                new Part("no heartbeat", pending.beatUnchanged(null), true),
                new Part("a heartbeat where none was", pending.beatUnchanged(T0), false),
                new Part("no heartbeat after any", pending.beatNotAfter(T0), true),
                new Part("no late answer", pending.noLateAnswer(), true),
                new Part("nothing due", pending.dueUnchanged(null), true),
                new Part("something due where nothing is", pending.dueUnchanged(T0), false),
                new Part("an operation id where nothing is committed", pending.operationId("op-full"), false),
                new Part("fence 0", pending.fence(0), true),
                new Part("fence 1", pending.fence(1), false));
    }

    @ParameterizedTest
    @MethodSource("bareParts")
    void aGuardOnAFreshRecord(Part part) {
        checkGuard(created(pending(key())), part);
    }

    private void checkGuard(Callback standing, Part part) {
        Ledger.Write write = ledger().apply(
                        standing.id(),
                        Ledger.Transition.of(part.guard(), new Mutation.Enter(CallbackState.CLOSED, T0, "marked")));
        if (part.holds()) {
            assertThat(write)
                    .isInstanceOfSatisfying(
                            Ledger.Write.Written.class,
                            written -> assertThat(written.now().reason()).isEqualTo("marked"));
            assertThat(found(standing).state()).isEqualTo(CallbackState.CLOSED);
        } else {
            assertThat(write)
                    .isInstanceOfSatisfying(
                            Ledger.Write.Refused.class,
                            refused -> assertThat(inline(refused.standing()))
                                    .usingRecursiveComparison()
                                    .isEqualTo(standing));
            assertThat(found(standing)).usingRecursiveComparison().isEqualTo(standing);
        }
    }

    // ---- edits

    @Test
    void enterSetsStateTimeAndReason() {
        Callback now = edited(
                pending(key()), new Mutation.Enter(CallbackState.CLOSED, T0.plusSeconds(9), "closed by somebody"));
        assertThat(now.state()).isEqualTo(CallbackState.CLOSED);
        assertThat(now.changedAt()).isEqualTo(T0.plusSeconds(9));
        assertThat(now.reason()).isEqualTo("closed by somebody");
    }

    @Test
    void enterWithoutAReasonClearsTheLastOne() {
        Callback now = edited(full(key(), 10), new Mutation.Enter(CallbackState.CLOSED, T0, null));
        assertThat(now.reason()).isNull();
    }

    @Test
    void generationReplacesTokenOrderPastAndHistory() {
        RegisteredTask task = task("digest-2");
        TokenOrder order = new TokenOrder(1, T0, 0, T0);
        List<Callback.Past> past = List.of(
                new Callback.Past(1, "digest-1", CallbackState.DELIVERED, Outcome.Kind.SUCCESS, "d", "op"),
                new Callback.Past(2, "digest-2", CallbackState.CLOSED, null, null, null));
        List<Callback.Entry> history = List.of(new Callback.Entry(T0, "registered again", null));
        Callback now = edited(full(key(), 10), new Mutation.Generation(8, order, task, past, history));
        assertThat(now.generation()).isEqualTo(8);
        assertThat(now.order()).isEqualTo(order);
        assertThat(now.task()).isEqualTo(task);
        assertThat(now.past()).isEqualTo(past);
        assertThat(now.history()).isEqualTo(history);
    }

    @Test
    void generationGivesAnEarlyRecordItsTask() {
        RegisteredTask task = task("digest-1");
        Callback now = edited(early(key()), new Mutation.Generation(1, ORDER, task, List.of(), List.of()));
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
    void anEarlyRecordHasNoOwner() {
        checkGuard(
                created(early(key())),
                new Part("", Guard.in(CallbackState.EARLY).ownerUnchanged(null), true));
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
        Callback now = edited(full(key(), 10), new Mutation.StartPulse(T0.plusSeconds(30)));
        assertThat(now.pulse()).isEqualTo(new Callback.Pulse(null, T0.plusSeconds(30), 0, null));
    }

    @Test
    void startPulseNullWatchesNothing() {
        assertThat(edited(full(key(), 10), new Mutation.StartPulse(null)).pulse())
                .isEqualTo(Callback.Pulse.NONE);
    }

    @Test
    void addBeatCountsAndKeepsTheProgress() {
        Callback standing = created(pending(key()));
        Guard guard = Guard.in(CallbackState.PENDING);
        applied(standing, guard, new Mutation.AddBeat(T0, T0.plusSeconds(30), GatewayFixture.json("{'done': 0.5}")));
        Callback now =
                inline(applied(standing, guard, new Mutation.AddBeat(T0.plusSeconds(1), T0.plusSeconds(31), null)));
        assertThat(now.pulse())
                .isEqualTo(new Callback.Pulse(
                        T0.plusSeconds(1), T0.plusSeconds(31), 2, GatewayFixture.json("{'done': 0.5}")));
        assertThat(found(standing)).isEqualTo(now);
    }

    @Test
    void addBeatReplacesTheProgress() {
        Callback now =
                edited(full(key(), 10), new Mutation.AddBeat(T0.plusSeconds(5), null, GatewayFixture.json("['new']")));
        assertThat(now.pulse())
                .isEqualTo(new Callback.Pulse(T0.plusSeconds(5), null, 6, GatewayFixture.json("['new']")));
    }

    @Test
    void setLateKeepsAnAnswer() {
        Outcome late = success("op-late");
        assertThat(edited(pending(key()), new Mutation.SetLate(late)).late()).isEqualTo(late);
    }

    @Test
    void setLateNullClearsIt() {
        assertThat(edited(full(key(), 10), new Mutation.SetLate(null)).late()).isNull();
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
        Callback standing = created(pending(key()));
        Instant later = Instant.now().plus(Duration.ofDays(90));
        Callback now = inline(applied(standing, Guard.in(CallbackState.PENDING), new Mutation.SetExpiry(later)));
        assertThat(now).isEqualTo(standing);
        assertThat(inline(applied(standing, Guard.in(CallbackState.PENDING), new Mutation.SetExpiry(null))))
                .isEqualTo(standing);
    }

    @Test
    void noteAppendsToTheHistory() {
        Callback standing = created(full(key(), 10));
        Callback.Entry one = new Callback.Entry(T0.plusSeconds(1), "one", "detail");
        Callback.Entry two = new Callback.Entry(T0.plusSeconds(1), "two", null);
        Callback now = applied(standing, Guard.in(CallbackState.SETTLING), new Mutation.Note(one));
        now = applied(now, Guard.in(CallbackState.SETTLING), new Mutation.Note(two));
        List<Callback.Entry> expected = new ArrayList<>(standing.history());
        expected.addAll(List.of(one, two));
        assertThat(now.history()).isEqualTo(expected);
        assertThat(found(standing).history()).isEqualTo(expected);
    }

    @Test
    void allEditsOfATransitionAreWrittenTogether() {
        Callback standing = created(pending(key()));
        Outcome outcome = success("op-1");
        Ledger.Write write =
                ledger().apply(standing.id(), Transitions.settle(standing.generation(), outcome, T0.plusSeconds(4)));
        Callback now = inline(((Ledger.Write.Written) write).now());
        assertThat(now.state()).isEqualTo(CallbackState.SETTLING);
        assertThat(now.outcome()).isEqualTo(outcome);
        assertThat(now.lease()).isEqualTo(new Callback.Lease(1, true, false));
        assertThat(now.dueAt()).isEqualTo(T0.plusSeconds(4).plus(ProtocolTimings.REPORT_WATCH));
        assertThat(now.history()).hasSize(standing.history().size() + 1);
        assertThat(found(standing)).isEqualTo(now);
    }

    @Test
    void everyTransitionOfARecordsLifeIsWritten() {
        Callback now = created(early(key()));
        now = written(now, Transitions.carry(now, OWNER, now.committedOutcome(), task("digest-1"), ORDER, T0));
        now = written(now, Transitions.putBack(now, true, T0, "not now"));
        now = written(now, Transitions.takeOver(now, T0));
        now = written(now, Transitions.replace(now, Outcome.failure("E", "c", "d", "op", T0), T0));
        now = written(now, Transitions.ambiguous(now, T0));
        now = written(now, Transitions.stillAmbiguous(now, T0.plusSeconds(30), "not yet"));
        now = written(now, Transitions.reconciled(now, CallbackState.CLOSED, "the history has another", T0));
        now = written(now, Transitions.reschedule(now, null));
        now = written(now, Transitions.keepLate(now, success("op-late"), T0));
        TokenOrder newer = new TokenOrder(1, T0, 0, T0);
        now = written(now, Transitions.renew(now, OWNER, task("digest-2"), newer, inlined(10), T0));
        now = written(now, Transitions.beat(now, null, T0));
        now = written(now, Transitions.sent(now, T0));
        now = written(now, Transitions.timeOut(now, Outcome.own(Outcome.Kind.TIMEOUT, "T", "c", "op-2", T0), T0));
        now = written(now, Transitions.end(now, CallbackState.REJECTED, "unknown", T0));
        now = written(now, Transitions.retry(now, T0));
        now = written(now, Transitions.end(now, CallbackState.DELIVERED, null, T0));
        now = written(now, Transitions.remark(now, "different answer refused", "digest", T0));
        assertThat(now.state()).isEqualTo(CallbackState.DELIVERED);
        assertThat(now.generation()).isEqualTo(2);
        assertThat(now.lease().fence()).isEqualTo(2);
    }

    // ---- withdraw

    @Test
    void withdrawTakesAnUntouchedRegistrationBack() {
        Callback registered = awaitingItsRequest();
        boolean gone = ledger().withdraw(registered);
        assertThat(gone).isTrue();
        assertThat(ledger().find(registered.id())).isEmpty();
    }

    @Test
    void withdrawLeavesAnAnsweredRegistration() {
        Callback registered = awaitingItsRequest();
        written(registered, Transitions.settle(registered.generation(), success("op-1"), T0));
        boolean gone = ledger().withdraw(registered);
        assertThat(gone).isFalse();
        assertThat(ledger().find(registered.id())).isPresent();
    }

    @Test
    void withdrawLeavesANewerToken() {
        Callback registered = awaitingItsRequest();
        written(
                registered,
                Transitions.renew(registered, OWNER, task("digest-2"), new TokenOrder(1, T0, 0, T0), inlined(1), T0));
        boolean gone = ledger().withdraw(registered);
        assertThat(gone).isFalse();
        assertThat(ledger().find(registered.id())).isPresent();
    }

    @Test
    void withdrawLeavesARegistrationThatWasRepeated() {
        Callback registered = awaitingItsRequest();
        written(registered, Transitions.reschedule(registered, T0.plusSeconds(77)));
        assertThat(ledger().withdraw(registered)).isFalse();
        assertThat(ledger().find(registered.id())).isPresent();
    }

    @Test
    void withdrawTriedAgainAfterALostReplyFindsItGone() {
        Callback registered = awaitingItsRequest();
        ledger().withdraw(registered);
        assertThat(ledger().withdraw(registered)).isTrue();
    }

    @Test
    void aWithdrawnRegistrationCanBeRepeated() {
        Callback registered = awaitingItsRequest();
        ledger().withdraw(registered);
        Ledger.Write write = ledger().create(registered);
        assertThat(write).isInstanceOf(Ledger.Write.Written.class);
    }

    private Callback awaitingItsRequest() {
        InMemoryLedger.Draft draft = new InMemoryLedger.Draft(pending(key()));
        draft.dueAt = T0.plusSeconds(5);
        return created(draft.record());
    }

    // ---- the due index

    @Test
    void dueShowsWhatIsDueAndNothingElse() {
        Instant at = ownTime();
        Callback due = created(dueAt(at));
        Callback later = created(dueAt(at.plusSeconds(60)));
        Callback never = created(dueAt(null));
        List<CallbackId> found = dueAnywhere(at.plusSeconds(1));
        assertThat(found).contains(due.id()).doesNotContain(later.id(), never.id());
    }

    @Test
    void dueIncludesTheVeryInstant() {
        Instant at = ownTime();
        Callback due = created(dueAt(at));
        assertThat(dueAnywhere(at)).contains(due.id());
    }

    @Test
    void dueIsInExactlyOneShard() {
        Instant at = ownTime();
        Callback due = created(dueAt(at));
        long shards = IntStream.range(0, ledger().shards())
                .filter(shard -> dueIn(shard, at.plusSeconds(1)).contains(due.id()))
                .count();
        assertThat(shards).isEqualTo(1);
    }

    @Test
    void dueIsOldestFirstInAShard() {
        Instant at = ownTime();
        List<Callback> mine = new ArrayList<>();
        for (int i : new int[] {5, 1, 4, 0, 7, 3, 6, 2}) {
            mine.add(created(dueAt(at.plusSeconds(i))));
        }
        for (int shard = 0; shard < ledger().shards(); shard++) {
            List<CallbackId> due = dueIn(shard, at.plusSeconds(60));
            List<Instant> times = mine.stream()
                    .filter(one -> due.contains(one.id()))
                    .sorted((a, b) -> Integer.compare(due.indexOf(a.id()), due.indexOf(b.id())))
                    .map(Callback::dueAt)
                    .toList();
            assertThat(times).isSorted();
        }
    }

    @Test
    void dueHoldsToItsLimit() {
        Instant at = ownTime();
        IntStream.range(0, 3 * ledger().shards()).forEach(i -> created(dueAt(at)));
        for (int shard = 0; shard < ledger().shards(); shard++) {
            assertThat(ledger().due(Ledger.Queue.TIMES, shard, at.plusSeconds(1), 2, null)
                            .ids())
                    .hasSizeLessThanOrEqualTo(2);
        }
    }

    @Test
    void duePagesThroughAllOnceInOrder() {
        Instant at = ownTime();
        List<CallbackId> mine = IntStream.range(0, 40)
                .mapToObj(i -> created(dueAt(at.plusMillis(i / 8))).id())
                .toList();
        List<CallbackId> found = new ArrayList<>();
        for (int shard = 0; shard < ledger().shards(); shard++) {
            Ledger.Mark after = null;
            do {
                Ledger.Due page = ledger().due(Ledger.Queue.TIMES, shard, at.plusSeconds(1), 3, after);
                found.addAll(page.ids());
                after = page.next();
            } while (after != null);
        }
        assertThat(found).containsAll(mine).doesNotHaveDuplicates();
    }

    @Test
    void reportsStandInAQueueOfTheirOwn() {
        Instant at = ownTime();
        Callback standing = created(dueAt(at));
        assertThat(queues(standing, at)).containsExactly(Ledger.Queue.TIMES);
        Callback settling = applied(
                standing,
                Guard.in(CallbackState.PENDING),
                new Mutation.Enter(CallbackState.SETTLING, at, null),
                new Mutation.SetDue(at));
        assertThat(queues(settling, at)).containsExactly(Ledger.Queue.REPORTS);
        Callback later = applied(settling, Guard.in(CallbackState.SETTLING), new Mutation.SetDue(at.minusSeconds(1)));
        assertThat(queues(later, at)).containsExactly(Ledger.Queue.REPORTS);
        applied(
                later,
                Guard.in(CallbackState.SETTLING),
                new Mutation.Enter(CallbackState.AMBIGUOUS, at, null),
                new Mutation.SetDue(at));
        assertThat(queues(later, at)).containsExactly(Ledger.Queue.TIMES);
        assertThat(queues(created(settling(at)), at)).containsExactly(Ledger.Queue.REPORTS);
    }

    private static Callback settling(Instant at) {
        InMemoryLedger.Draft draft = new InMemoryLedger.Draft(dueAt(at));
        draft.state = CallbackState.SETTLING;
        return draft.record();
    }

    private List<Ledger.Queue> queues(Callback record, Instant now) {
        return Stream.of(Ledger.Queue.values())
                .filter(queue -> IntStream.range(0, ledger().shards())
                        .mapToObj(shard -> ledger().due(queue, shard, now, 1000, null))
                        .anyMatch(page -> page.ids().contains(record.id())))
                .toList();
    }

    @Test
    void shardsShareTheRecords() {
        Instant at = ownTime();
        List<CallbackId> mine = IntStream.range(0, 20 * ledger().shards())
                .mapToObj(i -> created(dueAt(at)).id())
                .toList();
        for (int shard = 0; shard < ledger().shards(); shard++) {
            assertThat(dueIn(shard, at.plusSeconds(1))).containsAnyElementsOf(mine);
        }
    }

    @Test
    void setDueMovesARecordInTheIndex() {
        Instant at = ownTime();
        Callback standing = created(dueAt(at));
        applied(standing, Guard.in(CallbackState.PENDING), new Mutation.SetDue(at.plusSeconds(100)));
        assertThat(dueAnywhere(at.plusSeconds(1))).doesNotContain(standing.id());
        assertThat(dueAnywhere(at.plusSeconds(100))).contains(standing.id());
    }

    @Test
    void setDueNullTakesARecordOutOfTheIndex() {
        Instant at = ownTime();
        Callback standing = created(dueAt(at));
        applied(standing, Guard.in(CallbackState.PENDING), new Mutation.SetDue(null));
        assertThat(dueAnywhere(at.plusSeconds(1))).doesNotContain(standing.id());
    }

    @Test
    void setDuePutsARecordBackIntoTheIndex() {
        Instant at = ownTime();
        Callback standing = created(dueAt(null));
        applied(standing, Guard.in(CallbackState.PENDING), new Mutation.SetDue(at));
        assertThat(dueAnywhere(at.plusSeconds(1))).contains(standing.id());
    }

    @Test
    void aHeartbeatDoesNotTouchTheIndex() {
        Instant at = ownTime();
        Callback standing = created(dueAt(at));
        applied(standing, Guard.in(CallbackState.PENDING), new Mutation.AddBeat(at, at.plusSeconds(500), null));
        assertThat(dueAnywhere(at.plusSeconds(1))).contains(standing.id());
    }

    @Test
    void aWithdrawnRegistrationIsNotDue() {
        Instant at = ownTime();
        Callback standing = created(dueAt(at));
        ledger().withdraw(standing);
        assertThat(dueAnywhere(at.plusSeconds(1))).doesNotContain(standing.id());
    }

    // ---- who sweeps

    @Test
    void aPartIsHeldByWhoeverSawTheLastWrite() {
        int shard = ledger().shards() - 1;
        Ledger.Holder before = ledger().holder(Ledger.Queue.REPORTS, shard);
        String me = UUID.randomUUID().toString();
        assertThat(ledger().hold(Ledger.Queue.REPORTS, shard, me, before)).isTrue();
        assertThat(ledger().holder(Ledger.Queue.REPORTS, shard)).isEqualTo(new Ledger.Holder(me, before.version() + 1));
        assertThat(ledger().hold(Ledger.Queue.REPORTS, shard, "other", before)).isFalse();
        assertThat(ledger().holder(Ledger.Queue.REPORTS, shard).owner()).isEqualTo(me);
        Ledger.Holder now = ledger().holder(Ledger.Queue.REPORTS, shard);
        assertThat(ledger().hold(Ledger.Queue.REPORTS, shard, "", now)).isTrue();
        assertThat(ledger().holder(Ledger.Queue.REPORTS, shard).owner()).isEmpty();
    }

    @Test
    void holdersAreInNoList() {
        Ledger.Holder before = ledger().holder(Ledger.Queue.TIMES, 0);
        ledger().hold(Ledger.Queue.TIMES, 0, "me", before);
        Callback mine = created(pending(key()));
        assertThat(listed(new Ledger.Filter(null, null, null), 100))
                .extracting(Callback::id)
                .contains(mine.id())
                .allSatisfy(id -> assertThat(id.value()).startsWith("cb_"));
    }

    // ---- the list

    @Test
    void listPagesThroughEveryRecordOnce() {
        String service = service();
        List<CallbackId> mine = IntStream.range(0, 7)
                .mapToObj(i -> created(of(service, CallbackState.PENDING, T0)).id())
                .toList();
        List<Callback> listed = listed(new Ledger.Filter(null, service, null), 3);
        assertThat(listed).extracting(Callback::id).containsExactlyInAnyOrderElementsOf(mine);
    }

    @Test
    void listFiltersByState() {
        String service = service();
        Callback pending = created(of(service, CallbackState.PENDING, T0));
        created(of(service, CallbackState.CLOSED, T0));
        List<Callback> listed = listed(new Ledger.Filter(CallbackState.PENDING, service, null), 10);
        assertThat(listed).extracting(Callback::id).containsExactly(pending.id());
    }

    @Test
    void listFiltersByAge() {
        String service = service();
        Callback old = created(of(service, CallbackState.PENDING, T0.minusSeconds(1)));
        created(of(service, CallbackState.PENDING, T0));
        List<Callback> listed = listed(new Ledger.Filter(null, service, T0), 10);
        assertThat(listed).extracting(Callback::id).containsExactly(old.id());
    }

    /// Finding 25: an answer by link is written without reading the record first.
    @Test
    void aRevokedLinkSGuardHoldsForNewerGenerationsOnly() {
        Callback pending = pending(key());
        Callback revoked = edited(pending, new Mutation.RevokeLinks(3));
        assertThat(revoked.revokedLinks()).isEqualTo(3);
        Guard guard = Guard.in(CallbackState.PENDING);
        Mutation note = new Mutation.Note(new Callback.Entry(T0, "by link", null));
        assertThat(ledger().apply(pending.id(), Ledger.Transition.of(guard.linksNotRevoked(3), note)))
                .isInstanceOf(Ledger.Write.Refused.class);
        assertThat(ledger().apply(pending.id(), Ledger.Transition.of(guard.linksNotRevoked(4), note)))
                .isInstanceOf(Ledger.Write.Written.class);
    }

    @Test
    void whereNoLinksAreRevokedTheirGuardHolds() {
        Callback pending = created(pending(key()));
        Mutation note = new Mutation.Note(new Callback.Entry(T0, "by link", null));
        assertThat(ledger().apply(
                                pending.id(),
                                Ledger.Transition.of(
                                        Guard.in(CallbackState.PENDING).linksNotRevoked(1), note)))
                .isInstanceOf(Ledger.Write.Written.class);
    }

    /// How an operator finds out that a vault key may go (finding 26).
    @Test
    void listFiltersByTheVaultsKey() {
        String service = service();
        Callback sealed = created(of(service, CallbackState.PENDING, T0));
        String key = sealed.registeredTask().token().keyId();
        assertThat(listed(new Ledger.Filter(null, service, null, key, _ -> true), 10))
                .extracting(Callback::id)
                .containsExactly(sealed.id());
        // A name that only begins like it is another key.
        assertThat(listed(new Ledger.Filter(null, service, null, key.substring(0, key.length() - 1), _ -> true), 10))
                .isEmpty();
    }

    @Test
    void listShowsWholeRecords() {
        String service = service();
        Callback one = created(of(service, CallbackState.PENDING, T0));
        List<Callback> listed = listed(new Ledger.Filter(null, service, null), 10);
        assertThat(listed.stream().map(this::inline)).containsExactly(one);
    }

    @Test
    void listOfNothingIsEmptyAndEnds() {
        assertThat(listed(new Ledger.Filter(null, service(), null), 10)).isEmpty();
    }

    // ---- what tests are made of

    private static String key() {
        return "key-" + UUID.randomUUID();
    }

    private static String service() {
        return "svc-" + UUID.randomUUID();
    }

    /// A time that hardly any other test uses, long before every real one.
    private static Instant ownTime() {
        return Instant.ofEpochSecond(ThreadLocalRandom.current().nextLong(300_000_000L, 900_000_000L));
    }

    private static CallbackId id(String key) {
        return GatewayFixture.IDS.ofCorrelation("contract", "orders", "approve", key);
    }

    private static Instant micro(Instant at) {
        return at.plusNanos(1000);
    }

    private static TokenOrder order(int redrive, int entered, int retry, int arrived) {
        return new TokenOrder(redrive, T0.plusSeconds(entered), retry, T0.plusSeconds(arrived));
    }

    private static Payload inlined(int bytes) {
        return new Payload.Inline(Json.bytes(GatewayFixture.large(bytes)));
    }

    private static Outcome success(String operationId) {
        return success(operationId, 10);
    }

    private static Outcome success(String operationId, int bytes) {
        return Outcome.success(inlined(bytes), "digest", operationId, T0);
    }

    private static RegisteredTask task(String digest) {
        return new RegisteredTask(
                digest,
                new SealedToken("v1." + "x".repeat(2800)),
                GatewayFixture.EXECUTION,
                "Await Approval",
                T0,
                Duration.ofSeconds(30),
                T0.plusSeconds(3600),
                new RegisteredTask.RequestSize(
                        412_380,
                        3_114,
                        new PayloadReference(
                                "bucket",
                                "key",
                                412_380,
                                "ab",
                                "application/json",
                                GatewayFixture.json("{'n': 1.50}"))),
                12_345L);
    }

    private static Callback pending(String key) {
        return new Callback(
                id(key),
                "contract",
                "orders",
                "approve",
                key,
                OWNER,
                CallbackState.PENDING,
                1,
                ORDER,
                task("digest-1"),
                Callback.Dispatch.NEEDED,
                inlined(10),
                new Callback.Pulse(null, T0.plusSeconds(30), 0, null),
                null,
                Callback.Lease.NONE,
                null,
                List.of(),
                List.of(new Callback.Entry(T0, "registered", "1 B")),
                null,
                null,
                T0);
    }

    private static Callback early(String key) {
        InMemoryLedger.Draft draft = new InMemoryLedger.Draft(Transitions.early(
                id(key), new CallbackAddress.ByKey("contract", "orders", "approve", key), success("op-early"), T0));
        draft.dueAt = null;
        return draft.record();
    }

    /// A record that has something in every field.
    /// More than an item of DynamoDB holds.
    protected static Callback tooLarge(String key) {
        Callback full = full(key, 10);
        return full.withPayloads(
                full.request(), Outcome.failure("OutOfStock", "x".repeat(500_000), "digest", "op-full", T0));
    }

    private static Callback full(String key, int bytes) {
        return new Callback(
                id(key),
                "contract",
                "orders",
                "approve",
                key + " ü/\"' §",
                OWNER,
                CallbackState.SETTLING,
                7,
                new TokenOrder(10, T0, 9, T0),
                task("digest-7"),
                Callback.Dispatch.NEEDED,
                inlined(bytes),
                new Callback.Pulse(
                        T0.plusSeconds(3), T0.plusSeconds(33), 5, GatewayFixture.json("{'done': [1, 2.50, null]}")),
                success("op-full", bytes)
                        .changed(List.of(
                                new Adjustment("result", Adjustment.Kind.TRIMMED, 500_000, 300_000),
                                new Adjustment("result", Adjustment.Kind.CHECKED_IN, 300_000, 400))),
                new Callback.Lease(3, true, true),
                Outcome.failure("OutOfStock", "none left\nat all", "digest-late", "op-late", T0.plusSeconds(2))
                        .changed(List.of(new Adjustment("cause", Adjustment.Kind.CLIPPED, 40_000, 32_768))),
                List.of(
                        new Callback.Past(5, "digest-5", CallbackState.CLOSED, null, null, null),
                        new Callback.Past(6, "digest-6", CallbackState.DELIVERED, Outcome.Kind.FAILURE, "d6", "op6")),
                List.of(
                        new Callback.Entry(T0, "registered", null),
                        new Callback.Entry(T0.plusSeconds(1), "settled", "SUCCESS")),
                T0.plus(Duration.ofDays(3650)),
                "a reply was lost",
                T0.plusSeconds(1),
                6);
    }

    private static Callback dueAt(@Nullable Instant at) {
        InMemoryLedger.Draft draft = new InMemoryLedger.Draft(pending(key()));
        draft.dueAt = at;
        return draft.record();
    }

    private static Callback of(String service, CallbackState state, Instant changedAt) {
        InMemoryLedger.Draft draft = new InMemoryLedger.Draft(pending(key()));
        draft.state = state;
        draft.changedAt = changedAt;
        Callback of = draft.record();
        return new Callback(
                of.id(),
                of.tenant(),
                service,
                of.operation(),
                of.correlationKey(),
                of.owner(),
                of.state(),
                of.generation(),
                of.order(),
                of.task(),
                of.dispatch(),
                of.request(),
                of.pulse(),
                of.outcome(),
                of.lease(),
                of.late(),
                of.past(),
                of.history(),
                of.dueAt(),
                of.reason(),
                of.changedAt(),
                of.revokedLinks());
    }

    private Callback created(Callback fresh) {
        assertThat(ledger().create(fresh)).isInstanceOf(Ledger.Write.Written.class);
        return fresh;
    }

    private Callback edited(Callback fresh, Mutation... edits) {
        created(fresh);
        Callback now = inline(applied(fresh, Guard.in(fresh.state()), edits));
        assertThat(found(fresh)).usingRecursiveComparison().isEqualTo(now);
        return now;
    }

    private Callback applied(Callback standing, Guard guard, Mutation... edits) {
        return written(standing, Ledger.Transition.of(guard, edits));
    }

    private Callback written(Callback standing, Ledger.Transition transition) {
        Ledger.Write write = ledger().apply(standing.id(), transition);
        assertThat(write).isInstanceOf(Ledger.Write.Written.class);
        return ((Ledger.Write.Written) write).now();
    }

    private Callback found(Callback of) {
        return inline(ledger().find(of.id()).orElseThrow());
    }

    private List<CallbackId> dueAnywhere(Instant now) {
        return IntStream.range(0, ledger().shards())
                .mapToObj(shard -> dueIn(shard, now))
                .flatMap(List::stream)
                .toList();
    }

    /// By pages, through both queues.
    private List<CallbackId> dueIn(int shard, Instant now) {
        List<CallbackId> all = new ArrayList<>();
        for (Ledger.Queue queue : Ledger.Queue.values()) {
            Ledger.Mark after = null;
            do {
                Ledger.Due page = ledger().due(queue, shard, now, 50, after);
                all.addAll(page.ids());
                after = page.next();
            } while (after != null);
        }
        return all;
    }

    private List<Callback> listed(Ledger.Filter filter, int limit) {
        List<Callback> all = new ArrayList<>();
        String cursor = null;
        do {
            Ledger.Page page = ledger().list(filter, limit, cursor);
            assertThat(page.callbacks()).hasSizeLessThanOrEqualTo(limit);
            all.addAll(page.callbacks());
            cursor = page.cursor();
        } while (cursor != null);
        return all;
    }

    /// The record as it was before its payloads were parked.
    private Callback inline(Callback callback) {
        InMemoryLedger.Draft draft = new InMemoryLedger.Draft(callback);
        PayloadStore parking = stores().of(callback.id().parking());
        draft.request = unparked(callback.request(), parking);
        draft.outcome = unparked(callback.outcome(), parking);
        draft.late = unparked(callback.late(), parking);
        return draft.record();
    }

    private static @Nullable Outcome unparked(@Nullable Outcome of, PayloadStore parking) {
        return of == null
                ? null
                : new Outcome(
                        of.kind(),
                        of.error(),
                        of.cause(),
                        unparked(of.result(), parking),
                        of.digest(),
                        of.operationId(),
                        of.at(),
                        of.changes());
    }

    private static @Nullable Payload unparked(@Nullable Payload payload, PayloadStore parking) {
        return payload instanceof Payload.Parked ? new Payload.Inline(payload.travelling(parking)) : payload;
    }

    private static <T> List<T> together(java.util.function.IntFunction<Callable<T>> work) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<T> done = new ArrayList<>();
            for (Future<T> future :
                    threads.invokeAll(IntStream.range(0, 8).mapToObj(work).toList())) {
                done.add(future.get());
            }
            return done;
        }
    }
}
