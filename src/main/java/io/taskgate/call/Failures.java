package io.taskgate.call;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.payload.Json;
import io.taskgate.route.CallPlan;
import java.io.IOException;
import java.util.Optional;

/// Says of every trouble which one error it is to the workflow.
final class Failures {

    private Failures() {}

    static Failure of(CallPlan plan, Trouble trouble) {
        return switch (trouble) {
            case Trouble.Unreachable(String reason) ->
                failed(Failure.UNREACHABLE, "the service can't be reached: " + reason);
            case Trouble.Broken(String reason) -> failed(Failure.UNREACHABLE, "the service broke off: " + reason);
            case Trouble.Late(var after) ->
                new Failure(
                        Failure.Kind.TIMEOUT,
                        Failure.TIMEOUT,
                        "the service gave no whole response within " + after.toSeconds()
                                + " s: whether it did the work is not known",
                        null);
            case Trouble.Unwell(Reply.Refusal reply) -> of(plan, reply);
            case Trouble.Unfit(int status, String reason) ->
                new Failure(
                        Failure.Kind.FAILED,
                        Failure.INVALID,
                        "the service answered " + status + ", and " + reason,
                        status);
            case Trouble.Unproven(String reason) ->
                failed(Failure.NO_PROOF, "the call can't prove itself to the service: " + reason);
            case Trouble.CircuitOpen() ->
                notCalled(
                        Failure.CIRCUIT_OPEN,
                        "too many calls of this operation failed just now: the service is left alone for "
                                + plan.breaker().delay().toSeconds() + " s");
            case Trouble.Full() ->
                notCalled(
                        Failure.TOO_MANY,
                        plan.concurrency() + " calls of this operation are under way, and no more may be"
                                + " (call.concurrency)");
        };
    }

    /// A failure that the service said itself, by its name in the configuration.
    static Failure of(CallPlan plan, Reply.Refusal reply) {
        return new Failure(
                Failure.Kind.FAILED,
                plan.errors().name(reply.status(), json(reply.body())),
                "the service answered " + reply.status(),
                reply.status());
    }

    static Failure unshapeable(int status, String message) {
        return new Failure(
                Failure.Kind.FAILED,
                Failure.INVALID,
                "the service answered " + status + ", and its response can't be shaped: " + message,
                status);
    }

    private static Failure failed(String error, String detail) {
        return new Failure(Failure.Kind.FAILED, error, detail, null);
    }

    private static Failure notCalled(String error, String detail) {
        return new Failure(Failure.Kind.NOT_CALLED, error, detail, null);
    }

    private static Optional<JsonNode> json(byte[] body) {
        try {
            return Optional.of(Json.parse(body));
        } catch (IOException _) {
            return Optional.empty();
        }
    }
}
