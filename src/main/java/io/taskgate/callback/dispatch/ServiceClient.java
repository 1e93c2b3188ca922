package io.taskgate.callback.dispatch;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.route.Target;

/// Sends requests to services over HTTP. Thread-safe.
public interface ServiceClient {

    /// Sends one request.
    ///
    /// @param requestId the value of the `Idempotency-Key` header: the same for every attempt
    DispatchResult send(Target.Http target, String requestId, JsonNode body);
}
