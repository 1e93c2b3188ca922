package io.taskgate.call;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Why a try came to nothing. What is counted towards the circuit breaker is one of these.
sealed interface Trouble {

    /// No connection: surely nothing was sent.
    record Unreachable(String reason) implements Trouble {}

    /// The connection ended before the response did.
    record Broken(String reason) implements Trouble {}

    /// The response was not whole in time.
    record Late(Duration after) implements Trouble {}

    /// A status that says that the service is not well: 5xx, 408, 425, 429.
    record Unwell(Reply.Refusal reply) implements Trouble {}

    /// A success that can't be used: no JSON, half of it, too much of it.
    record Unfit(int status, String reason) implements Trouble {}

    /// What the call has to prove itself by can't be had.
    record Unproven(String reason) implements Trouble {}

    /// Not tried: too many tries failed just now.
    record CircuitOpen() implements Trouble {}

    /// Not tried: as many calls are under way as may be.
    record Full() implements Trouble {}

    default Failure.Kind kind() {
        return switch (this) {
            case Unreachable _ -> Failure.Kind.UNREACHABLE;
            case Broken _ -> Failure.Kind.BROKEN;
            case Late _ -> Failure.Kind.TIMEOUT;
            case Unwell _ -> Failure.Kind.UNWELL;
            case Unfit _ -> Failure.Kind.INVALID;
            case Unproven _ -> Failure.Kind.UNPROVEN;
            case CircuitOpen _ -> Failure.Kind.CIRCUIT_OPEN;
            case Full _ -> Failure.Kind.TOO_MANY;
        };
    }

    /// How long the service wants to be left alone; empty where it does not say.
    default Optional<Duration> retryAfter(Instant now) {
        return switch (this) {
            case Unwell(Reply.Refusal reply) -> RetryAfter.of(reply.retryAfter(), now);
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
