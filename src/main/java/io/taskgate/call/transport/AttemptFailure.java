package io.taskgate.call.transport;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// The reason why an attempt failed. Determines what counts towards the circuit breaker.
public sealed interface AttemptFailure {

    /// No connection: nothing was sent.
    record Unreachable(String reason) implements AttemptFailure {}

    /// The connection ended before the response was complete.
    record ConnectionLost(String reason) implements AttemptFailure {}

    /// The response was not complete in time.
    record TimedOut(Duration after) implements AttemptFailure {}

    /// A status that reports a temporary problem of the service: 5xx, 408, 425, 429.
    record ServiceError(ServiceResponse.ErrorResponse reply) implements AttemptFailure {}

    /// A successful response that can't be used: invalid, incomplete or too large JSON.
    record UnusableResponse(int status, String reason) implements AttemptFailure {}

    /// The credentials of the call are unavailable.
    record AuthUnavailable(String reason) implements AttemptFailure {}

    /// Not attempted: too many attempts failed recently.
    record CircuitOpen() implements AttemptFailure {}

    /// Not attempted: the concurrency limit is reached.
    record BulkheadFull() implements AttemptFailure {}

    default CallFailure.Kind kind() {
        return switch (this) {
            case Unreachable _ -> CallFailure.Kind.UNREACHABLE;
            case ConnectionLost _ -> CallFailure.Kind.CONNECTION_LOST;
            case TimedOut _ -> CallFailure.Kind.TIMEOUT;
            case ServiceError _ -> CallFailure.Kind.SERVICE_ERROR;
            case UnusableResponse _ -> CallFailure.Kind.INVALID_RESPONSE;
            case AuthUnavailable _ -> CallFailure.Kind.AUTH_FAILED;
            case CircuitOpen _ -> CallFailure.Kind.CIRCUIT_OPEN;
            case BulkheadFull _ -> CallFailure.Kind.TOO_MANY_CALLS;
        };
    }

    /// Returns the delay that the service requests; empty for none.
    default Optional<Duration> retryAfter(Instant now) {
        return switch (this) {
            case ServiceError(ServiceResponse.ErrorResponse reply) -> RetryAfter.of(reply.retryAfter(), now);
            case Unreachable _,
                    ConnectionLost _,
                    TimedOut _,
                    UnusableResponse _,
                    AuthUnavailable _,
                    CircuitOpen _,
                    BulkheadFull _ -> Optional.empty();
        };
    }

    /// @param repeatable whether the request is safe to repeat
    default boolean isRetryable(boolean repeatable) {
        return switch (this) {
            case Unreachable _ -> true;
            case ConnectionLost _, TimedOut _, ServiceError _ -> repeatable;
            case UnusableResponse _, AuthUnavailable _, CircuitOpen _, BulkheadFull _ -> false;
        };
    }
}
