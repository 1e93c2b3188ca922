package io.taskgate.route;

import io.taskgate.payload.boundary.Boundary;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// How an operation is called and what becomes of its response.
///
/// @param path        after the service's URL, with its query
/// @param headers     by name, beside those that the gateway sets
/// @param response    what the workflow gets back
/// @param maxResponse the most bytes of a response that are taken in, before they are shaped
/// @param timeout     of one try, from its start to the last byte of the response
/// @param retries     tries after the first
/// @param concurrency calls at once in this process; one more is refused
/// @param errors      what failures are called
/// @param accepted    how a 202 tells of its job; empty where only `Location` does
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

    /// When the circuit opens.
    ///
    /// @param requests over how many of the last calls the ratio is taken
    /// @param ratio    of those that failed, above 0 and at most 1
    /// @param delay    how long it stays open until one call is let through as a trial
    public record Breaker(int requests, double ratio, Duration delay) {}

    /// A service that answers 202 names its job in the body.
    ///
    /// @param job    where in the body the job's id stands
    /// @param status the path of its status, with a slot `{job}`; empty where `Location` has it
    public record Accepted(io.taskgate.payload.jsonpath.AslPath job, Optional<PlaceholderTemplate> status) {}

    /// Whether a call that may have been carried out may be sent again without more ado (RFC 9110, 9.2.2).
    public boolean isIdempotent() {
        return !method.equals("POST") && !method.equals("PATCH");
    }

    public boolean hasBody() {
        return !method.equals("GET") && !method.equals("DELETE");
    }
}
