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

/// Resource for dead letters. Requires an operator whose key covers every service, because an invalid event
/// may name none.
@Path("/v1/dead-letters")
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
    private final RequestBodyReader bodyReader;
    private final RequestAuditor audit;

    DeadLettersResource(
            DeadLetterQueue deadLetters,
            GatewayOperatorAccess operators,
            RequestBodyReader bodyReader,
            RequestAuditor audit) {
        this.audit = audit;
        this.deadLetters = deadLetters;
        this.operators = operators;
        this.bodyReader = bodyReader;
    }

    /// @param ids of the messages; none for as many as one call redrives
    @RegisterForReflection
    record RedriveRequest(@Nullable List<String> ids) {}

    @GET
    @RunOnVirtualThread
    @RolesAllowed(Role.Names.OPERATOR_READ)
    @Operation(operationId = "listDeadLetters", summary = "List the dead letters with their reasons")
    @APIResponse(
            responseCode = "200",
            description = "Some of the dead letters, in no particular order. Tokens, signatures and other secrets are"
                    + " redacted")
    @APIResponse(responseCode = "400", description = "Invalid parameter")
    public ObjectNode list(
            @Parameter(description = "1 to 50, default 10") @QueryParam("limit") @Nullable String limit) {
        operators.require("dead letters");
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode all = json.putArray("deadLetters");
        deadLetters.list(limit(limit)).forEach(letter -> all.add(view(letter)));
        return json;
    }

    @POST
    @Path("redrive")
    @RunOnVirtualThread
    @RolesAllowed(Role.Names.OPERATOR_ACT)
    @Operation(operationId = "redriveDeadLetters", summary = "Redrive dead letters to their source queue")
    @RequestBody(
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = RedriveRequest.class)))
    @APIResponse(responseCode = "200", description = "The IDs of the redriven messages, at most 50 in a call")
    @APIResponse(responseCode = "400", description = "Invalid body")
    public ObjectNode redrive(@Context HttpHeaders headers, @Parameter(hidden = true) InputStream body) {
        operators.require("dead letters");
        List<String> ids = bodyReader
                .readOptional(headers, body)
                .map(form -> bodyReader.convert(form, RedriveRequest.class).ids())
                .orElse(List.of());
        if (ids.size() > DeadLetterQueue.MAX_MESSAGES || ids.stream().anyMatch(Objects::isNull)) {
            throw ProblemException.invalid(
                    "ids", "Must be a list of at most " + DeadLetterQueue.MAX_MESSAGES + " strings.");
        }
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode redriven = json.putArray("redriven");
        audit.ready();
        deadLetters.redrive(Set.copyOf(ids), DeadLetterQueue.MAX_MESSAGES).forEach(redriven::add);
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

    /// Returns null if the body is not JSON, because task tokens in it can't be found.
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
            if (limit >= 1 && limit <= DeadLetterQueue.MAX_MESSAGES) {
                return limit;
            }
        } catch (NumberFormatException e) {
            // reported below
        }
        throw ProblemException.invalid(
                "limit", "Expected an integer between 1 and " + DeadLetterQueue.MAX_MESSAGES + ".");
    }
}
