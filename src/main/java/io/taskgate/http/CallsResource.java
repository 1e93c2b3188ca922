package io.taskgate.http;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.taskgate.call.AsyncJob;
import io.taskgate.call.CallResult;
import io.taskgate.call.CallToCallbackBridge;
import io.taskgate.call.JobLinkSigner;
import io.taskgate.call.ServiceCaller;
import io.taskgate.call.transport.CallFailure;
import io.taskgate.callback.link.LinkSigner;
import io.taskgate.callback.registration.RegistrationRequest;
import io.taskgate.callback.registration.RegistrationResult;
import io.taskgate.http.access.Grant;
import io.taskgate.http.access.Role;
import io.taskgate.http.audit.RequestAuditor;
import io.taskgate.http.auth.AuthenticatedCaller;
import io.taskgate.http.problem.ProblemException;
import io.taskgate.http.problem.ProblemType;
import io.taskgate.http.reader.CallRegistrationHeaders;
import io.taskgate.http.reader.IdempotencyKeyHeader;
import io.taskgate.http.reader.TaskTokenReader;
import io.taskgate.http.reader.UploadReader;
import io.taskgate.http.request.CallBody;
import io.taskgate.http.response.CallStatus;
import io.taskgate.http.response.CallbackRegistration;
import io.taskgate.http.response.RegistrationResponses;
import io.taskgate.payload.boundary.SizeViolation;
import io.taskgate.payload.claimcheck.Payload;
import io.taskgate.payload.claimcheck.PayloadReference;
import io.taskgate.payload.json.Json;
import io.taskgate.payload.json.JsonText;
import io.taskgate.route.CallDefinition;
import io.taskgate.route.Route;
import io.taskgate.route.RouteRegistry;
import io.taskgate.route.Target;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// Resource for synchronous service calls.
@Path("/v1/calls")
@Consumes(MediaType.WILDCARD)
@Tag(name = "Workflow")
public class CallsResource {

    private static final String JSON = "application/json";
    private static final String REFERENCE = "Taskgate-Reference";
    private static final String RETRY_AFTER_SECONDS = "5";
    private static final int ACCEPTED = 202;

    private final ServiceCaller call;
    private final CallToCallbackBridge handover;
    private final JobLinkSigner handles;
    private final CallRegistrationHeaders tokens;
    private final LinkSigner links;
    private final RouteRegistry routes;
    private final AuthenticatedCaller caller;
    private final RequestAuditor audit;

    CallsResource(
            ServiceCaller call,
            CallToCallbackBridge handover,
            JobLinkSigner handles,
            CallRegistrationHeaders tokens,
            LinkSigner links,
            RouteRegistry routes,
            AuthenticatedCaller caller,
            RequestAuditor audit) {
        this.call = call;
        this.handover = handover;
        this.handles = handles;
        this.tokens = tokens;
        this.links = links;
        this.routes = routes;
        this.caller = caller;
        this.audit = audit;
    }

