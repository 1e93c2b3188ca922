package io.taskgate.http.response;

import io.taskgate.callback.link.LinkSigner;
import io.taskgate.callback.registration.RegistrationResult;
import io.taskgate.http.problem.ProblemException;
import io.taskgate.http.problem.ProblemType;
import org.jboss.resteasy.reactive.RestResponse;

/// Maps registration results to responses.
public final class RegistrationResponses {

    private RegistrationResponses() {}

    public static RestResponse<CallbackRegistration> of(RegistrationResult result, LinkSigner links) {
        return switch (result) {
            case RegistrationResult.Accepted accepted ->
                RestResponse.accepted(
                        CallbackRegistration.accepted(accepted.callback(), links.of(accepted.callback())));
            case RegistrationResult.Superseded superseded ->
                RestResponse.accepted(CallbackRegistration.superseded(superseded.current()));
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
}
