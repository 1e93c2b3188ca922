package io.taskgate.http.console;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.RegisteredTask;
import io.taskgate.http.response.CallbackSummary;
import java.time.Duration;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// A callback in a list for operators. Contains no token, no payload and no history.
public final class CallbackListEntry extends CallbackSummary {

    @Schema(required = true, description = "Which token of the work this is, from 1; 0 before a registration")
    public final long generation;

    @Schema(required = true, description = "When the callback came into its state")
    public final Instant changedAt;

    @JsonInclude(JsonInclude.Include.NON_NULL)
    public final @Nullable Instant registeredAt;

    @JsonInclude(JsonInclude.Include.NON_NULL)
    public final @Nullable String executionArn;

    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(description = "The name of the waiting state; absent if the caller sent none")
    public final @Nullable String stateName;

    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(description = "Whether the request was published; absent without a registration")
    public final Callback.@Nullable Dispatch dispatch;

    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(description = "The longest time between two heartbeats; absent if none are required")
    public final @Nullable Double heartbeatSeconds;

    @JsonInclude(JsonInclude.Include.NON_NULL)
    public final @Nullable Instant lastHeartbeatAt;

    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(description = "The progress of the last heartbeat")
    public final @Nullable JsonNode progress;

    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(description = "When the gateway looks at the callback next; absent if nothing more happens by itself")
    public final @Nullable Instant dueAt;

    public CallbackListEntry(Callback callback) {
        super(callback);
        RegisteredTask task = callback.task();
        Duration heartbeat = task == null ? null : task.heartbeat();
        generation = callback.generation();
        changedAt = callback.changedAt();
        registeredAt = task == null ? null : task.registeredAt();
        executionArn = task == null ? null : task.executionArn();
        stateName = task == null ? null : task.stateName();
        dispatch = task == null ? null : callback.dispatch();
        heartbeatSeconds = heartbeat == null ? null : heartbeat.toMillis() / 1_000.0;
        lastHeartbeatAt = callback.heartbeatState().lastAt();
        progress = callback.heartbeatState().progress();
        dueAt = callback.dueAt();
    }
}