    @POST
    @Path("{service}/{operation}")
    @RunOnVirtualThread
    @RolesAllowed(Role.Names.WORKFLOW)
    @Operation(operationId = "call", summary = "Call a service synchronously and return its shaped response")
    @Parameter(
            name = IdempotencyKeyHeader.HEADER,
            in = ParameterIn.HEADER,
            description = "Forwarded to the service; makes a POST or PATCH repeatable",
            schema = @Schema(type = SchemaType.STRING))
    @Parameter(
            name = TaskTokenReader.HEADER,
            in = ParameterIn.HEADER,
            description = "The task of the call. The outcome is reported to it, or the call becomes a callback",
            schema = @Schema(type = SchemaType.STRING))
    @RequestBody(
            description = "The request; an empty body means {}",
            content = @Content(mediaType = JSON, schema = @Schema(implementation = Object.class)))
    @APIResponse(
            responseCode = "200",
            description = "The response, or its reference if it was checked in",
            headers =
                    @Header(
                            name = REFERENCE,
                            description = "s3://bucket/key, if the response was checked in",
                            schema = @Schema(type = SchemaType.STRING)),
            content = @Content(mediaType = JSON, schema = @Schema(implementation = Object.class)))
    @APIResponse(
            responseCode = "202",
            description = "The service continues the work; links.status returns its status. With a task token: the"
                    + " registration, whose outcome is reported or awaited",
            content =
                    @Content(
                            mediaType = JSON,
                            schema = @Schema(anyOf = {CallStatus.class, CallbackRegistration.class})))
    @APIResponse(responseCode = "400", description = "The request lacks a required value; nothing was sent")
    @APIResponse(responseCode = "401", description = "Missing or unknown API key")
    @APIResponse(responseCode = "403", description = "The API key lacks permission")
    @APIResponse(responseCode = "404", description = "Unknown call operation")
    @APIResponse(
            responseCode = "409",
            description = "The correlation key belongs to a task of another owner; nothing was sent")
    @APIResponse(responseCode = "413", description = "The body exceeds taskgate.http.max-body-size")
    @APIResponse(responseCode = "415", description = "The body is not JSON, or has a Content-Encoding")
    @APIResponse(responseCode = "422", description = "The request or the response exceeds its budget")
    @APIResponse(
            responseCode = "502",
            description =
                    "The service failed. error is the error name for Catch, serviceStatus the status of the service")
    @APIResponse(responseCode = "503", description = "Temporarily unavailable; if error is present, nothing was sent")
    @APIResponse(responseCode = "504", description = "The service sent no complete response in time")
    public Response call(
            @Context HttpHeaders headers,
            @PathParam("service") String service,
            @PathParam("operation") String operation,
            CallBody body) {
        Grant grant = caller.grant();
        if (!grant.covers(service, operation)) {
            throw ProblemException.of(
                    ProblemType.FORBIDDEN, "The grant of the API key does not cover this service or operation.");
        }
        Route route = route(service, operation);
        if (!grant.coversExecution(headers.getHeaderString(CallRegistrationHeaders.EXECUTION))) {
            throw ProblemException.of(
                    ProblemType.FORBIDDEN,
                    "The grant of the API key does not cover this state machine. Send Execution-Arn.");
        }
        String key = IdempotencyKeyHeader.in(headers);
        Optional<RegistrationRequest> form = tokens.registrationRequest(headers, route);
        JsonText request = body.json();
        audit.ready();
        // Before the service is called: afterwards it would be too late to refuse the token.
        if (form.isPresent()
                && handover.isOfOtherOwner(
                        CallRegistrationHeaders.registration(grant, form.get(), JsonText.EMPTY_OBJECT, null))) {
            return RegistrationResponses.of(audit.registered(route.name(), new RegistrationResult.NotOwner()), links)
                    .toResponse();
        }
        CallResult result =
                audit.called(route.name(), call.call(grant.tenant(), route, definition(route), request, key));
        return form.flatMap(known -> handover.register(
                        result, job -> CallRegistrationHeaders.registration(grant, known, request, job)))
                .map(registered -> RegistrationResponses.of(audit.registered(route.name(), registered), links)
                        .toResponse())
                .orElseGet(() -> toResponse(route, result));
    }

    @GET
    @Path("{service}/{operation}/jobs/{job}")
    @RunOnVirtualThread
    @RolesAllowed(Role.Names.WORKFLOW)
    @Operation(operationId = "callStatus", summary = "Get the status of a long-running call")
    @APIResponse(
            responseCode = "200",
            description = "The status of the service, shaped as a response",
            content = @Content(mediaType = JSON, schema = @Schema(implementation = Object.class)))
    @APIResponse(
            responseCode = "202",
            description = "The work is in progress; retry after Retry-After",
            content = @Content(mediaType = JSON, schema = @Schema(implementation = CallStatus.class)))
    @APIResponse(responseCode = "401", description = "Missing or unknown API key")
    @APIResponse(responseCode = "403", description = "The API key lacks permission")
    @APIResponse(responseCode = "404", description = "Unknown call, or invalid link")
    @APIResponse(responseCode = "422", description = "The response exceeds its budget")
    @APIResponse(responseCode = "502", description = "The service failed. error is the error name for Catch")
    @APIResponse(responseCode = "503", description = "Temporarily unavailable; retry the same request")
    @APIResponse(responseCode = "504", description = "The service sent no complete response in time")
    public Response status(
            @Context HttpHeaders headers,
            @PathParam("service") String service,
            @PathParam("operation") String operation,
            @Parameter(description = "As in the link") @PathParam("job") String job) {
        Grant grant = caller.grant();
        if (!grant.covers(service, operation)) {
            throw ProblemException.of(
                    ProblemType.FORBIDDEN, "The grant of the API key does not cover this service or operation.");
        }
        Route route = route(service, operation);
        CallDefinition plan = definition(route);
        URI url = handles.status(route, plan.service(), job)
                .orElseThrow(
                        () -> ProblemException.of(ProblemType.NOT_FOUND, "The link was not issued for this call."));
        return toResponse(route, call.status(grant.tenant(), route, plan, url));
    }

