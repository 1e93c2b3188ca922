package io.taskgate.http.console;

import io.taskgate.http.access.Grant;
import io.taskgate.http.access.Role;
import io.taskgate.http.auth.AuthenticatedCaller;
import io.taskgate.route.RouteRegistry;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// Resource for the routes as the gateway understands its configuration, without secrets.
@Path("/v1/routes")
@Tag(name = "Operator")
@APIResponse(responseCode = "401", description = "Missing or unknown API key")
@APIResponse(responseCode = "403", description = "The API key lacks an operator role")
public class RoutesResource {

    private final RouteRegistry routes;
    private final AuthenticatedCaller caller;

    RoutesResource(RouteRegistry routes, AuthenticatedCaller caller) {
        this.routes = routes;
        this.caller = caller;
    }

    @GET
    @RolesAllowed(Role.Names.OPERATOR_READ)
    @Operation(operationId = "listRoutes", summary = "List the routes of the grant as they are configured")
    @APIResponse(
            responseCode = "200",
            description = "The routes in the order of their names. Credentials, headers and the queries of URLs are"
                    + " left out")
    public RouteList list() {
        Grant grant = caller.grant();
        return new RouteList(routes.all().stream()
                .filter(route -> grant.covers(route.service(), route.operation()))
                .map(RouteDocument::of)
                .toList());
    }

    /// The routes in the order of their names.
    @Schema(name = "RouteList")
    public record RouteList(@Schema(required = true) List<RouteDocument> routes) {}
}
