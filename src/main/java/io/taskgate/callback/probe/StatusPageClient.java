package io.taskgate.callback.probe;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.route.Target;

/// Reads the status pages of services over HTTP. Thread-safe.
public interface StatusPageClient {

    /// Reads a status page. Never waits longer than a few seconds.
    Page fetch(Target.Http page);

    /// The result of reading a status page.
    sealed interface Page {
        record Found(JsonNode document) implements Page {}

        /// The page did not respond, or its response can't be read.
        record Unavailable(String reason) implements Page {}
    }
}
