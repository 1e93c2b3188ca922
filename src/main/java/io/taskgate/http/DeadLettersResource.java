package io.taskgate.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.taskgate.audit.AuditEvent;
import io.taskgate.event.unmatched.DeadLetterQueue;
import io.taskgate.event.unmatched.TaskTokenRedactor;
import io.taskgate.http.access.Role;
import io.taskgate.http.audit.RequestAuditor;
import io.taskgate.http.problem.ProblemException;
import io.taskgate.http.request.RequestBodyReader;
import io.taskgate.payload.json.Json;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/// Events that could not be taken, for operators whose key covers every service: what is wrong with an event
/// may be that it names none.
@Path("/v1/dead-letters")
@Tag(name = "Operator")
@APIResponse(responseCode = "401", description = "no known key")
@APIResponse(responseCode = "403", description = "the key has no operator role, or not for every service")
@APIResponse(responseCode = "404", description = "there is no queue of events, or none for its dead letters")
@APIResponse(responseCode = "503", description = "not possible just now: send the same again")
public class DeadLettersResource {

    private static final int DEFAULT_LIMIT = 10;

    /// What is larger is not shown, only weighed.
    private static final int MAX_SHOWN = 65_536;

    private final DeadLetterQueue deadLetters;
    private final GatewayOperatorAccess operators;
    private final RequestBodyReader bodies;
    private final RequestAuditor audit;

    DeadLettersResource(
            DeadLetterQueue deadLetters,
            GatewayOperatorAccess operators,
            RequestBodyReader bodies,
            RequestAuditor audit) {
        this.audit = audit;
        this.deadLetters = deadLetters;
        this.operators = operators;
        this.bodies = bodies;
    }

    /// @param ids which; none for as many as one call takes
    @RegisterForReflection
    record RedriveRequest(@Nullable List<String> ids) {}

    @GET
    @RunOnVirtualThread
    @RolesAllowed(Role.Names.OPERATOR_READ)
    @Operation(operationId = "listDeadLetters", summary = "Events that could not be taken, with the reason")
    @APIResponse(
            responseCode = "200",
            description = "some of them, in no order; tokens, signatures and other secrets are not shown")
    @APIResponse(responseCode = "400", description = "a parameter is wrong")
    public ObjectNode list(
            @Parameter(description = "1 to 50, default 10") @QueryParam("limit") @Nullable String limit) {
        operators.require("dead letters");
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode all = json.putArray("deadLetters");
        deadLetters.look(limit(limit)).forEach(letter -> all.add(view(letter)));
        return json;
    }

    @POST
    @Path("redrive")
    @RunOnVirtualThread
    @RolesAllowed(Role.Names.OPERATOR_ACT)
    @Operation(operationId = "redriveDeadLetters", summary = "Put events back into the queue that they came from")
    @RequestBody(
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = RedriveRequest.class)))
    @APIResponse(responseCode = "200", description = "the ids of those that were put back, at most 50 in a call")
    @APIResponse(responseCode = "400", description = "the body is wrong")
    public ObjectNode redrive(@Context HttpHeaders headers, @Parameter(hidden = true) InputStream body) {
        operators.require("dead letters");
        List<String> ids = bodies.optional(headers, body)
                .map(form -> bodies.form(form, RedriveRequest.class).ids())
                .orElse(List.of());
        if (ids.size() > DeadLetterQueue.MOST || ids.stream().anyMatch(Objects::isNull)) {
            throw ProblemException.invalid("ids", "is a list of at most " + DeadLetterQueue.MOST + " texts");
        }
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode redriven = json.putArray("redriven");
        audit.ready();
        deadLetters.redrive(Set.copyOf(ids), DeadLetterQueue.MOST).forEach(redriven::add);
        audit.record(AuditEvent.Action.REDRIVE, "dead letters", null, redriven.size() + " events");
        return json;
    }

    private static ObjectNode view(DeadLetterQueue.DeadLetter letter) {
        byte[] body = letter.body().getBytes(StandardCharsets.UTF_8);
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("id", letter.id()).put("since", letter.since().toString()).put("reason", letter.reason());
        json.put("bytes", body.length).set("event", body.length > MAX_SHOWN ? null : event(body));
        return json;
    }

    /// Null for what is no JSON: there is no telling where a token might be in it.
    private static @Nullable JsonNode event(byte[] body) {
        try {
            JsonNode event = Json.parse(body);
            return event.isContainerNode() ? TaskTokenRedactor.of(event) : null;
        } catch (IOException e) {
            return null;
        }
    }

    private static int limit(@Nullable String text) {
        if (text == null) {
            return DEFAULT_LIMIT;
        }
        try {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= DeadLetterQueue.MOST) {
                return limit;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw ProblemException.invalid("limit", "is a number from 1 to " + DeadLetterQueue.MOST);
    }
}
