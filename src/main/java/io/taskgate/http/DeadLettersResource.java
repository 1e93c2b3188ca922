package io.taskgate.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.taskgate.audit.AuditEvent;
import io.taskgate.event.unmatched.DeadLetterQueue;
import io.taskgate.event.unmatched.TaskTokenRedactor;
import io.taskgate.http.access.Role;
import io.taskgate.http.audit.RequestAuditor;
import io.taskgate.http.reader.PageLimit;
import io.taskgate.http.request.RedriveRequest;
import io.taskgate.http.response.UnmatchedEvents.DeadLetter;
import io.taskgate.http.response.UnmatchedEvents.DeadLetters;
import io.taskgate.http.response.UnmatchedEvents.Redriven;
import io.taskgate.payload.json.Json;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/// Resource for dead letters. Requires an operator whose key covers every service, because an invalid event
/// may name none.
@Path("/v1/dead-letters")
@Consumes(MediaType.WILDCARD)
@Tag(name = "Operator")
@APIResponse(responseCode = "401", description = "Missing or unknown API key")
@APIResponse(responseCode = "403", description = "The API key lacks an operator role for every service")
@APIResponse(responseCode = "404", description = "No event queue or no dead-letter queue is configured")
@APIResponse(responseCode = "503", description = "Temporarily unavailable; retry the same request")
public class DeadLettersResource {

    private static final int DEFAULT_LIMIT = 10;

    /// The maximum size of a displayed body; of larger ones only the size is returned.
    private static final int MAX_SHOWN = 65_536;

    private final DeadLetterQueue deadLetters;
    private final GatewayOperatorAccess operators;
    private final RequestAuditor audit;

    DeadLettersResource(DeadLetterQueue deadLetters, GatewayOperatorAccess operators, RequestAuditor audit) {
        this.audit = audit;
        this.deadLetters = deadLetters;
        this.operators = operators;
    }

    @GET
    @RunOnVirtualThread
    @RolesAllowed(Role.Names.OPERATOR_READ)
    @Operation(operationId = "listDeadLetters", summary = "List the dead letters with their reasons")
    @APIResponse(
            responseCode = "200",
            description = "Some of the dead letters, in no particular order. Tokens, signatures and other secrets are"
                    + " redacted")
    @APIResponse(responseCode = "400", description = "Invalid parameter")
    public DeadLetters list(
            @Parameter(description = "1 to 50, default 10") @QueryParam("limit") @Nullable String limit) {
        operators.require("dead letters");
        return new DeadLetters(
                deadLetters.list(PageLimit.parse(limit, DEFAULT_LIMIT, DeadLetterQueue.MAX_MESSAGES)).stream()
                        .map(DeadLettersResource::view)
                        .toList());
    }

    @POST
    @Path("redrive")
    @RunOnVirtualThread
    @RolesAllowed(Role.Names.OPERATOR_ACT)
    @Operation(operationId = "redriveDeadLetters", summary = "Redrive dead letters to their source queue")
    @APIResponse(responseCode = "200", description = "The IDs of the redriven messages, at most 50 in a call")
    @APIResponse(responseCode = "400", description = "Invalid body")
    public Redriven redrive(@Valid RedriveRequest request) {
        operators.require("dead letters");
        Set<String> ids = request.ids() == null ? Set.of() : Set.copyOf(request.ids());
        audit.ready();
        List<String> redriven = List.copyOf(deadLetters.redrive(ids, DeadLetterQueue.MAX_MESSAGES));
        audit.record(AuditEvent.Action.REDRIVE, "dead letters", request.reason(), redriven.size() + " events");
        return new Redriven(redriven);
    }

    private static DeadLetter view(DeadLetterQueue.DeadLetter letter) {
        byte[] body = letter.body().getBytes(StandardCharsets.UTF_8);
        return new DeadLetter(
                letter.id(),
                letter.since(),
                letter.reason(),
                body.length,
                body.length > MAX_SHOWN ? null : event(body));
    }

    /// Returns null if the body is not JSON, because task tokens in it can't be found.
    private static @Nullable JsonNode event(byte[] body) {
        try {
            JsonNode event = Json.parse(body);
            return event.isContainerNode() ? TaskTokenRedactor.of(event) : null;
        } catch (IOException e) {
            return null;
        }
    }
}
