package io.taskgate.route;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/// The status of a unit of work in an external document.
public sealed interface WorkStatus {

    record Succeeded(JsonNode result) implements WorkStatus {}

    /// @param error an ASL error name, not blank
    record Failed(String error, @Nullable String cause) implements WorkStatus {}

    /// The work is in progress.
    record InProgress(@Nullable JsonNode progress) implements WorkStatus {}

    /// The route ignores this status.
    record Ignored() implements WorkStatus {}

    /// The document does not match the mapping of the route. The reason names the part of the configuration,
    /// and no value of the document.
    record Unparsable(String reason) implements WorkStatus {}
}
