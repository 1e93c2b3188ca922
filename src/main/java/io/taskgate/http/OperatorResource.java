package io.taskgate.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.taskgate.audit.AuditEvent.Action;
import io.taskgate.callback.ledger.Ledger;
import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.CallbackId;
import io.taskgate.callback.model.CallbackOwner;
import io.taskgate.callback.model.CallbackState;
import io.taskgate.callback.operator.OperatorService;
import io.taskgate.callback.operator.OperatorService.OperatorResult;
import io.taskgate.callback.vault.CursorSealer;
import io.taskgate.http.access.Grant;
import io.taskgate.http.access.Role;
import io.taskgate.http.audit.RequestAuditor;
import io.taskgate.http.auth.AuthenticatedCaller;
import io.taskgate.http.problem.ProblemException;
import io.taskgate.http.problem.ProblemType;
import io.taskgate.http.request.RequestBodyReader;
import io.taskgate.http.response.CallbackResponses;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/// Resource for operators. They see every callback of the services in their grant, never a token.
@Path("/v1")
@Tag(name = "Operator")
@APIResponse(responseCode = "401", description = "Missing or unknown API key")
@APIResponse(responseCode = "403", description = "The API key lacks an operator role")
public class OperatorResource {

    private static final int DEFAULT_LIMIT = 50;
    private static final int MAX_LIMIT = 500;
    private static final Instant END_OF_TIME = Instant.parse("9999-12-31T23:59:59Z");
    private static final int MAX_REASON = 1_024;

    private final OperatorService operators;
    private final AuthenticatedCaller caller;
    private final RequestBodyReader bodyReader;
    private final CursorSealer cursors;
    private final Clock clock;
    private final RequestAuditor audit;

    OperatorResource(
            OperatorService operators,
            AuthenticatedCaller caller,
            RequestBodyReader bodyReader,
            CursorSealer cursors,
            Clock clock,
            RequestAuditor audit) {
        this.operators = operators;
        this.caller = caller;
        this.bodyReader = bodyReader;
        this.cursors = cursors;
        this.clock = clock;
        this.audit = audit;
    }

    /// @param reason for the `cause` in the workflow and for the history
    @RegisterForReflection
    record CancelRequest(@Nullable String reason) {}

    /// @param principal       the new owner, as in its grant: `key:orders`
    /// @param stateMachineArn of the new owner, without version or alias; null for an owner that registers
    /// without an execution ARN
    /// @param reason          for the history
    @RegisterForReflection
    record TransferRequest(
            @NotBlank(message = "Required. Set the principal of the new owner, for example key:orders.") @Size(max = MAX_REASON, message = "Must be at most 1024 characters.") String principal,

            @Nullable @Pattern(
                    regexp = "arn:[^:]+:states:[^:]*:[^:]*:stateMachine:[^:]{1,80}",
                    message = "Must be a state machine ARN without version or alias.")
            String stateMachineArn,

            @NotBlank(message = "Required. Set the reason for the history.") @Size(max = MAX_REASON, message = "Must be at most 1024 characters.") String reason) {}

    @GET
    @Path("callbacks")
    @RunOnVirtualThread
    @RolesAllowed(Role.Names.OPERATOR_READ)
    @Operation(operationId = "listCallbacks", summary = "List callbacks by state, service and age")
    @APIResponse(
            responseCode = "200",
            description = "A page, which can contain fewer callbacks than limit; cursor is null only at the end")
    @APIResponse(responseCode = "400", description = "Invalid parameter")
    public ObjectNode list(
            @Parameter(description = "A callback state") @QueryParam("state") @Nullable String state,
            @QueryParam("service") @Nullable String service,
            @Parameter(description = "In its state since before this time, or for this duration, such as PT10M")
                    @QueryParam("olderThan")
                    @Nullable String olderThan,
            @Parameter(description = "Encrypted with this key of taskgate.vault.keys") @QueryParam("vaultKey") @Nullable String vaultKey,
            @Parameter(description = "1 to 500, default 50") @QueryParam("limit") @Nullable String limit,
            @Parameter(description = "The cursor of the previous page") @QueryParam("cursor") @Nullable String cursor) {
        Grant grant = caller.grant();
        String from = cursor == null
                ? null
                : cursors.open(cursor, cursorReader(grant))
                        .orElseThrow(
                                () -> ProblemException.invalid("cursor", "Invalid cursor. Use the cursor of a page."));
        Ledger.Filter filter = new Ledger.Filter(
                state(state), service, olderThan(olderThan), vaultKey, callback -> isVisible(callback, grant));
        Ledger.Page page = operators.list(filter, limit(limit), from);
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode callbacks = json.putArray("callbacks");
        page.callbacks().forEach(callback -> callbacks.add(CallbackResponses.summary(callback)));
        json.put("cursor", page.cursor() == null ? null : cursors.seal(page.cursor(), cursorReader(grant)));
        return json;
    }

