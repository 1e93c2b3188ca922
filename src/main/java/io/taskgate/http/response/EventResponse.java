package io.taskgate.http.response;

import io.taskgate.event.EventResult;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// The result of an event.
///
/// @param callbackId the callback that was found; null for none
public record EventResponse(
        @Schema(required = true) EventResult.Result result,
        @Schema(nullable = true) @Nullable String callbackId) {

    public static EventResponse of(EventResult.Handled done) {
        return new EventResponse(done.result(), done.callbackId());
    }

    /// The results of a batch of events, in their order.
    @Schema(name = "EventBatchResponse")
    public record Batch(@Schema(required = true) List<EventResponse> events) {}
}