    private Route route(String service, String operation) {
        return routes.find(service, operation)
                .filter(route -> route.target() instanceof Target.Call)
                .orElseThrow(() -> ProblemException.of(
                        ProblemType.NOT_FOUND,
                        "Unknown call. Configure it under"
                                + " taskgate.services.<service>.operations.<operation>.call"));
    }

    private static CallDefinition definition(Route route) {
        return ((Target.Call) route.target()).plan();
    }

    private Response toResponse(Route route, CallResult result) {
        return switch (result) {
            case CallResult.Accepted(AsyncJob job) -> jobInProgress(route, job);
            case CallResult.Answered answered -> response(answered.payload());
            case CallResult.Failed(CallFailure failure) -> throw problem(failure);
            case CallResult.TooLarge(SizeViolation excess, int status) ->
                throw ProblemException.failed(
                        ProblemType.BUDGET_EXCEEDED,
                        "The service responded. " + excess.detail(),
                        CallFailure.TOO_LARGE,
                        status);
            case CallResult.Unshapeable(String message) -> throw ProblemException.invalid("body", message);
            case CallResult.MissingValue(String slot, String problem) -> throw ProblemException.invalid(slot, problem);
            case CallResult.OverBudget(SizeViolation excess) ->
                throw ProblemException.of(ProblemType.BUDGET_EXCEEDED, "Nothing was sent. " + excess.detail());
            case CallResult.SpoolFailed(var reason) -> throw UploadReader.noRoom(reason);
        };
    }

    private Response jobInProgress(Route route, AsyncJob job) {
        if (job.status() == null) {
            throw problem(new CallFailure(
                    CallFailure.Kind.INVALID_RESPONSE,
                    CallFailure.INVALID_RESPONSE,
                    "The service continues the work but returns no status URL. Send a task token, or configure"
                            + " call.accepted.status.",
                    ACCEPTED));
        }
        String status = handles.url(route, job.status());
        String id = job.id().isEmpty() ? null : job.id();
        return Response.accepted(
                        new CallStatus(route.service(), route.operation(), id, new CallStatus.StatusLink(status)))
                .header("Location", status)
                .header("Retry-After", RETRY_AFTER_SECONDS)
                .build();
    }

    private Response response(Payload payload) {
        return switch (payload) {
            case Payload.CheckedIn(PayloadReference reference) ->
                Response.ok(Json.bytes(reference.toJson()), JSON)
                        .header(REFERENCE, "s3://" + reference.bucket() + "/" + reference.key())
                        .build();
            case Payload.Inline(byte[] json) -> Response.ok(json, JSON).build();
            case Payload.Parked _ -> throw new IllegalStateException("A response can't be parked.");
        };
    }

    private static ProblemException problem(CallFailure failure) {
        ProblemType type = switch (failure.kind()) {
            case REJECTED, SERVICE_ERROR, UNREACHABLE, CONNECTION_LOST, INVALID_RESPONSE, AUTH_FAILED ->
                ProblemType.SERVICE_FAILED;
            case TIMEOUT -> ProblemType.SERVICE_TIMEOUT;
            case CIRCUIT_OPEN, TOO_MANY_CALLS -> ProblemType.UNAVAILABLE;
        };
        return ProblemException.failed(type, failure.detail(), failure.error(), failure.serviceStatus());
    }
}
