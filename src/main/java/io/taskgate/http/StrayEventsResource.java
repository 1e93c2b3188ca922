package io.taskgate.http;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.taskgate.event.unmatched.StrayEventStore;
import io.taskgate.http.access.Role;
import io.taskgate.http.reader.PageLimit;
import io.taskgate.http.response.UnmatchedEvents.StrayEvent;
import io.taskgate.http.response.UnmatchedEvents.StrayEvents;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/// Resource for external events that match no route, or several. Requires an operator whose key covers every
/// service.
@Path("/v1/stray-events")
@Tag(name = "Operator")
@APIResponse(responseCode = "401", description = "Missing or unknown API key")
@APIResponse(responseCode = "403", description = "The API key lacks an operator role for every service")
@APIResponse(responseCode = "503", description = "Temporarily unavailable; retry the same request")
public class StrayEventsResource {

    private static final int DEFAULT_LIMIT = 50;

    private final StrayEventStore strays;
    private final GatewayOperatorAccess operators;

    StrayEventsResource(StrayEventStore strays, GatewayOperatorAccess operators) {
        this.strays = strays;
        this.operators = operators;
    }

    @GET
    @RunOnVirtualThread
    @RolesAllowed(Role.Names.OPERATOR_READ)
    @Operation(
            operationId = "listStrayEvents",
            summary = "List the events that match no route, or several, newest first")
    @APIResponse(
            responseCode = "200",
            description = "routes lists the matching routes. Tokens, signatures and other secrets are redacted")
    @APIResponse(responseCode = "400", description = "Invalid parameter")
    public StrayEvents list(
            @Parameter(description = "1 to 200, default 50") @QueryParam("limit") @Nullable String limit) {
        operators.require("stray events");
        return new StrayEvents(strays.list(PageLimit.parse(limit, DEFAULT_LIMIT, StrayEventStore.MAX_EVENTS)).stream()
                .map(StrayEventsResource::view)
                .toList());
    }

    private static StrayEvent view(StrayEventStore.Stray stray) {
        return new StrayEvent(
                stray.id(),
                stray.at(),
                stray.source(),
                stray.detailType(),
                stray.routes(),
                stray.bytes(),
                stray.event());
    }
}
