package io.taskgate.callback.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskgate.callback.link.CallbackAddress;
import io.taskgate.callback.model.Adjustment;
import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.CallbackBuilder;
import io.taskgate.callback.model.CallbackId;
import io.taskgate.callback.model.CallbackOwner;
import io.taskgate.callback.model.CallbackState;
import io.taskgate.callback.model.Outcome;
import io.taskgate.callback.model.RegisteredTask;
import io.taskgate.callback.model.SealedToken;
import io.taskgate.callback.model.TokenOrder;
import io.taskgate.payload.claimcheck.Payload;
import io.taskgate.payload.claimcheck.PayloadReference;
import io.taskgate.payload.claimcheck.PayloadStore;
import io.taskgate.payload.claimcheck.PayloadStoreProvider;
import io.taskgate.payload.json.Json;
import io.taskgate.testing.callback.CallbackDraft;
import io.taskgate.testing.callback.GatewayFixture;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The contract of every ledger, in five parts, with shared records. The table may be shared: each test uses
/// its own records, and its own times in the due index.
public abstract class LedgerContract {

    static final CallbackOwner OWNER = CallbackOwner.of("key:test", GatewayFixture.EXECUTION);
    static final Instant T0 = Instant.parse("2026-08-02T10:00:00.123456Z");
    static final TokenOrder ORDER = new TokenOrder(0, T0, 0, T0);

    private final Ledger ledger;
    private final PayloadStoreProvider stores;

    /// @param stores the stores for payloads that are too large for items of the ledger
    LedgerContract(Ledger ledger, PayloadStoreProvider stores) {
        this.ledger = ledger;
        this.stores = stores;
    }

    Ledger ledger() {
        return ledger;
    }

    PayloadStoreProvider stores() {
        return stores;
    }

    static String key() {
        return "key-" + UUID.randomUUID();
    }

    static CallbackId id(String key) {
        return GatewayFixture.IDS.ofCorrelation("contract", "orders", "approve", key);
    }

    static Payload inlined(int bytes) {
        return new Payload.Inline(Json.bytes(GatewayFixture.large(bytes)));
    }

    static Outcome success(String operationId) {
        return success(operationId, 10);
    }

    static Outcome success(String operationId, int bytes) {
        return Outcome.success(inlined(bytes), "digest", operationId, T0);
    }

    static RegisteredTask task(String digest) {
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

    static Callback pending(String key) {
        return new CallbackBuilder(id(key), "contract", "orders", "approve", CallbackState.PENDING, T0)
                .correlationKey(key)
                .owner(OWNER)
                .generation(1)
                .order(ORDER)
                .task(task("digest-1"))
                .dispatch(Callback.Dispatch.NEEDED)
                .request(inlined(10))
                .heartbeatState(new Callback.HeartbeatState(null, T0.plusSeconds(30), 0, null))
                .history(List.of(new Callback.HistoryEntry(T0, "registered", "1 B")))
                .build();
    }

    static Callback early(String key) {
        CallbackDraft draft = new CallbackDraft(CallbackFactory.early(
                id(key), new CallbackAddress.ByKey("contract", "orders", "approve", key), success("op-early"), T0));
        draft.dueAt = null;
        return draft.record();
    }

    /// Exceeds the size of a DynamoDB item.
    public static Callback tooLarge(String key) {
        Callback full = full(key, 10);
        return full.withPayloads(
                full.request(), Outcome.failure("OutOfStock", "x".repeat(500_000), "digest", "op-full", T0));
    }

    /// Returns a record with a value in every field.
    static Callback full(String key, int bytes) {
        return new CallbackBuilder(id(key), "contract", "orders", "approve", CallbackState.SETTLING, T0.plusSeconds(1))
                .correlationKey(key + " ü/\"' §")
                .owner(OWNER)
                .generation(7)
                .order(new TokenOrder(10, T0, 9, T0))
                .task(task("digest-7"))
                .dispatch(Callback.Dispatch.NEEDED)
                .request(inlined(bytes))
                .heartbeatState(new Callback.HeartbeatState(
                        T0.plusSeconds(3), T0.plusSeconds(33), 5, GatewayFixture.json("{'done': [1, 2.50, null]}")))
                .outcome(success("op-full", bytes)
                        .changed(List.of(
                                new Adjustment("result", Adjustment.Kind.TRIMMED, 500_000, 300_000),
                                new Adjustment("result", Adjustment.Kind.CHECKED_IN, 300_000, 400))))
                .lease(new Callback.Lease(3, true, true))
                .lateAnswer(
                        Outcome.failure("OutOfStock", "none left\nat all", "digest-late", "op-late", T0.plusSeconds(2))
                                .changed(List.of(new Adjustment("cause", Adjustment.Kind.CLIPPED, 40_000, 32_768))))
                .pastGenerations(List.of(
                        new Callback.PastGeneration(5, "digest-5", CallbackState.CLOSED, null, null, null),
                        new Callback.PastGeneration(
                                6, "digest-6", CallbackState.DELIVERED, Outcome.Kind.FAILURE, "d6", "op6")))
                .history(List.of(
                        new Callback.HistoryEntry(T0, "registered", null),
                        new Callback.HistoryEntry(T0.plusSeconds(1), "settled", "SUCCESS")))
                .dueAt(T0.plus(Duration.ofDays(3650)))
                .reason("a reply was lost")
                .revokedLinks(6)
                .build();
    }

    Callback created(Callback fresh) {
        assertThat(ledger().create(fresh)).isInstanceOf(Ledger.Write.Applied.class);
        return fresh;
    }

    Callback edited(Callback fresh, Mutation... edits) {
        created(fresh);
        Callback now = inline(applied(fresh, Guard.in(fresh.state()), edits));
        assertThat(found(fresh)).usingRecursiveComparison().isEqualTo(now);
        return now;
    }

    Callback applied(Callback current, Guard guard, Mutation... edits) {
        return written(current, Ledger.Transition.of(guard, edits));
    }

    Callback written(Callback current, Ledger.Transition transition) {
        Ledger.Write write = ledger().apply(current.id(), transition);
        assertThat(write).isInstanceOf(Ledger.Write.Applied.class);
        return ((Ledger.Write.Applied) write).callback();
    }

    Callback found(Callback of) {
        return inline(ledger().find(of.id()).orElseThrow());
    }

    List<Callback> listed(Ledger.Filter filter, int limit) {
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

    /// Returns the record as it was before its payloads were stored.
    Callback inline(Callback callback) {
        CallbackDraft draft = new CallbackDraft(callback);
        PayloadStore parking = stores().of(callback.id().storedPayloadOwner());
        draft.request = unparked(callback.request(), parking);
        draft.outcome = unparked(callback.outcome(), parking);
        draft.late = unparked(callback.lateAnswer(), parking);
        return draft.record();
    }

    static @Nullable Outcome unparked(@Nullable Outcome of, PayloadStore parking) {
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

    static @Nullable Payload unparked(@Nullable Payload payload, PayloadStore parking) {
        return payload instanceof Payload.Parked ? new Payload.Inline(payload.resolve(parking)) : payload;
    }
}
