package io.taskgate.callback.dispatch;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.route.Target;

/// Hands a request to a service by HTTP. Safe for many threads.
public interface ServiceClient {

    /// @param requestId goes along as `Idempotency-Key`: the same for every try
    DispatchResult send(Target.Http target, String requestId, JsonNode body);
}
