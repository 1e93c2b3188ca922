package io.taskgate.call.transport;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Why a try came to nothing. What is counted towards the circuit breaker is one of these.
public sealed interface AttemptFailure {

    /// No connection: surely nothing was sent.
    record Unreachable(String reason) implements AttemptFailure {}

    /// The connection ended before the response did.
    record Broken(String reason) implements AttemptFailure {}

    /// The response was not whole in time.
    record Late(Duration after) implements AttemptFailure {}

    /// A status that says that the service is not well: 5xx, 408, 425, 429.
    record Unwell(ServiceResponse.Refusal reply) implements AttemptFailure {}

    /// A success that can't be used: no JSON, half of it, too much of it.
    record Unfit(int status, String reason) implements AttemptFailure {}

    /// What the call has to prove itself by can't be had.
    record Unproven(String reason) implements AttemptFailure {}

    /// Not tried: too many tries failed just now.
    record CircuitOpen() implements AttemptFailure {}

    /// Not tried: as many calls are under way as may be.
    record Full() implements AttemptFailure {}

    default CallFailure.Kind kind() {
        return switch (this) {
            case Unreachable _ -> CallFailure.Kind.UNREACHABLE;
            case Broken _ -> CallFailure.Kind.CONNECTION_LOST;
            case Late _ -> CallFailure.Kind.TIMEOUT;
            case Unwell _ -> CallFailure.Kind.SERVICE_ERROR;
            case Unfit _ -> CallFailure.Kind.INVALID_RESPONSE;
            case Unproven _ -> CallFailure.Kind.AUTH_FAILED;
            case CircuitOpen _ -> CallFailure.Kind.CIRCUIT_OPEN;
            case Full _ -> CallFailure.Kind.TOO_MANY_CALLS;
        };
    }

    /// How long the service wants to be left alone; empty where it does not say.
    default Optional<Duration> retryAfter(Instant now) {
        return switch (this) {
            case Unwell(ServiceResponse.Refusal reply) -> RetryAfter.of(reply.retryAfter(), now);
            case Unreachable _, Broken _, Late _, Unfit _, Unproven _, CircuitOpen _, Full _ -> Optional.empty();
        };
    }

    /// @param repeatable whether the request does no harm when it is carried out twice
    default boolean worthAnotherTry(boolean repeatable) {
        return switch (this) {
            case Unreachable _ -> true;
            case Broken _, Late _, Unwell _ -> repeatable;
            case Unfit _, Unproven _, CircuitOpen _, Full _ -> false;
        };
    }
}
