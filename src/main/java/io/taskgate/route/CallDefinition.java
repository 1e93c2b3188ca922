package io.taskgate.route;

import io.taskgate.payload.boundary.Boundary;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// The configuration of a synchronous call.
///
/// @param path        after the URL of the service, with its query
/// @param headers     by name, in addition to those that the gateway sets
/// @param response    the boundary of the response
/// @param maxResponse the maximum size of a response before it is shaped, in bytes
/// @param timeout     of one attempt, until the last byte of the response
/// @param retries     the number of attempts after the first
/// @param concurrency the maximum number of concurrent calls in this process; further calls are rejected
/// @param errors      maps failures to error names
/// @param accepted    locates the job in a 202 response; empty if only `Location` does
public record CallDefinition(
        Service service,
        String method,
        PlaceholderTemplate path,
        Map<String, PlaceholderTemplate> headers,
        Boundary response,
        long maxResponse,
        Duration timeout,
        int retries,
        int concurrency,
        Breaker breaker,
        ErrorNameMapping errors,
        Optional<Accepted> accepted) {

    public CallDefinition {
        headers = Map.copyOf(headers);
    }

    /// The condition that opens the circuit.
    ///
    /// @param requests the number of recent calls over which the ratio is computed
    /// @param ratio    the ratio of failed calls, above 0 and at most 1
    /// @param delay    the time until one trial call is allowed
    public record Breaker(int requests, double ratio, Duration delay) {}

    /// Locates the job in the body of a 202 response.
    ///
    /// @param job    the path of the job ID in the body
    /// @param status the path of the job status, with a slot `{job}`; empty if `Location` contains it
    public record Accepted(io.taskgate.payload.jsonpath.AslPath job, Optional<PlaceholderTemplate> status) {}

    /// Returns whether a call that may have been executed can be repeated (RFC 9110, 9.2.2).
    public boolean isIdempotent() {
        return !method.equals("POST") && !method.equals("PATCH");
    }

    public boolean hasBody() {
        return !method.equals("GET") && !method.equals("DELETE");
    }
}
