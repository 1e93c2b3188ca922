package io.taskgate.http.response;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.CallbackState;
import io.taskgate.callback.model.Outcome;
import io.taskgate.callback.model.RegisteredTask;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// A callback as lists, answers and operators' actions return it. Contains no token and no payload.
public class CallbackSummary {

    @Schema(required = true, examples = "cb_5Rk1Zq0w2c9aKx7mJt4uVb3nHs8")
    public final String callbackId;

    @Schema(required = true, examples = "orders")
    public final String service;

    @Schema(required = true, examples = "approve")
    public final String operation;

    @Schema(nullable = true, description = "The name of the work; null if the caller sent none")
    public final @Nullable String correlationKey;

    @Schema(required = true)
    public final CallbackState state;

    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(description = "How the work ended; absent while it is awaited")
    public final Outcome.@Nullable Kind outcome;

    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(description = "The changes in words; absent without changes")
    public final @Nullable String adjusted;

    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(description = "What boundaries changed; absent without changes")
    public final @Nullable List<PayloadChange> changes;

    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(description = "Why the callback is in its state; absent if the state says it")
    public final @Nullable String reason;

    @Schema(nullable = true, description = "When the task times out; null for a task without a time-out")
    public final @Nullable Instant deadline;

    @Schema(nullable = true, description = "When the task times out without a heartbeat; null if none is required")
    public final @Nullable Instant heartbeatDeadline;

    public CallbackSummary(Callback callback) {
        Outcome ending = callback.outcome();
        RegisteredTask task = callback.task();
        Outcome changed = ending == null || ending.changes().isEmpty() ? null : ending;
        callbackId = callback.id().value();
        service = callback.service();
        operation = callback.operation();
        correlationKey = callback.correlationKey();
        state = callback.state();
        outcome = ending == null ? null : ending.kind();
        adjusted = changed == null ? null : changed.adjusted();
        changes = changed == null ? null : PayloadChange.of(changed.changes());
        reason = callback.reason();
        deadline = task == null ? null : task.deadline();
        heartbeatDeadline = callback.heartbeatState().deadline();
    }
}
