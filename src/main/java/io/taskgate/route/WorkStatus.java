package io.taskgate.route;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/// What a service's own document says of a piece of work.
public sealed interface WorkStatus {

    record Succeeded(JsonNode result) implements WorkStatus {}

    /// @param error an ASL error name, not blank
    record Failed(String error, @Nullable String cause) implements WorkStatus {}

    /// It goes on.
    record Alive(@Nullable JsonNode progress) implements WorkStatus {}

    /// The route is told to make nothing of it.
    record Ignored() implements WorkStatus {}

    /// The route can't read it. The reason names the part of the configuration, and no value of the document.
    record Unreadable(String reason) implements WorkStatus {}
}
