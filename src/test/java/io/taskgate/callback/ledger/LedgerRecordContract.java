package io.taskgate.callback.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.CallbackBuilder;
import io.taskgate.callback.model.CallbackId;
import io.taskgate.callback.model.CallbackState;
import io.taskgate.callback.model.Outcome;
import io.taskgate.callback.model.RegisteredTask;
import io.taskgate.callback.model.Registration;
import io.taskgate.callback.model.SealedToken;
import io.taskgate.callback.model.TokenOrder;
import io.taskgate.payload.claimcheck.Payload;
import io.taskgate.payload.claimcheck.PayloadOwner;
import io.taskgate.payload.claimcheck.PayloadReference;
import io.taskgate.payload.claimcheck.PayloadStoreProvider;
import io.taskgate.testing.callback.GatewayFixture;
import io.taskgate.testing.callback.TestRegistrations;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The contract for records: they are created once, found, and returned with every field.
public abstract class LedgerRecordContract extends LedgerContract {

    protected LedgerRecordContract(Ledger ledger, PayloadStoreProvider stores) {
        super(ledger, stores);
    }

    // ---- create and find

    @Test
    void createWritesWhatIsNotThereYet() {
        Callback fresh = pending(key());
        Ledger.Write write = ledger().create(fresh);
        assertThat(write).isInstanceOf(Ledger.Write.Applied.class);
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
                        Ledger.Write.ConditionFailed.class,
                        conflict -> assertThat(inline(conflict.current())).isEqualTo(first));
        assertThat(found(first)).isEqualTo(first);
    }

    @Test
    void createdByManyAtOnceIsWrittenByOne() throws Exception {
        String key = key();
        List<Ledger.Write> writes = together(i -> () -> ledger().create(pending(key)));
        assertThat(writes).filteredOn(Ledger.Write.Applied.class::isInstance).hasSize(1);
        assertThat(writes)
                .filteredOn(Ledger.Write.ConditionFailed.class::isInstance)
                .hasSize(writes.size() - 1);
    }

    @Test
    void appliedByManyAtOnceIsWrittenByOne() throws Exception {
        Callback current = created(pending(key()));
        List<Ledger.Write> writes = together(i ->
                () -> ledger().apply(current.id(), Transitions.settle(current.generation(), success("op-" + i), T0)));
        assertThat(writes).filteredOn(Ledger.Write.Applied.class::isInstance).hasSize(1);
        assertThat(writes)
                .filteredOn(Ledger.Write.ConditionFailed.class::isInstance)
                .hasSize(writes.size() - 1);
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
        assertThat(write).isInstanceOf(Ledger.Write.NotFound.class);
        assertThat(ledger().find(id)).isEmpty();
    }

    // ---- waiting callbacks of an execution

    @Test
    void knowsWhatWaitsForAnExecution() {
        String execution = "arn:aws:states:us-east-1:000000000000:execution:m:" + UUID.randomUUID();
        Callback waiting = created(pendingIn(execution));
        Callback settled = created(pendingIn(execution));
        created(pendingIn(execution + "-2"));
        ledger().apply(settled.id(), Transitions.settle(settled.generation(), success("op"), T0));

        assertThat(ledger().findWaiting(execution)).containsExactly(waiting.id());
        assertThat(ledger().findWaiting(execution + "-3")).isEmpty();
    }

    @Test
    void aNewerTokenWaitsForItsOwnExecution() {
        String execution = "arn:aws:states:us-east-1:000000000000:execution:m:" + UUID.randomUUID();
        Callback waiting = created(pendingIn(execution));
        Callback newer = pendingIn(execution + "-2");
        TokenOrder later = new TokenOrder(1, T0, 0, T0);
        Payload request = new Payload.Inline(new byte[] {'1'});

        ledger().apply(
                        waiting.id(),
                        RegistrationTransitions.renew(waiting, OWNER, newer.registeredTask(), later, request, T0));

        assertThat(ledger().findWaiting(execution)).isEmpty();
        assertThat(ledger().findWaiting(execution + "-2")).containsExactly(waiting.id());
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
                task.mergedSize());
        return CallbackFactory.pending(pending.id(), registration, in, ORDER, new Payload.Inline(new byte[] {'1'}), T0);
    }

    // ---- round trip of every field

    @Test
    void aRecordWithEveryFieldComesBack() {
        Callback full = full(key(), 200);
        ledger().create(full);
        assertThat(found(full)).usingRecursiveComparison().isEqualTo(full);
    }

    @Test
    void aRecordWithAsFewFieldsAsPossibleComesBack() {
        Callback bare = new CallbackBuilder(id(key()), "contract", "orders", "approve", CallbackState.PENDING, T0)
                .generation(1)
                .order(ORDER)
                .task(new RegisteredTask(
                        "d",
                        new SealedToken("v1.x"),
                        null,
                        null,
                        T0,
                        null,
                        null,
                        new RegisteredTask.RequestSize(0, 0, null),
                        null))
                .dispatch(Callback.Dispatch.SENT)
                .build();
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
        Callback current = created(pending(key()));
        Outcome outcome = success("op", 260_000);
        Outcome late = success("op-late", 260_000);
        Callback now = applied(
                current,
                Guard.in(CallbackState.PENDING),
                new Mutation.SetDispatch(Callback.Dispatch.NEEDED, inlined(260_000)),
                new Mutation.SetOutcome(outcome),
                new Mutation.SetLateAnswer(late));
        assertThat(inline(now).request()).isEqualTo(inlined(260_000));
        assertThat(found(current).outcome()).isEqualTo(outcome);
        assertThat(found(current).lateAnswer()).isEqualTo(late);
    }

    @Test
    void aCheckedInPayloadStaysAReference() {
        PayloadReference reference = stores().of(PayloadOwner.ofService("main", "orders"))
                .checkIn(new byte[] {'1'}, "application/json", GatewayFixture.json("{'n': 1}"));
        Payload payload = new Payload.CheckedIn(reference);
        Callback current = created(pending(key()));
        applied(
                current,
                Guard.in(CallbackState.PENDING),
                new Mutation.SetDispatch(Callback.Dispatch.NEEDED, payload),
                new Mutation.SetOutcome(Outcome.success(payload, "d", "op", T0)));
        assertThat(found(current).request()).isEqualTo(payload);
        assertThat(found(current).committedOutcome().result()).isEqualTo(payload);
    }

    static Stream<CallbackState> states() {
        return Stream.of(CallbackState.values());
    }

    @ParameterizedTest
    @MethodSource("states")
    void everyStateComesBack(CallbackState state) {
        Callback current = created(pending(key()));
        applied(current, Guard.in(CallbackState.PENDING), new Mutation.SetState(state, T0, null));
        assertThat(found(current).state()).isEqualTo(state);
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
