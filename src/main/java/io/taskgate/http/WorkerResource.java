package io.taskgate.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.taskgate.callback.heartbeat.HeartbeatResult;
import io.taskgate.callback.heartbeat.HeartbeatService;
import io.taskgate.callback.link.CallbackAddress;
import io.taskgate.callback.model.Answer;
import io.taskgate.callback.model.AnswerDelivery;
import io.taskgate.callback.model.CallbackState;
import io.taskgate.callback.settlement.SettlementResult;
import io.taskgate.callback.settlement.SettlementService;
import io.taskgate.http.access.Role;
import io.taskgate.http.audit.RequestAuditor;
import io.taskgate.http.auth.AuthenticatedCaller;
import io.taskgate.http.problem.ProblemException;
import io.taskgate.http.problem.ProblemType;
import io.taskgate.http.reader.IdempotencyKeyHeader;
import io.taskgate.http.request.HeartbeatRequest;
import io.taskgate.http.request.TaskFailureRequest;
import io.taskgate.http.request.TaskResultBody;
import io.taskgate.http.response.CallbackSummary;
import io.taskgate.http.response.HeartbeatResponse;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/// Resource for workers, which authenticate by signed links or by API key.
@Path("/v1")
@Consumes(MediaType.WILDCARD)
@Tag(name = "Worker", description = "For the services that do the work")
@APIResponse(responseCode = "401", description = "Missing signature, and missing or unknown API key")
@APIResponse(responseCode = "403", description = "The link has expired, or the API key lacks permission")
@APIResponse(responseCode = "404", description = "Unknown callback, or the caller lacks permission")
@APIResponse(responseCode = "413", description = "The body exceeds taskgate.http.max-body-size")
@APIResponse(responseCode = "415", description = "The body is not JSON, or has a Content-Encoding")
@APIResponse(responseCode = "503", description = "Temporarily unavailable; retry the same request")
public class WorkerResource {

    private final SettlementService settlements;
    private final HeartbeatService heartbeats;
    private final WorkerAuthenticator access;
    private final RequestAuditor audit;
    private final AuthenticatedCaller caller;

    WorkerResource(
            SettlementService settlements,
            HeartbeatService heartbeats,
            WorkerAuthenticator access,
            RequestAuditor audit,
            AuthenticatedCaller caller) {
        this.settlements = settlements;
        this.heartbeats = heartbeats;
        this.access = access;
        this.audit = audit;
        this.caller = caller;
    }

