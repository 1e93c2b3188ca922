package io.taskgate.http;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.taskgate.batch.request.BatchId;
import io.taskgate.batch.runner.RunnerCallbackResult;
import io.taskgate.batch.runner.RunnerCallbackService;
import io.taskgate.callback.model.Answer;
import io.taskgate.http.access.Role;
import io.taskgate.http.audit.RequestAuditor;
import io.taskgate.http.problem.ProblemException;
import io.taskgate.http.problem.ProblemType;
import io.taskgate.http.request.TaskFailureRequest;
import io.taskgate.http.request.TaskResultBody;
import io.taskgate.http.response.RunnerResult;
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
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/// Resource for batch runners that report their own completion through the links in their input.
@Path("/v1/batches/{id}/runners/{index}")
@Consumes(MediaType.WILDCARD)
@Tag(name = "Worker")
@APIResponse(responseCode = "401", description = "Missing signature")
@APIResponse(responseCode = "403", description = "The link has expired")
@APIResponse(responseCode = "404", description = "Unknown runner, or the signature is for another runner")
@APIResponse(responseCode = "413", description = "The body exceeds taskgate.http.max-body-size")
@APIResponse(responseCode = "415", description = "The body is not JSON, or has a Content-Encoding")
@APIResponse(responseCode = "503", description = "Temporarily unavailable; retry the same request")
public class RunnersResource {

    private final RunnerCallbackService runners;
    private final RequestAuditor audit;

    RunnersResource(RunnerCallbackService runners, RequestAuditor audit) {
        this.audit = audit;
        this.runners = runners;
    }

    @POST
    @Path("success")
    @RunOnVirtualThread
    @RolesAllowed(Role.Names.LINK)
    @Operation(
            operationId = "succeedRunner",
            summary = "Complete a batch runner; the body, any JSON, is used as the output of its execution")
    @RequestBody(
            required = true,
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = Object.class)))
    @APIResponse(responseCode = "200", description = "Recorded. A repeated identical request has the same result")
    @APIResponse(responseCode = "409", description = "A different result is recorded")
    @APIResponse(
            responseCode = "410",
            description = "The batch no longer waits for the runner; the result is stored for a resume")
    public RunnerResult success(
            @PathParam("id") String id,
            @PathParam("index") long index,
            @Parameter(description = "The signature of the signed link") @QueryParam("signature") @Nullable String signature,
            @Context HttpHeaders headers,
            TaskResultBody result) {
        String signed = signature(signature, headers);
        return settle(id, index, signed, new Answer.Success(result.json()));
    }

    @POST
    @Path("failure")
    @RunOnVirtualThread
    @RolesAllowed(Role.Names.LINK)
    @Operation(operationId = "failRunner", summary = "Fail a batch runner")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = "application/json",
                            schema = @Schema(implementation = TaskFailureRequest.class)))
    @APIResponse(responseCode = "200", description = "Recorded. A repeated identical request has the same result")
    @APIResponse(responseCode = "409", description = "A different result is recorded")
    @APIResponse(
            responseCode = "410",
            description = "The batch no longer waits for the runner; the result is stored for a resume")
    public RunnerResult failure(
            @PathParam("id") String id,
            @PathParam("index") long index,
            @Parameter(description = "The signature of the signed link") @QueryParam("signature") @Nullable String signature,
            @Context HttpHeaders headers,
            @Valid TaskFailureRequest failure) {
        String signed = signature(signature, headers);
        return settle(id, index, signed, failure.toAnswer());
    }

    private static String signature(@Nullable String inLink, HttpHeaders headers) {
        String signature = inLink == null ? headers.getHeaderString("Callback-Signature") : inLink;
        if (signature == null) {
            throw ProblemException.of(
                    ProblemType.UNAUTHENTICATED,
                    "Send the signature from taskgate.signature of the runner input, in the link or as the header"
                            + " Callback-Signature.");
        }
        return signature;
    }

    private RunnerResult settle(String id, long index, String signature, Answer answer) {
        BatchId batch = BatchId.parse(id).orElseThrow(RunnersResource::noSuchRunner);
        audit.ready();
        return switch (audit.settled(batch, index, runners.settle(batch, index, signature, answer))) {
            case RunnerCallbackResult.Counted(boolean succeeded) ->
                new RunnerResult(id, index, succeeded ? "SUCCEEDED" : "FAILED");
            case RunnerCallbackResult.Conflict _ ->
                throw ProblemException.of(
                        ProblemType.OUTCOME_CONFLICT,
                        "A different result of this runner is recorded. This request has no effect.");
            case RunnerCallbackResult.Closed(String reason) ->
                throw ProblemException.closed("The callback is closed.", reason, null);
            case RunnerCallbackResult.Expired(var at) ->
                throw ProblemException.of(ProblemType.FORBIDDEN, "The link expired at " + at + ".");
            case RunnerCallbackResult.Unknown _ -> throw noSuchRunner();
        };
    }

    private static ProblemException noSuchRunner() {
        return ProblemException.maskedDenial("runner");
    }
}