    @GET
    @Path("callbacks/{id}")
    @RunOnVirtualThread
    @RolesAllowed(Role.Names.OPERATOR_READ)
    @Operation(operationId = "getCallback", summary = "Get a callback with its history")
    @APIResponse(responseCode = "200", description = "The callback, without its token")
    @APIResponse(responseCode = "404", description = "Unknown callback, or the grant of the API key does not cover it")
    public ObjectNode get(@PathParam("id") String id) {
        Grant grant = caller.grant();
        return CallbackResponses.detail(find(id, grant).orElseThrow(ProblemException::noSuchCallback));
    }

    @POST
    @Path("callbacks/{id}/cancel")
    @RunOnVirtualThread
    @RolesAllowed(Role.Names.OPERATOR_ACT)
    @Operation(operationId = "cancelCallback", summary = "Cancel an awaited task with Taskgate.Cancelled")
    @RequestBody(
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = CancelRequest.class)))
    @APIResponse(responseCode = "200", description = "The callback is closed")
    @APIResponse(responseCode = "202", description = "Committed; the report is in progress")
    @APIResponse(responseCode = "404", description = "Unknown callback, or the grant of the API key does not cover it")
    @APIResponse(responseCode = "410", description = "The callback can't be cancelled any more")
    public Response cancel(
            @Context HttpHeaders headers, @PathParam("id") String id, @Parameter(hidden = true) InputStream body) {
        Grant grant = caller.grant();
        String reason = reason(headers, body, "Cancelled by an operator.");
        CallbackId found = visible(Action.CANCEL, id, grant).id();
        audit.ready();
        return toResponse(audit.operated(Action.CANCEL, id, reason, operators.cancel(found, reason)));
    }

    @POST
    @Path("callbacks/{id}/redrive")
    @RunOnVirtualThread
    @RolesAllowed(Role.Names.OPERATOR_ACT)
    @Operation(operationId = "redriveCallback", summary = "Retry a stuck request, report or reconciliation")
    @APIResponse(responseCode = "200", description = "Completed")
    @APIResponse(responseCode = "202", description = "In progress")
    @APIResponse(responseCode = "404", description = "Unknown callback, or the grant of the API key does not cover it")
    @APIResponse(responseCode = "410", description = "Nothing is stuck; reason explains why")
    public Response redrive(@PathParam("id") String id) {
        Grant grant = caller.grant();
        CallbackId found = visible(Action.REDRIVE, id, grant).id();
        audit.ready();
        return toResponse(audit.operated(Action.REDRIVE, id, null, operators.redrive(found)));
    }

    @POST
    @Path("callbacks/{id}/transfer")
    @RunOnVirtualThread
    @RolesAllowed(Role.Names.ADMIN)
    @Operation(
            operationId = "transferCallback",
            summary = "Transfer a callback to another owner, whose newer token can then take it over")
    @RequestBody(
            required = true,
            content =
                    @Content(mediaType = "application/json", schema = @Schema(implementation = TransferRequest.class)))
    @APIResponse(responseCode = "200", description = "Transferred; the callback is closed")
    @APIResponse(responseCode = "202", description = "Transferred; the callback is awaited")
    @APIResponse(responseCode = "400", description = "Invalid field")
    @APIResponse(responseCode = "404", description = "Unknown callback, or the grant of the API key does not cover it")
    @APIResponse(
            responseCode = "410",
            description = "The callback has no owner, or changed concurrently; reason explains why")
    public Response transfer(
            @Context HttpHeaders headers, @PathParam("id") String id, @Parameter(hidden = true) InputStream body) {
        Grant grant = caller.grant();
        Callback callback = visible(Action.TRANSFER, id, grant);
        TransferRequest form = bodyReader
                .readSmall(headers, body)
                .map(json -> bodyReader.convert(json, TransferRequest.class))
                .orElseThrow(
                        () -> ProblemException.invalid("principal", "Required. Set the principal of the new owner."));
        audit.ready();
        CallbackOwner owner = new CallbackOwner(form.principal(), form.stateMachineArn());
        return toResponse(audit.operated(
                Action.TRANSFER, id, form.reason(), operators.transfer(callback.id(), owner, form.reason())));
    }

    @POST
    @Path("callbacks/{id}/revoke-links")
    @RunOnVirtualThread
    @RolesAllowed(Role.Names.ADMIN)
    @Operation(
            operationId = "revokeLinks",
            summary = "Revoke the links of a callback; keys and events can still answer it")
    @RequestBody(
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = CancelRequest.class)))
    @APIResponse(responseCode = "200", description = "Revoked in all generations up to now")
    @APIResponse(responseCode = "404", description = "Unknown callback, or the grant of the API key does not cover it")
    @APIResponse(
            responseCode = "410",
            description = "The callback has no links, or changed concurrently; reason explains why")
    public Response revokeLinks(
            @Context HttpHeaders headers, @PathParam("id") String id, @Parameter(hidden = true) InputStream body) {
        Grant grant = caller.grant();
        String reason = reason(headers, body, "Revoked by an operator.");
        CallbackId found = visible(Action.REVOKE_LINKS, id, grant).id();
        audit.ready();
        OperatorResult result = audit.operated(Action.REVOKE_LINKS, id, reason, operators.revokeLinks(found, reason));
        return result instanceof OperatorResult.Done(Callback callback)
                ? Response.ok(CallbackResponses.summary(callback)).build()
                : toResponse(result);
    }

    private String reason(HttpHeaders headers, InputStream body, String otherwise) {
        Optional<JsonNode> json = bodyReader.readSmall(headers, body);
        String reason = json.map(
                        form -> bodyReader.convert(form, CancelRequest.class).reason())
                .orElse(otherwise);
        if (reason.length() > MAX_REASON) {
            throw ProblemException.invalid("reason", "Must be at most " + MAX_REASON + " characters.");
        }
        return reason;
    }

    /// The callback that an action is for. One that is not the caller's is recorded as one that is not there.
    private Callback visible(Action action, String id, Grant grant) {
        return find(id, grant).orElseThrow(() -> {
            audit.record(action, id, null, "UNKNOWN");
            return ProblemException.noSuchCallback();
        });
    }

    private Optional<Callback> find(String id, Grant grant) {
        return CallbackId.parse(id).flatMap(operators::get).filter(callback -> isVisible(callback, grant));
    }

    /// Returns the reader to whom a cursor is bound.
    private static String cursorReader(Grant grant) {
        return grant.tenant() + "\n" + grant.principal();
    }

    private static boolean isVisible(Callback callback, Grant grant) {
        return callback.tenant().equals(grant.tenant()) && grant.covers(callback.service(), callback.operation());
    }

    private static Response toResponse(OperatorResult result) {
        return switch (result) {
            case OperatorResult.Done done ->
                Response.status(done.callback().state().isEnd() ? 200 : 202)
                        .entity(CallbackResponses.summary(done.callback()))
                        .build();
            case OperatorResult.NotPossible not ->
                throw ProblemException.of(
                        ProblemType.CALLBACK_CLOSED,
                        not.reason(),
                        Map.of(
                                "reason",
                                not.reason(),
                                "state",
                                not.current().state().name()));
            case OperatorResult.Unknown unknown -> throw ProblemException.noSuchCallback();
        };
    }

    private static @Nullable CallbackState state(@Nullable String text) {
        if (text == null) {
            return null;
        }
        return Arrays.stream(CallbackState.values())
                .filter(state -> state.name().equals(text))
                .findFirst()
                .orElseThrow(() -> ProblemException.invalid(
                        "state", "Must be one of " + Arrays.toString(CallbackState.values()) + "."));
    }

    private @Nullable Instant olderThan(@Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            Instant time = text.startsWith("P") ? clock.instant().minus(Duration.parse(text)) : Instant.parse(text);
            if (!time.isBefore(Instant.EPOCH) && time.isBefore(END_OF_TIME)) {
                return time;
            }
        } catch (DateTimeException | ArithmeticException e) {
            // reported below
        }
        throw ProblemException.invalid(
                "olderThan", "Must be a time from 1970 to 9999 (2026-11-24T08:00:00Z) or a duration (PT10M).");
    }

    private static int limit(@Nullable String text) {
        if (text == null) {
            return DEFAULT_LIMIT;
        }
        try {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= MAX_LIMIT) {
                return limit;
            }
        } catch (NumberFormatException e) {
            // reported below
        }
        throw ProblemException.invalid("limit", "Expected an integer between 1 and " + MAX_LIMIT + ".");
    }
}
