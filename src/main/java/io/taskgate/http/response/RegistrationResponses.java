package io.taskgate.http.response;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.callback.link.LinkSigner;
import io.taskgate.callback.model.Callback;
import io.taskgate.callback.registration.RegistrationResult;
import io.taskgate.http.problem.ProblemException;
import io.taskgate.http.problem.ProblemType;
import jakarta.ws.rs.core.Response;

/// Maps registration results to responses.
public final class RegistrationResponses {

    private RegistrationResponses() {}

    public static Response toResponse(RegistrationResult result, LinkSigner links) {
        return switch (result) {
            case RegistrationResult.Accepted accepted -> accepted(accepted.callback(), links);
            case RegistrationResult.Superseded superseded -> {
                ObjectNode json = CallbackResponses.summary(superseded.current());
                json.put("superseded", true);
                yield Response.accepted(json).build();
            }
            case RegistrationResult.NotOwner _ ->
                throw ProblemException.of(
                        ProblemType.OWNER_CONFLICT,
                        "Another principal or state machine registered this correlation key. Use another key, or"
                                + " let an operator transfer the callback.");
            case RegistrationResult.NoRoute none ->
                throw ProblemException.invalid(
                        "operation", "This operation is a synchronous call. Use POST /v1/calls.");
            case RegistrationResult.Unshapeable not ->
                throw ProblemException.invalid("input", not.reason().message());
            case RegistrationResult.OverBudget over ->
                throw ProblemException.of(
                        ProblemType.BUDGET_EXCEEDED, over.sizes().excess().detail());
            case RegistrationResult.NotNow(String reason) -> throw ProblemException.of(ProblemType.UNAVAILABLE, reason);
            case RegistrationResult.NotDispatched not ->
                throw ProblemException.of(ProblemType.SERVICE_FAILED, not.reason());
        };
    }

    private static Response accepted(Callback callback, LinkSigner links) {
        return Response.accepted(CallbackResponses.registration(callback, links.of(callback)))
                .build();
    }
}
