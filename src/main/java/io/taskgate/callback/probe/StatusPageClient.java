package io.taskgate.callback.probe;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.route.Target;

/// Asks services how their work stands, by HTTP. Safe for many threads.
public interface StatusPageClient {

    /// Never waits longer than a few seconds.
    Page look(Target.Http page);

    /// What a look at a status page came to.
    sealed interface Page {
        record Shown(JsonNode document) implements Page {}

        /// No answer, or none that can be read.
        record NotShown(String reason) implements Page {}
    }
}
