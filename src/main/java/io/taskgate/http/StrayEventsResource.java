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

/// Events of others that fit no route, or more than one, for operators whose key covers every service.
@Path("/v1/stray-events")
@Tag(name = "Operator")
@APIResponse(responseCode = "401", description = "no known key")
@APIResponse(responseCode = "403", description = "the key has no operator role, or not for every service")
@APIResponse(responseCode = "503", description = "not possible just now: send the same again")
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
            summary = "Events that fit no route, or more than one, the newest first")
    @APIResponse(
            responseCode = "200",
            description = "routes names those that an event fits; tokens, signatures and other secrets are not shown")
    @APIResponse(responseCode = "400", description = "a parameter is wrong")
    public ObjectNode list(
            @Parameter(description = "1 to 200, default 50") @QueryParam("limit") @Nullable String limit) {
        operators.require("stray events");
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode all = json.putArray("strayEvents");
        strays.look(limit(limit)).forEach(stray -> all.add(view(stray)));
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
            if (limit >= 1 && limit <= StrayEventStore.MOST) {
                return limit;
            }
        }
        throw ProblemException.invalid("limit", "is a number from 1 to " + StrayEventStore.MOST);
    }
}
