package io.taskgate.http.response;

import io.taskgate.callback.model.CallbackState;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// The response to a heartbeat.
///
/// @param heartbeatDeadline when the next one is due at the latest; null if none is required
public record HeartbeatResponse(
        @Schema(required = true) CallbackState state,
        @Schema(nullable = true) @Nullable Instant heartbeatDeadline) {}
