package io.taskgate.callback.model;

import io.taskgate.callback.model.Callback.Dispatch;
import io.taskgate.callback.model.Callback.HeartbeatState;
import io.taskgate.callback.model.Callback.HistoryEntry;
import io.taskgate.callback.model.Callback.Lease;
import io.taskgate.callback.model.Callback.PastGeneration;
import io.taskgate.payload.claimcheck.Payload;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Builder of a [Callback], which has too many fields for a constructor call that can be read. The fields that
/// are not set are empty. Not thread-safe.
public final class CallbackBuilder {

    private final CallbackId id;
    private final String tenant;
    private final String operation;
    private String service;
    private @Nullable String correlationKey;
    private @Nullable CallbackOwner owner;
    private CallbackState state;
    private long generation;
    private TokenOrder order = TokenOrder.NONE;
    private @Nullable RegisteredTask task;
    private Dispatch dispatch = Dispatch.NONE;
    private @Nullable Payload request;
    private HeartbeatState heartbeatState = HeartbeatState.NONE;
    private @Nullable Outcome outcome;
    private Lease lease = Lease.NONE;
    private @Nullable Outcome lateAnswer;
    private List<PastGeneration> pastGenerations = List.of();
    private List<HistoryEntry> history = List.of();
    private @Nullable Instant dueAt;
    private @Nullable String reason;
    private Instant changedAt;
    private long revokedLinks;

    /// Creates a builder of a record that entered its state at `changedAt`.
    public CallbackBuilder(
            CallbackId id, String tenant, String service, String operation, CallbackState state, Instant changedAt) {
        this.id = id;
        this.tenant = tenant;
        this.service = service;
        this.operation = operation;
        this.state = state;
        this.changedAt = changedAt;
    }

    CallbackBuilder(Callback callback) {
        id = callback.id();
        tenant = callback.tenant();
        operation = callback.operation();
        service = callback.service();
        correlationKey = callback.correlationKey();
        owner = callback.owner();
        state = callback.state();
        generation = callback.generation();
        order = callback.order();
        task = callback.task();
        dispatch = callback.dispatch();
        request = callback.request();
        heartbeatState = callback.heartbeatState();
        outcome = callback.outcome();
        lease = callback.lease();
        lateAnswer = callback.lateAnswer();
        pastGenerations = callback.pastGenerations();
        history = callback.history();
        dueAt = callback.dueAt();
        reason = callback.reason();
        changedAt = callback.changedAt();
        revokedLinks = callback.revokedLinks();
    }

    public CallbackBuilder service(String value) {
        service = value;
        return this;
    }

    public CallbackBuilder correlationKey(@Nullable String value) {
        correlationKey = value;
        return this;
    }

    public CallbackBuilder owner(@Nullable CallbackOwner value) {
        owner = value;
        return this;
    }

    public CallbackBuilder state(CallbackState value) {
        state = value;
        return this;
    }

    public CallbackBuilder generation(long value) {
        generation = value;
        return this;
    }

    public CallbackBuilder order(TokenOrder value) {
        order = value;
        return this;
    }

    public CallbackBuilder task(@Nullable RegisteredTask value) {
        task = value;
        return this;
    }

    public CallbackBuilder dispatch(Dispatch value) {
        dispatch = value;
        return this;
    }

    public CallbackBuilder request(@Nullable Payload value) {
        request = value;
        return this;
    }

    public CallbackBuilder heartbeatState(HeartbeatState value) {
        heartbeatState = value;
        return this;
    }

    public CallbackBuilder outcome(@Nullable Outcome value) {
        outcome = value;
        return this;
    }

    public CallbackBuilder lease(Lease value) {
        lease = value;
        return this;
    }

    public CallbackBuilder lateAnswer(@Nullable Outcome value) {
        lateAnswer = value;
        return this;
    }

    public CallbackBuilder pastGenerations(List<PastGeneration> value) {
        pastGenerations = value;
        return this;
    }

    public CallbackBuilder history(List<HistoryEntry> value) {
        history = value;
        return this;
    }

    public CallbackBuilder dueAt(@Nullable Instant value) {
        dueAt = value;
        return this;
    }

    public CallbackBuilder reason(@Nullable String value) {
        reason = value;
        return this;
    }

    public CallbackBuilder changedAt(Instant value) {
        changedAt = value;
        return this;
    }

    public CallbackBuilder revokedLinks(long value) {
        revokedLinks = value;
        return this;
    }

    public Callback build() {
        return new Callback(
                id,
                tenant,
                service,
                operation,
                correlationKey,
                owner,
                state,
                generation,
                order,
                task,
                dispatch,
                request,
                heartbeatState,
                outcome,
                lease,
                lateAnswer,
                pastGenerations,
                history,
                dueAt,
                reason,
                changedAt,
                revokedLinks);
    }
}
