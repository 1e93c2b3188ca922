package io.taskgate.call;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.payload.json.Json;
import io.taskgate.route.CallDefinition;
import java.io.IOException;
import java.util.Optional;

/// Says of every trouble which one error it is to the workflow.
final class Failures {

    private Failures() {}

    static Failure of(CallDefinition plan, Trouble trouble) {
        return switch (trouble) {
            case Trouble.Unreachable _, Trouble.Broken _ -> failed(trouble, Failure.UNREACHABLE);
            case Trouble.Late _ -> failed(trouble, Failure.TIMEOUT);
            case Trouble.Unwell(Reply.Refusal reply) -> said(Failure.Kind.UNWELL, plan, reply);
            case Trouble.Unfit(int status, String _) ->
                new Failure(trouble.kind(), Failure.INVALID, inWords(trouble), status);
            case Trouble.Unproven _ -> failed(trouble, Failure.NO_PROOF);
            case Trouble.CircuitOpen() ->
                new Failure(
                        trouble.kind(),
                        Failure.CIRCUIT_OPEN,
                        inWords(trouble) + ": the service is left alone for "
                                + plan.breaker().delay().toSeconds() + " s",
                        null);
            case Trouble.Full() ->
                new Failure(
                        trouble.kind(),
                        Failure.TOO_MANY,
                        inWords(trouble) + ": call.concurrency is " + plan.concurrency(),
                        null);
        };
    }

    private static Failure failed(Trouble trouble, String error) {
        return new Failure(trouble.kind(), error, inWords(trouble), null);
    }

    /// A failure that the service said itself, by its name in the configuration.
    static Failure of(CallDefinition plan, Reply.Refusal reply) {
        return said(Failure.Kind.REFUSED, plan, reply);
    }

    private static Failure said(Failure.Kind kind, CallDefinition plan, Reply.Refusal reply) {
        return new Failure(
                kind,
                plan.errors().name(reply.status(), json(reply.body())),
                "the service answered " + reply.status(),
                reply.status());
    }

    static Failure unshapeable(int status, String message) {
        return new Failure(
                Failure.Kind.INVALID,
                Failure.INVALID,
                "the service answered " + status + ", and its response can't be shaped: " + message,
                status);
    }

    /// For people; nothing of the service's body.
    static String inWords(Trouble trouble) {
        return switch (trouble) {
            case Trouble.Unreachable(String reason) -> "the service can't be reached: " + reason;
            case Trouble.Broken(String reason) -> "the service broke off: " + reason;
            case Trouble.Late(var after) ->
                "the service gave no whole response within " + after.toSeconds()
                        + " s: whether it did the work is not known";
            case Trouble.Unwell(Reply.Refusal reply) -> "the service answered " + reply.status();
            case Trouble.Unfit(int status, String reason) -> "the service answered " + status + ", and " + reason;
            case Trouble.Unproven(String reason) -> "the call can't prove itself to the service: " + reason;
            case Trouble.CircuitOpen() -> "too many calls of this operation failed just now";
            case Trouble.Full() -> "as many calls of this operation are under way as may be";
        };
    }

    private static Optional<JsonNode> json(byte[] body) {
        try {
            return Optional.of(Json.parse(body));
        } catch (IOException _) {
            return Optional.empty();
        }
    }
}
