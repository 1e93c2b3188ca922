package io.taskgate.call.transport;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.payload.json.Json;
import io.taskgate.route.CallDefinition;
import java.io.IOException;
import java.util.Optional;

/// Maps every attempt failure to the error that the workflow sees.
public final class CallFailureMapper {

    private CallFailureMapper() {}

    public static CallFailure of(CallDefinition plan, AttemptFailure failure) {
        return switch (failure) {
            case AttemptFailure.Unreachable _, AttemptFailure.ConnectionLost _ ->
                failed(failure, CallFailure.UNREACHABLE);
            case AttemptFailure.TimedOut _ -> failed(failure, CallFailure.TIMEOUT);
            case AttemptFailure.ServiceError(ServiceResponse.ErrorResponse reply) ->
                said(CallFailure.Kind.SERVICE_ERROR, plan, reply);
            case AttemptFailure.UnusableResponse(int status, String _) ->
                new CallFailure(failure.kind(), CallFailure.INVALID_RESPONSE, describe(failure), status);
            case AttemptFailure.AuthUnavailable _ -> failed(failure, CallFailure.AUTH_FAILED);
            case AttemptFailure.CircuitOpen() ->
                new CallFailure(
                        failure.kind(),
                        CallFailure.CIRCUIT_OPEN,
                        describe(failure) + " The circuit stays open for "
                                + plan.breaker().delay().toSeconds() + " s",
                        null);
            case AttemptFailure.BulkheadFull() ->
                new CallFailure(
                        failure.kind(),
                        CallFailure.TOO_MANY_CALLS,
                        describe(failure) + " call.concurrency is " + plan.concurrency() + ".",
                        null);
        };
    }

    private static CallFailure failed(AttemptFailure failure, String error) {
        return new CallFailure(failure.kind(), error, describe(failure), null);
    }

    /// Maps an error response of the service to the error name from the configuration.
    public static CallFailure of(CallDefinition plan, ServiceResponse.ErrorResponse reply) {
        return said(CallFailure.Kind.REJECTED, plan, reply);
    }

    private static CallFailure said(CallFailure.Kind kind, CallDefinition plan, ServiceResponse.ErrorResponse reply) {
        return new CallFailure(
                kind,
                plan.errors().errorName(reply.status(), json(reply.body())),
                "The service returned " + reply.status() + ".",
                reply.status());
    }

    public static CallFailure unshapeable(int status, String message) {
        return new CallFailure(
                CallFailure.Kind.INVALID_RESPONSE,
                CallFailure.INVALID_RESPONSE,
                "The service returned " + status + ", and the response can't be shaped: " + message,
                status);
    }

    /// Returns a description for people, without anything from the body of the service.
    public static String describe(AttemptFailure failure) {
        return switch (failure) {
            case AttemptFailure.Unreachable(String reason) -> "The service can't be reached: " + reason + ".";
            case AttemptFailure.ConnectionLost(String reason) ->
                "The connection to the service was lost: " + reason + ".";
            case AttemptFailure.TimedOut(var after) ->
                "The service sent no complete response within " + after.toSeconds()
                        + " s. It is unknown whether it did the work.";
            case AttemptFailure.ServiceError(ServiceResponse.ErrorResponse reply) ->
                "The service returned " + reply.status() + ".";
            case AttemptFailure.UnusableResponse(int status, String reason) ->
                "The service returned " + status + ", but the response can't be used: " + reason + ".";
            case AttemptFailure.AuthUnavailable(String reason) ->
                "The credentials for the service are unavailable: " + reason + ".";
            case AttemptFailure.CircuitOpen() -> "Too many calls of this operation failed recently.";
            case AttemptFailure.BulkheadFull() -> "The concurrency limit of this operation is reached.";
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
