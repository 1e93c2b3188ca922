package io.taskgate.http;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.taskgate.batch.BatchService;
import io.taskgate.batch.BatchService.ResumeResult;
import io.taskgate.batch.BatchStartResult;
import io.taskgate.batch.ledger.Batch;
import io.taskgate.batch.request.BatchId;
import io.taskgate.batch.request.BatchSubmission;
import io.taskgate.callback.model.TaskToken;
import io.taskgate.callback.registration.RegistrationResult;
import io.taskgate.http.access.Grant;
import io.taskgate.http.access.Role;
import io.taskgate.http.audit.RequestAuditor;
import io.taskgate.http.auth.AuthenticatedCaller;
import io.taskgate.http.problem.ProblemException;
import io.taskgate.http.problem.ProblemType;
import io.taskgate.http.reader.TaskTokenReader;
import io.taskgate.http.request.BatchRequestMapper;
import io.taskgate.http.request.ResumeBatchRequest;
import io.taskgate.http.request.StartBatchRequest;
import io.taskgate.http.response.BatchDetail;
import io.taskgate.http.response.BatchPlanDocument;
import io.taskgate.http.response.BatchPlanResponse;
import io.taskgate.payload.jsonata.CallerExpressions;
import io.taskgate.route.Route;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/// Resource for batches (scatter and gather).
@Path("/v1/batches")
@Consumes(MediaType.WILDCARD)
@Tag(name = "Workflow")
@APIResponse(responseCode = "401", description = "Missing or unknown API key")
@APIResponse(responseCode = "403", description = "The API key lacks permission")
@APIResponse(responseCode = "503", description = "Temporarily unavailable; retry the same request")
public class BatchesResource {

    private static final String JSON = "application/json";

    private final BatchService batchService;
    private final AuthenticatedCaller caller;
    private final RequestAuditor audit;

    BatchesResource(BatchService batchService, AuthenticatedCaller caller, RequestAuditor audit) {
        this.audit = audit;
        this.batchService = batchService;
        this.caller = caller;
    }

    @POST
    @RunOnVirtualThread
    @RolesAllowed(Role.Names.WORKFLOW)
    @Operation(
            operationId = "startBatch",
            summary = "Split a source into batches, start a runner for each, and gather the results")
    @APIResponse(
            responseCode = "200",
            description = "The plan, if only a plan was requested",
            content = @Content(mediaType = JSON, schema = @Schema(implementation = BatchPlanResponse.class)))
    @APIResponse(
            responseCode = "202",
            content = @Content(mediaType = JSON, schema = @Schema(implementation = BatchDetail.class)),
            description =
                    "Accepted. A repeated request with the same token returns the same batch. With state FAILED: a"
                            + " limit was exceeded, and the task fails with the given error")
    @APIResponse(responseCode = "400", description = "Invalid field, or unreadable source")
    @APIResponse(responseCode = "413", description = "The body exceeds taskgate.http.max-body-size")
    @APIResponse(responseCode = "415", description = "The body is not JSON, or has a Content-Encoding")
    @APIResponse(responseCode = "422", description = "The planned batch exceeds a limit; error names the limit")
    public Response start(
            @Context HttpHeaders headers,
            @Parameter(description = "Return the plan only; nothing is started or stored")
                    @QueryParam("dryRun")
                    @DefaultValue("false")
                    boolean dryRun,
            @Valid StartBatchRequest form) {
        Grant grant = caller.grant();
        if (!grant.covers(Route.OWN, BatchRequestMapper.OPERATION) || !grant.mayStart(form.runner())) {
            throw ProblemException.of(ProblemType.FORBIDDEN, "The grant of the API key does not cover this runner.");
        }
        @Nullable TaskToken token = dryRun ? null : TaskTokenReader.required(headers, form.taskToken());
        audit.ready();
        BatchSubmission submission =
                CallerExpressions.preview(grant.principal(), () -> BatchRequestMapper.submission(grant, form, token));
        return toResponse(audit.scattered(form.runner(), batchService.start(submission)));
    }

