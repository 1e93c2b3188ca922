package io.taskgate.http;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.taskgate.audit.AuditEvent.Action;
import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.CallbackId;
import io.taskgate.callback.model.CallbackOwner;
import io.taskgate.callback.operator.OperatorService;
import io.taskgate.callback.operator.OperatorService.OperatorResult;
import io.taskgate.http.access.Grant;
import io.taskgate.http.access.Role;
import io.taskgate.http.audit.RequestAuditor;
import io.taskgate.http.auth.AuthenticatedCaller;
import io.taskgate.http.problem.ProblemException;
import io.taskgate.http.request.ReasonRequest;
import io.taskgate.http.request.TransferRequest;
import io.taskgate.http.response.CallbackDetail;
import io.taskgate.http.response.CallbackSummary;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/// Resource for operators. They see every callback of the services in their grant, never a token.
@Path("/v1")
@Consumes(MediaType.WILDCARD)
@Tag(name = "Operator", description = "For the people who operate the gateway")
@APIResponse(responseCode = "401", description = "Missing or unknown API key")
@APIResponse(responseCode = "403", description = "The API key lacks an operator role")
public class OperatorResource {

    private final OperatorService operators;
    private final AuthenticatedCaller caller;
    private final RequestAuditor audit;

    OperatorResource(OperatorService operators, AuthenticatedCaller caller, RequestAuditor audit) {
        this.operators = operators;
        this.caller = caller;
        this.audit = audit;
    }

    @GET
    @Path("callbacks/{id}")
    @RunOnVirtualThread
    @RolesAllowed(Role.Names.OPERATOR_READ)
    @Operation(operationId = "getCallback", summary = "Get a callback with its history")
    @APIResponse(responseCode = "200", description = "The callback, without its token")
    @APIResponse(responseCode = "404", description = "Unknown callback, or the grant of the API key does not cover it")
    public CallbackDetail get(@PathParam("id") String id) {
        Grant grant = caller.grant();
        return new CallbackDetail(find(id, grant).orElseThrow(ProblemException::noSuchCallback));
    }

    @POST
    @Path("callbacks/{id}/cancel")
    @RunOnVirtualThread
    @RolesAllowed(Role.Names.OPERATOR_ACT)
    @Operation(operationId = "cancelCallback", summary = "Cancel an awaited task with Taskgate.Cancelled")
    @APIResponse(responseCode = "200", description = "The callback is closed")
    @APIResponse(responseCode = "202", description = "Committed; the report is in progress")
    @APIResponse(responseCode = "404", description = "Unknown callback, or the grant of the API key does not cover it")
    @APIResponse(responseCode = "410", description = "The callback can't be cancelled any more")
    public RestResponse<CallbackSummary> cancel(@PathParam("id") String id, @Valid ReasonRequest request) {
        Grant grant = caller.grant();
        String reason = request.reason();
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
    public RestResponse<CallbackSummary> redrive(@PathParam("id") String id, @Valid ReasonRequest request) {
        Grant grant = caller.grant();
        CallbackId found = visible(Action.REDRIVE, id, grant).id();
        audit.ready();
        return toResponse(audit.operated(Action.REDRIVE, id, request.reason(), operators.redrive(found)));
    }

    @POST
    @Path("callbacks/{id}/transfer")
    @RunOnVirtualThread
    @RolesAllowed(Role.Names.ADMIN)
    @Operation(
            operationId = "transferCallback",
            summary = "Transfer a callback to another owner, whose newer token can then take it over")
    @APIResponse(responseCode = "200", description = "Transferred; the callback is closed")
    @APIResponse(responseCode = "202", description = "Transferred; the callback is awaited")
    @APIResponse(responseCode = "400", description = "Invalid field")
    @APIResponse(responseCode = "404", description = "Unknown callback, or the grant of the API key does not cover it")
    @APIResponse(
            responseCode = "410",
            description = "The callback has no owner, or changed concurrently; reason explains why")
    public RestResponse<CallbackSummary> transfer(@PathParam("id") String id, @Valid TransferRequest request) {
        Grant grant = caller.grant();
        Callback callback = visible(Action.TRANSFER, id, grant);
        audit.ready();
        CallbackOwner owner = new CallbackOwner(request.principal(), request.stateMachineArn());
        return toResponse(audit.operated(
                Action.TRANSFER, id, request.reason(), operators.transfer(callback.id(), owner, request.reason())));
    }

    @POST
    @Path("callbacks/{id}/revoke-links")
    @RunOnVirtualThread
    @RolesAllowed(Role.Names.ADMIN)
    @Operation(
            operationId = "revokeLinks",
            summary = "Revoke the links of a callback; keys and events can still answer it")
    @APIResponse(responseCode = "200", description = "Revoked in all generations up to now")
    @APIResponse(responseCode = "404", description = "Unknown callback, or the grant of the API key does not cover it")
    @APIResponse(
            responseCode = "410",
            description = "The callback has no links, or changed concurrently; reason explains why")
    public RestResponse<CallbackSummary> revokeLinks(@PathParam("id") String id, @Valid ReasonRequest request) {
        Grant grant = caller.grant();
        String reason = request.reason();
        CallbackId found = visible(Action.REVOKE_LINKS, id, grant).id();
        audit.ready();
        OperatorResult result = audit.operated(Action.REVOKE_LINKS, id, reason, operators.revokeLinks(found, reason));
        return result instanceof OperatorResult.Done(Callback callback)
                ? RestResponse.ok(new CallbackSummary(callback))
                : toResponse(result);
    }

    /// The callback that an action is for. One that is not the caller's is recorded as one that is not there.
    private Callback visible(Action action, String id, Grant grant) {
        return find(id, grant).orElseThrow(() -> {
            audit.record(action, id, null, "UNKNOWN");
            return ProblemException.noSuchCallback();
        });
    }

    private Optional<Callback> find(String id, Grant grant) {
        return CallbackId.parse(id).flatMap(operators::get).filter(grant::covers);
    }

    private static RestResponse<CallbackSummary> toResponse(OperatorResult result) {
        return switch (result) {
            case OperatorResult.Done done ->
                RestResponse.status(
                        done.callback().state().isEnd() ? RestResponse.Status.OK : RestResponse.Status.ACCEPTED,
                        new CallbackSummary(done.callback()));
            case OperatorResult.NotPossible not ->
                throw ProblemException.closed(
                        not.reason(), not.reason(), not.current().state().name());
            case OperatorResult.Unknown unknown -> throw ProblemException.noSuchCallback();
        };
    }
}
