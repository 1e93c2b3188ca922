package io.taskgate.http.response;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.CallbackOwner;
import io.taskgate.callback.model.Outcome;
import io.taskgate.callback.model.RegisteredTask;
import io.taskgate.payload.claimcheck.Payload;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// A callback with its history, for operators. Contains no token; of payloads, references only.
public final class CallbackDetail extends CallbackSummary {

    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(description = "The request at its boundary; absent without a registration")
    public final @Nullable RequestSizes request;

    @Schema(required = true, description = "Which token of the work this is, from 1; 0 before a registration")
    public final long generation;

    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(description = "The links of all generations up to this one are revoked; absent if none are")
    public final @Nullable Long revokedLinks;

    public final Instant changedAt;

    @JsonInclude(JsonInclude.Include.NON_NULL)
    public final @Nullable Owner owner;

    @JsonInclude(JsonInclude.Include.NON_NULL)
    public final @Nullable Instant registeredAt;

    @JsonInclude(JsonInclude.Include.NON_NULL)
    public final @Nullable String executionArn;

    @JsonInclude(JsonInclude.Include.NON_NULL)
    public final @Nullable String stateName;

    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(description = "Whether the request was published; absent without a registration")
    public final Callback.@Nullable Dispatch dispatch;

    @Schema(nullable = true)
    public final @Nullable Instant lastHeartbeatAt;

    public final long heartbeatCount;

    @Schema(nullable = true, description = "The progress of the last heartbeat")
    public final @Nullable JsonNode progress;

    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(description = "The error name of a failed task")
    public final @Nullable String error;

    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(description = "The cause of a failed task")
    public final @Nullable String cause;

    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(description = "The checked-in result; absent if it is inline")
    public final @Nullable PayloadReferenceDocument result;

    @Schema(nullable = true, description = "The answer that came after the task was closed")
    public final Outcome.@Nullable Kind lateAnswer;

    @JsonInclude(JsonInclude.Include.NON_NULL)
    public final @Nullable List<PayloadChange> lateAnswerChanges;

    @Schema(required = true, description = "The oldest entry first; bounded")
    public final List<HistoryItem> history;

    public CallbackDetail(Callback callback) {
        super(callback);
        request = RequestSizes.of(callback.task());
        generation = callback.generation();
        revokedLinks = callback.revokedLinks() > 0 ? callback.revokedLinks() : null;
        changedAt = callback.changedAt();
        owner = Owner.of(callback.owner());
        RegisteredTask task = callback.task();
        registeredAt = task == null ? null : task.registeredAt();
        executionArn = task == null ? null : task.executionArn();
        stateName = task == null ? null : task.stateName();
        dispatch = task == null ? null : callback.dispatch();
        lastHeartbeatAt = callback.heartbeatState().lastAt();
        heartbeatCount = callback.heartbeatState().count();
        progress = callback.heartbeatState().progress();
        Outcome ending = callback.outcome();
        error = ending == null ? null : ending.error();
        cause = ending == null || ending.error() == null ? null : ending.cause();
        result = ending == null ? null : reference(ending.result());
        Outcome late = callback.lateAnswer();
        lateAnswer = late == null ? null : late.kind();
        lateAnswerChanges = late == null || late.changes().isEmpty() ? null : PayloadChange.of(late.changes());
        history = callback.history().stream()
                .map(entry -> new HistoryItem(entry.at(), entry.event(), entry.detail()))
                .toList();
    }

    private static @Nullable PayloadReferenceDocument reference(@Nullable Payload result) {
        return result instanceof Payload.CheckedIn(var reference) ? PayloadReferenceDocument.of(reference) : null;
    }

    /// The owner of a correlation key: its newer tokens may take the callback over.
    ///
    /// @param principal       the caller that registered, for example `key:orders`
    /// @param stateMachineArn the state machine, without version or alias; null if the registration named none
    @Schema(name = "CallbackOwner")
    public record Owner(
            @Schema(required = true) String principal,
            @Schema(nullable = true) @Nullable String stateMachineArn) {

        static @Nullable Owner of(@Nullable CallbackOwner owner) {
            return owner == null ? null : new Owner(owner.principal(), owner.stateMachineArn());
        }
    }

    /// One event of a callback's history.
    @Schema(name = "HistoryEntry")
    public record HistoryItem(
            @Schema(required = true) Instant at,
            @Schema(required = true) String event,
            @Schema(nullable = true) @Nullable String detail) {}
}
