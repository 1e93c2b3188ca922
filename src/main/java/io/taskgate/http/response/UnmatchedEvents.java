package io.taskgate.http.response;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// Events that reached no callback, for operators. Tokens, signatures and other secrets are redacted.
public final class UnmatchedEvents {

    private UnmatchedEvents() {}

    /// Some of the dead letters, in no particular order.
    @Schema(name = "DeadLetterList")
    public record DeadLetters(@Schema(required = true) List<DeadLetter> deadLetters) {}

    /// An event that can't be handled.
    ///
    /// @param since the time at which it was moved to the dead-letter queue
    /// @param reason the reason; null if the gateway did not move it
    /// @param bytes  the size of the message
    /// @param event  null if it is too large, or not JSON
    @Schema(name = "DeadLetter")
    public record DeadLetter(
            @Schema(required = true) String id,
            @Schema(required = true) Instant since,
            @Schema(nullable = true) @Nullable String reason,
            int bytes,
            @Schema(nullable = true) @Nullable JsonNode event) {}

    /// The identifiers of the redriven messages.
    @Schema(name = "RedriveResponse")
    public record Redriven(@Schema(required = true) List<String> redriven) {}

    /// The events that match no route, or several, newest first.
    @Schema(name = "StrayEventList")
    public record StrayEvents(@Schema(required = true) List<StrayEvent> strayEvents) {}

    /// An event that matches no route, or several.
    ///
    /// @param id     the sender's identifier
    /// @param routes the matching routes; none, or two or more
    /// @param bytes  the size of its JSON
    /// @param event  null if it is too large to be stored
    @Schema(name = "StrayEvent")
    public record StrayEvent(
            @Schema(required = true) String id,
            @Schema(required = true) Instant at,
            String source,
            String detailType,
            @Schema(required = true) List<String> routes,
            long bytes,
            @Schema(nullable = true) @Nullable JsonNode event) {}
}