    private static Response toResponse(BatchStartResult result) {
        return switch (result) {
            case BatchStartResult.Planned planned ->
                Response.ok(new BatchPlanResponse(BatchPlanDocument.of(planned.plan())))
                        .build();
            case BatchStartResult.Accepted accepted ->
                Response.accepted(new BatchDetail(accepted.batch(), accepted.plan()))
                        .build();
            // Returned as a batch result and not as an error: a 422 would fail the state as ApiGateway.422,
            // before its token reports the error name.
            case BatchStartResult.Rejected(String error, String cause, boolean told)
            when told -> Response.accepted(BatchDetail.rejected(error, cause)).build();
            case BatchStartResult.Rejected(String error, String cause, boolean _) ->
                throw ProblemException.failed(ProblemType.BUDGET_EXCEEDED, cause, error, null);
            case BatchStartResult.InvalidSource(String message) -> {
                int colon = message.indexOf(": ");
                throw (message.startsWith("itemsFrom") || message.startsWith("runnerLinks")) && colon > 0
                        ? ProblemException.invalid(message.substring(0, colon), message.substring(colon + 2))
                        : ProblemException.invalid("items", message);
            }
            case BatchStartResult.NoSuchParent none ->
                throw ProblemException.invalid(
                        "parentBatchId", "Unknown batch. Omit the field, or pass $.taskgate.batchId.");
            case BatchStartResult.NotRegistered(RegistrationResult why) -> throw notRegistered(why);
        };
    }

    private static ProblemException notRegistered(RegistrationResult why) {
        if (why instanceof RegistrationResult.NotNow(String reason)) {
            return ProblemException.of(ProblemType.UNAVAILABLE, reason);
        }
        if (why instanceof RegistrationResult.NotOwner) {
            return ProblemException.of(
                    ProblemType.OWNER_CONFLICT, "Another principal or state machine registered this correlation key.");
        }
        return why instanceof RegistrationResult.Superseded
                ? ProblemException.of(ProblemType.CALLBACK_CLOSED, "A newer token for the same work is registered.")
                : ProblemException.of(
                        ProblemType.UNAVAILABLE, "The token could not be registered. Retry the same request.");
    }

    @GET
    @Path("{id}")
    @RunOnVirtualThread
    @RolesAllowed({Role.Names.WORKFLOW, Role.Names.OPERATOR_READ})
    @Operation(operationId = "getBatch", summary = "Get the progress and result of a batch")
    @APIResponse(responseCode = "200", description = "The batch")
    @APIResponse(responseCode = "404", description = "Unknown batch, or the caller lacks permission")
    public BatchDetail get(@PathParam("id") String id) {
        return new BatchDetail(visible(caller.grant(), id));
    }

    private Batch visible(Grant grant, String id) {
        return BatchId.parse(id)
                .flatMap(batchService::find)
                .filter(batch ->
                        batch.tenant().equals(grant.tenant()) && grant.covers(Route.OWN, BatchRequestMapper.OPERATION))
                .filter(batch -> isOperator(grant) || isOwn(grant, batch))
                .orElseThrow(() -> ProblemException.maskedDenial("batch"));
    }

    private static boolean isOperator(Grant grant) {
        return grant.has(Role.OPERATOR_READ) || grant.has(Role.OPERATOR_ACT);
    }

    private static boolean isOwn(Grant grant, Batch batch) {
        return batch.owner().principal().equals(grant.principal())
                && grant.mayStart(batch.request().runner());
    }

    @POST
    @Path("{id}/resume")
    @RunOnVirtualThread
    @RolesAllowed({Role.Names.WORKFLOW, Role.Names.OPERATOR_ACT})
    @Operation(operationId = "resumeBatch", summary = "Rerun the failed runners of a finished batch")
    @APIResponse(
            responseCode = "202",
            description = "The batch runs again",
            content = @Content(mediaType = JSON, schema = @Schema(implementation = BatchDetail.class)))
    @APIResponse(responseCode = "400", description = "Invalid field, or the batch is still running")
    @APIResponse(responseCode = "404", description = "Unknown batch, or the caller lacks permission")
    public RestResponse<BatchDetail> resume(
            @Context HttpHeaders headers, @PathParam("id") String id, @Valid ResumeBatchRequest form) {
        Grant grant = caller.grant();
        Batch batch = visible(grant, id);
        TaskToken token = TaskTokenReader.optional(headers, form.taskToken()).orElse(null);
        audit.ready();
        ResumeResult result = batchService.resume(
                batch.id(), token == null ? null : BatchRequestMapper.registration(grant, form, token));
        return switch (audit.resumed(id, result)) {
            case ResumeResult.Accepted accepted -> RestResponse.accepted(new BatchDetail(accepted.batch()));
            case ResumeResult.Running running ->
                throw ProblemException.invalid(
                        "id", "The batch is still running. Failed runners can be rerun when it has finished.");
            case ResumeResult.NoSuchBatch none -> throw ProblemException.of(ProblemType.NOT_FOUND, "Unknown batch.");
            case ResumeResult.NotRegistered(RegistrationResult why) -> throw notRegistered(why);
        };
    }
}
