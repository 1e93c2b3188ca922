package io.taskgate.call.transport;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.payload.json.Json;
import io.taskgate.route.CallDefinition;
import java.io.IOException;
import java.util.Optional;

/// Says of every trouble which one error it is to the workflow.
public final class CallFailureMapper {

    private CallFailureMapper() {}

    public static CallFailure of(CallDefinition plan, AttemptFailure trouble) {
        return switch (trouble) {
            case AttemptFailure.Unreachable _, AttemptFailure.Broken _ -> failed(trouble, CallFailure.UNREACHABLE);
            case AttemptFailure.Late _ -> failed(trouble, CallFailure.TIMEOUT);
            case AttemptFailure.Unwell(ServiceResponse.Refusal reply) -> said(CallFailure.Kind.SERVICE_ERROR, plan, reply);
            case AttemptFailure.Unfit(int status, String _) ->
                new CallFailure(trouble.kind(), CallFailure.INVALID_RESPONSE, inWords(trouble), status);
            case AttemptFailure.Unproven _ -> failed(trouble, CallFailure.AUTH_FAILED);
            case AttemptFailure.CircuitOpen() ->
                new CallFailure(
                        trouble.kind(),
                        CallFailure.CIRCUIT_OPEN,
                        inWords(trouble) + ": the service is left alone for "
                                + plan.breaker().delay().toSeconds() + " s",
                        null);
            case AttemptFailure.Full() ->
                new CallFailure(
                        trouble.kind(),
                        CallFailure.TOO_MANY_CALLS,
                        inWords(trouble) + ": call.concurrency is " + plan.concurrency(),
                        null);
        };
    }

    private static CallFailure failed(AttemptFailure trouble, String error) {
        return new CallFailure(trouble.kind(), error, inWords(trouble), null);
    }

    /// A failure that the service said itself, by its name in the configuration.
    public static CallFailure of(CallDefinition plan, ServiceResponse.Refusal reply) {
        return said(CallFailure.Kind.REJECTED, plan, reply);
    }

    private static CallFailure said(CallFailure.Kind kind, CallDefinition plan, ServiceResponse.Refusal reply) {
        return new CallFailure(
                kind,
                plan.errors().name(reply.status(), json(reply.body())),
                "the service answered " + reply.status(),
                reply.status());
    }

    public static CallFailure unshapeable(int status, String message) {
        return new CallFailure(
                CallFailure.Kind.INVALID_RESPONSE,
                CallFailure.INVALID_RESPONSE,
                "the service answered " + status + ", and its response can't be shaped: " + message,
                status);
    }

    /// For people; nothing of the service's body.
    public static String inWords(AttemptFailure trouble) {
        return switch (trouble) {
            case AttemptFailure.Unreachable(String reason) -> "the service can't be reached: " + reason;
            case AttemptFailure.Broken(String reason) -> "the service broke off: " + reason;
            case AttemptFailure.Late(var after) ->
                "the service gave no whole response within " + after.toSeconds()
                        + " s: whether it did the work is not known";
            case AttemptFailure.Unwell(ServiceResponse.Refusal reply) -> "the service answered " + reply.status();
            case AttemptFailure.Unfit(int status, String reason) ->
                "the service answered " + status + ", and " + reason;
            case AttemptFailure.Unproven(String reason) -> "the call can't prove itself to the service: " + reason;
            case AttemptFailure.CircuitOpen() -> "too many calls of this operation failed just now";
            case AttemptFailure.Full() -> "as many calls of this operation are under way as may be";
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
