package io.taskgate.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.callback.Callback;
import io.taskgate.callback.Links;
import io.taskgate.callback.Registered;
import jakarta.ws.rs.core.Response;

/// What is answered to a registration.
final class Registrations {

    private Registrations() {}

    static Response answer(Registered registered, Links links) {
        return switch (registered) {
            case Registered.Accepted accepted -> accepted(accepted.callback(), links);
            case Registered.Superseded superseded -> {
                ObjectNode json = Views.brief(superseded.standing());
                json.put("superseded", true);
                yield Response.accepted(json).build();
            }
            case Registered.NotOwner _ ->
                throw ProblemException.of(
                        Slug.OWNER_CONFLICT,
                        "another principal or state machine registered this correlation key: use a key of your own, or"
                                + " have an operator transfer the callback");
            case Registered.NoRoute none ->
                throw ProblemException.invalid("operation", "is called, not waited for: use POST /v1/calls");
            case Registered.Unshapeable not ->
                throw ProblemException.invalid("input", not.reason().message());
            case Registered.OverBudget over ->
                throw ProblemException.of(
                        Slug.BUDGET_EXCEEDED, over.sizes().excess().detail());
            case Registered.NotNow(String reason) -> throw ProblemException.of(Slug.UNAVAILABLE, reason);
            case Registered.NotDispatched not -> throw ProblemException.of(Slug.SERVICE_FAILED, not.reason());
        };
    }

    private static Response accepted(Callback callback, Links links) {
        return Response.accepted(Views.registered(callback, links.of(callback))).build();
    }
}