    @POST
    @Path("callbacks/{id}/success")
    @RunOnVirtualThread
    @RolesAllowed({Role.Names.LINK, Role.Names.WORKER})
    @Operation(operationId = "succeed", summary = "Complete the work; the body is the result, any JSON")
    @Parameter(
            name = IdempotencyKeyHeader.HEADER,
            in = ParameterIn.HEADER,
            description =
                    "Use the same key for each attempt of this answer, so that a late copy never answers a newer token",
            schema = @Schema(type = SchemaType.STRING))
    @RequestBody(
            required = true,
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = Object.class)))
    @APIResponse(responseCode = "200", description = "Step Functions accepted the request")
    @APIResponse(responseCode = "202", description = "Committed; the report is in progress")
    @APIResponse(responseCode = "409", description = "The callback has a different outcome")
    @APIResponse(responseCode = "410", description = "The task is closed")
    @APIResponse(responseCode = "422", description = "The result exceeds the budget of its route")
    public RestResponse<CallbackSummary> success(
            @PathParam("id") String id,
            @Parameter(description = "The signature of the signed link") @QueryParam("signature") @Nullable String signature,
            @Context HttpHeaders headers,
            TaskResultBody result) {
        CallbackAddress address = access.byId(id);
        return settle(headers, id, address, new Answer.Success(result.json()));
    }

    @POST
    @Path("callbacks/{id}/failure")
    @RunOnVirtualThread
    @RolesAllowed({Role.Names.LINK, Role.Names.WORKER})
    @Operation(operationId = "fail", summary = "Fail the work")
    @Parameter(
            name = IdempotencyKeyHeader.HEADER,
            in = ParameterIn.HEADER,
            description =
                    "Use the same key for each attempt of this answer, so that a late copy never answers a newer token",
            schema = @Schema(type = SchemaType.STRING))
    @APIResponse(responseCode = "200", description = "Step Functions accepted the request")
    @APIResponse(responseCode = "202", description = "Committed; the report is in progress")
    @APIResponse(responseCode = "409", description = "The callback has a different outcome")
    @APIResponse(responseCode = "410", description = "The task is closed")
    public RestResponse<CallbackSummary> failure(
            @PathParam("id") String id,
            @Parameter(description = "The signature of the signed link") @QueryParam("signature") @Nullable String signature,
            @Context HttpHeaders headers,
            @Valid TaskFailureRequest failure) {
        CallbackAddress address = access.byId(id);
        return settle(headers, id, address, failure.toAnswer());
    }

    @POST
    @Path("callbacks/{id}/heartbeat")
    @RunOnVirtualThread
    @RolesAllowed({Role.Names.LINK, Role.Names.WORKER})
    @Operation(operationId = "heartbeat", summary = "Send a heartbeat")
    @APIResponse(responseCode = "200", description = "Step Functions accepted the request")
    @APIResponse(responseCode = "410", description = "The task is closed. Stop processing; reason explains why")
    public RestResponse<HeartbeatResponse> heartbeat(
            @PathParam("id") String id,
            @Parameter(description = "The signature of the signed link") @QueryParam("signature") @Nullable String signature,
            @Context HttpHeaders headers,
            @Valid HeartbeatRequest heartbeat) {
        CallbackAddress address = access.byId(id);
        return toResponse(heartbeats.record(address, progress(heartbeat)));
    }

    @POST
    @Path("correlations/{service}/{operation}/{key}/success")
    @RunOnVirtualThread
    @RolesAllowed(Role.Names.WORKER)
    @Operation(operationId = "succeedByKey", summary = "Complete the work under this correlation key")
    @Parameter(
            name = IdempotencyKeyHeader.HEADER,
            in = ParameterIn.HEADER,
            description =
                    "Use the same key for each attempt of this answer, so that a late copy never answers a newer token",
            schema = @Schema(type = SchemaType.STRING))
    @RequestBody(
            required = true,
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = Object.class)))
    @APIResponse(responseCode = "200", description = "Step Functions accepted the request")
    @APIResponse(
            responseCode = "202",
            description = "Committed, and the report is in progress; or EARLY: stored until the registration")
    @APIResponse(responseCode = "409", description = "The callback has a different outcome")
    @APIResponse(responseCode = "410", description = "The task is closed")
    @APIResponse(responseCode = "422", description = "The result exceeds the budget of its route")
    public RestResponse<CallbackSummary> successByKey(
            @PathParam("service") String service,
            @PathParam("operation") String operation,
            @PathParam("key") String key,
            @Context HttpHeaders headers,
            TaskResultBody result) {
        CallbackAddress address = access.byKey(service, operation, key);
        return settle(headers, service + "." + operation, address, new Answer.Success(result.json()));
    }

    @POST
    @Path("correlations/{service}/{operation}/{key}/failure")
    @RunOnVirtualThread
    @RolesAllowed(Role.Names.WORKER)
    @Operation(operationId = "failByKey", summary = "Fail the work under this correlation key")
    @Parameter(
            name = IdempotencyKeyHeader.HEADER,
            in = ParameterIn.HEADER,
            description =
                    "Use the same key for each attempt of this answer, so that a late copy never answers a newer token",
            schema = @Schema(type = SchemaType.STRING))
    @APIResponse(responseCode = "200", description = "Step Functions accepted the request")
    @APIResponse(
            responseCode = "202",
            description = "Committed, and the report is in progress; or EARLY: stored until the registration")
    @APIResponse(responseCode = "409", description = "The callback has a different outcome")
    @APIResponse(responseCode = "410", description = "The task is closed")
    public RestResponse<CallbackSummary> failureByKey(
            @PathParam("service") String service,
            @PathParam("operation") String operation,
            @PathParam("key") String key,
            @Context HttpHeaders headers,
            @Valid TaskFailureRequest failure) {
        CallbackAddress address = access.byKey(service, operation, key);
        return settle(headers, service + "." + operation, address, failure.toAnswer());
    }

    @POST
    @Path("correlations/{service}/{operation}/{key}/heartbeat")
    @RunOnVirtualThread
    @RolesAllowed(Role.Names.WORKER)
    @Operation(operationId = "heartbeatByKey", summary = "Send a heartbeat for the work under this correlation key")
    @APIResponse(responseCode = "200", description = "Step Functions accepted the request")
    @APIResponse(responseCode = "202", description = "EARLY: no task is registered yet")
    @APIResponse(responseCode = "410", description = "The task is closed. Stop processing; reason explains why")
    public RestResponse<HeartbeatResponse> heartbeatByKey(
            @PathParam("service") String service,
            @PathParam("operation") String operation,
            @PathParam("key") String key,
            @Context HttpHeaders headers,
            @Valid HeartbeatRequest heartbeat) {
        CallbackAddress address = access.byKey(service, operation, key);
        return toResponse(heartbeats.record(address, progress(heartbeat)));
    }

    private RestResponse<CallbackSummary> settle(
            HttpHeaders headers, String subject, CallbackAddress address, Answer answer) {
        String key = IdempotencyKeyHeader.in(headers);
        AnswerDelivery delivery =
                key == null ? null : AnswerDelivery.numbered(caller.principal().orElse(""), key);
        audit.ready();
        return toResponse(audit.settled(subject, settlements.settle(address, answer, delivery)));
    }

    private static @Nullable JsonNode progress(HeartbeatRequest heartbeat) {
        JsonNode progress = heartbeat.progress();
        HeartbeatService.validate(progress).ifPresent(flaw -> {
            throw ProblemException.invalid(flaw.field(), flaw.message());
        });
        return progress;
    }

    private static RestResponse<CallbackSummary> toResponse(SettlementResult result) {
        return switch (result) {
            case SettlementResult.Reported reported -> RestResponse.ok(new CallbackSummary(reported.callback()));
            case SettlementResult.UnderWay underWay -> RestResponse.accepted(new CallbackSummary(underWay.callback()));
            case SettlementResult.Early early -> RestResponse.accepted(new CallbackSummary(early.callback()));
            case SettlementResult.Conflict conflict ->
                throw ProblemException.conflict(
                        "The callback already has a different outcome. This answer was recorded but has no effect.",
                        conflict.current().state().name());
            case SettlementResult.Closed closed -> throw closed(closed.current());
            case SettlementResult.Replayed replayed ->
                throw ProblemException.closed(
                        "This answer was used for an earlier token of the work. A newer token awaits its own answer.",
                        "Copy of an earlier answer.",
                        replayed.current().state().name());
            case SettlementResult.Unknown unknown -> throw ProblemException.noSuchCallback();
            case SettlementResult.Unshapeable not ->
                throw ProblemException.invalid("body", not.reason().message());
            case SettlementResult.OverBudget over ->
                throw ProblemException.of(
                        ProblemType.BUDGET_EXCEEDED, over.sizes().excess().detail());
        };
    }

    private static RestResponse<HeartbeatResponse> toResponse(HeartbeatResult reply) {
        return switch (reply) {
            case HeartbeatResult.Accepted(var callback) ->
                RestResponse.ok(new HeartbeatResponse(
                        callback.state(), callback.heartbeatState().deadline()));
            case HeartbeatResult.Early early -> RestResponse.accepted(new HeartbeatResponse(CallbackState.EARLY, null));
            case HeartbeatResult.TaskClosed stop -> throw closed(stop.current());
            case HeartbeatResult.Unknown unknown -> throw ProblemException.noSuchCallback();
            case HeartbeatResult.NotNow(String reason) -> throw ProblemException.of(ProblemType.UNAVAILABLE, reason);
            case HeartbeatResult.NotRelayed not ->
                throw ProblemException.of(
                        ProblemType.UNAVAILABLE, "Step Functions is unavailable. Retry the same request.");
        };
    }

    private static ProblemException closed(io.taskgate.callback.model.Callback current) {
        String reason = current.reason() != null
                ? current.reason()
                : current.outcome() == null
                        ? current.state().name()
                        : current.state() + " with " + current.outcome().kind();
        return ProblemException.closed(
                "The callback is closed. Stop processing.",
                reason,
                current.state().name());
    }
}
