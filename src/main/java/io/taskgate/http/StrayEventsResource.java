package io.taskgate.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.taskgate.event.unmatched.StrayEventStore;
import io.taskgate.http.access.Role;
import io.taskgate.http.problem.ProblemException;
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
    public ObjectNode list(
            @Parameter(description = "1 to 200, default 50") @QueryParam("limit") @Nullable String limit) {
        operators.require("stray events");
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode all = json.putArray("strayEvents");
        strays.list(limit(limit)).forEach(stray -> all.add(view(stray)));
        return json;
    }

    private static ObjectNode view(StrayEventStore.Stray stray) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("id", stray.id()).put("at", stray.at().toString());
        json.put("source", stray.source()).put("detailType", stray.detailType());
        ArrayNode routes = json.putArray("routes");
        stray.routes().forEach(routes::add);
        json.put("bytes", stray.bytes()).set("event", stray.event());
        return json;
    }

    private static int limit(@Nullable String text) {
        if (text == null) {
            return DEFAULT_LIMIT;
        }
        if (text.matches("\\d{1,3}")) {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= StrayEventStore.MAX_EVENTS) {
                return limit;
            }
        }
        throw ProblemException.invalid(
                "limit", "Expected an integer between 1 and " + StrayEventStore.MAX_EVENTS + ".");
    }
}
