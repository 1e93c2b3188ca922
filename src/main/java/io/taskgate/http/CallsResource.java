package io.taskgate.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import io.taskgate.http.request.CallRegistrationHeaders;
import io.taskgate.http.request.IdempotencyKeyHeader;
import io.taskgate.http.request.RequestBodyReader;
import io.taskgate.http.request.TaskTokenReader;
import io.taskgate.http.request.UploadReader;
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
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
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

/// Calls of services, for state machines that wait for the response.
@Path("/v1/calls")
@Tag(name = "Workflow")
public class CallsResource {

    private static final String JSON = "application/json";
    private static final String REFERENCE = "Taskgate-Reference";
    private static final String ASK_AGAIN_SECONDS = "5";
    private static final int ACCEPTED = 202;

    private final ServiceCaller call;
    private final CallToCallbackBridge handover;
    private final JobLinkSigner handles;
    private final CallRegistrationHeaders tokens;
    private final LinkSigner links;
    private final RouteRegistry routes;
    private final AuthenticatedCaller caller;
    private final RequestBodyReader bodies;
    private final RequestAuditor audit;

    CallsResource(
            ServiceCaller call,
            CallToCallbackBridge handover,
            JobLinkSigner handles,
            CallRegistrationHeaders tokens,
            LinkSigner links,
            RouteRegistry routes,
            AuthenticatedCaller caller,
            RequestBodyReader bodies,
            RequestAuditor audit) {
        this.call = call;
        this.handover = handover;
        this.handles = handles;
        this.tokens = tokens;
        this.links = links;
        this.routes = routes;
        this.caller = caller;
        this.bodies = bodies;
        this.audit = audit;
    }

    @POST
    @Path("{service}/{operation}")
    @RunOnVirtualThread
    @RolesAllowed(Role.Names.WORKFLOW)
    @Operation(operationId = "call", summary = "Call a service now and get its response, shaped and within budget")
    @Parameter(
            name = IdempotencyKeyHeader.HEADER,
            in = ParameterIn.HEADER,
            description = "passed on to the service, and lets a POST or PATCH be tried again",
            schema = @Schema(type = SchemaType.STRING))
    @Parameter(
            name = TaskTokenReader.HEADER,
            in = ParameterIn.HEADER,
            description = "the task whose outcome the call is: it is reported, or the call becomes a callback",
            schema = @Schema(type = SchemaType.STRING))
    @RequestBody(
            description = "the request; {} where it is empty",
            content = @Content(mediaType = JSON, schema = @Schema(implementation = Object.class)))
    @APIResponse(
            responseCode = "200",
            description = "the response, or its reference where it was checked in",
            headers =
                    @Header(
                            name = REFERENCE,
                            description = "s3://bucket/key, where the response was checked in",
                            schema = @Schema(type = SchemaType.STRING)),
            content = @Content(mediaType = JSON, schema = @Schema(implementation = Object.class)))
    @APIResponse(
            responseCode = "202",
            description = "the service works on, and links.status tells how it is; with a task token: the registration,"
                    + " whose outcome is reported, or awaited")
    @APIResponse(responseCode = "400", description = "the request lacks what the call needs; nothing was sent")
    @APIResponse(responseCode = "401", description = "no known key")
    @APIResponse(responseCode = "403", description = "the key has no such grant")
    @APIResponse(responseCode = "404", description = "no such operation is called")
    @APIResponse(responseCode = "409", description = "another owner's task has this correlation key; nothing was sent")
    @APIResponse(responseCode = "413", description = "the body is over taskgate.http.max-body-size")
    @APIResponse(responseCode = "415", description = "the body is no JSON, or is encoded")
    @APIResponse(responseCode = "422", description = "the request or the response is over its budget")
    @APIResponse(
            responseCode = "502",
            description = "the service failed: error is a name to catch, serviceStatus its own status")
    @APIResponse(responseCode = "503", description = "not possible just now; with an error, nothing was sent")
    @APIResponse(responseCode = "504", description = "the service gave no whole response in time")
    public Response call(
            @Context HttpHeaders headers,
            @PathParam("service") String service,
            @PathParam("operation") String operation,
            @Parameter(hidden = true) InputStream body) {
        Grant grant = caller.grant();
        if (!grant.covers(service, operation)) {
            throw ProblemException.of(
                    ProblemType.FORBIDDEN, "the key's grant does not cover this service or operation");
        }
        Route route = route(service, operation);
        if (!grant.coversExecution(headers.getHeaderString(CallRegistrationHeaders.EXECUTION))) {
            throw ProblemException.of(
                    ProblemType.FORBIDDEN, "the key's grant does not cover this state machine: send Execution-Arn");
        }
        String key = IdempotencyKeyHeader.in(headers);
        Optional<RegistrationRequest> form = tokens.form(headers, route);
        JsonText request = bodies.textOrEmpty(headers, body);
        audit.ready();
        // Before the service is called: afterwards it would be too late to refuse the token.
        if (form.isPresent()
                && handover.isOfOtherOwner(
                        CallRegistrationHeaders.registration(grant, form.get(), JsonText.EMPTY_OBJECT, null))) {
            return RegistrationResponses.answer(
                    audit.registered(route.name(), new RegistrationResult.NotOwner()), links);
        }
        CallResult called = audit.called(route.name(), call.call(grant.tenant(), route, plan(route), request, key));
        return form.flatMap(known ->
                        handover.take(called, job -> CallRegistrationHeaders.registration(grant, known, request, job)))
                .map(registered -> RegistrationResponses.answer(audit.registered(route.name(), registered), links))
                .orElseGet(() -> answer(route, called));
    }

    @GET
    @Path("{service}/{operation}/jobs/{job}")
    @RunOnVirtualThread
    @RolesAllowed(Role.Names.WORKFLOW)
    @Operation(operationId = "callStatus", summary = "Ask how a call that turned out long is")
    @APIResponse(
            responseCode = "200",
            description = "what the service says, shaped and within budget as a response",
            content = @Content(mediaType = JSON, schema = @Schema(implementation = Object.class)))
    @APIResponse(responseCode = "202", description = "it goes on: ask again after Retry-After")
    @APIResponse(responseCode = "401", description = "no known key")
    @APIResponse(responseCode = "403", description = "the key has no such grant")
    @APIResponse(responseCode = "404", description = "no such call, or no link that was given for it")
    @APIResponse(responseCode = "422", description = "the response is over its budget")
    @APIResponse(responseCode = "502", description = "the service failed: error is a name to catch")
    @APIResponse(responseCode = "503", description = "not possible just now: ask again")
    @APIResponse(responseCode = "504", description = "the service gave no whole response in time")
    public Response status(
            @Context HttpHeaders headers,
            @PathParam("service") String service,
            @PathParam("operation") String operation,
            @Parameter(description = "as the link has it") @PathParam("job") String job) {
        Grant grant = caller.grant();
        if (!grant.covers(service, operation)) {
            throw ProblemException.of(
                    ProblemType.FORBIDDEN, "the key's grant does not cover this service or operation");
        }
        Route route = route(service, operation);
        CallDefinition plan = plan(route);
        URI url = handles.status(route, plan.service(), job)
                .orElseThrow(() ->
                        ProblemException.of(ProblemType.NOT_FOUND, "this is no link that was given for this call"));
        return answer(route, call.status(grant.tenant(), route, plan, url));
    }

    private Route route(String service, String operation) {
        return routes.find(service, operation)
                .filter(route -> route.target() instanceof Target.Call)
                .orElseThrow(() -> ProblemException.of(
                        ProblemType.NOT_FOUND,
                        "there is no call of this name: configure it under"
                                + " taskgate.services.<service>.operations.<operation>.call"));
    }

    private static CallDefinition plan(Route route) {
        return ((Target.Call) route.target()).plan();
    }

    private Response answer(Route route, CallResult called) {
        return switch (called) {
            case CallResult.Accepted(AsyncJob job) -> goingOn(route, job);
            case CallResult.Answered answered -> response(answered.payload());
            case CallResult.Failed(CallFailure failure) -> throw problem(failure);
            case CallResult.TooLarge(SizeViolation excess, int status) ->
                throw ProblemException.of(
                        ProblemType.BUDGET_EXCEEDED,
                        "the service answered, but " + excess.detail(),
                        Map.of("error", CallFailure.TOO_LARGE, "serviceStatus", status));
            case CallResult.Unshapeable(String message) -> throw ProblemException.invalid("body", message);
            case CallResult.Unfilled(String slot, String problem) -> throw ProblemException.invalid(slot, problem);
            case CallResult.OverBudget(SizeViolation excess) ->
                throw ProblemException.of(ProblemType.BUDGET_EXCEEDED, "nothing was sent: " + excess.detail());
            case CallResult.NoRoom(var reason) -> throw UploadReader.noRoom(reason);
        };
    }

    private Response goingOn(Route route, AsyncJob job) {
        if (job.status() == null) {
            throw problem(new CallFailure(
                    CallFailure.Kind.INVALID_RESPONSE,
                    CallFailure.INVALID_RESPONSE,
                    "the service works on, and does not say where its status is: bring a task token, or configure"
                            + " call.accepted.status",
                    ACCEPTED));
        }
        String status = handles.url(route, job.status());
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("service", route.service()).put("operation", route.operation());
        if (!job.id().isEmpty()) {
            json.put("job", job.id());
        }
        json.putObject("links").put("status", status);
        return Response.accepted(json)
                .header("Location", status)
                .header("Retry-After", ASK_AGAIN_SECONDS)
                .build();
    }

    private Response response(Payload payload) {
        return switch (payload) {
            case Payload.CheckedIn(PayloadReference reference) ->
                Response.ok(Json.bytes(reference.toJson()), JSON)
                        .header(REFERENCE, "s3://" + reference.bucket() + "/" + reference.key())
                        .build();
            case Payload.Inline(byte[] json) -> Response.ok(json, JSON).build();
            case Payload.Parked _ -> throw new IllegalStateException("a response is parked beside no record");
        };
    }

    private static ProblemException problem(CallFailure failure) {
        Map<String, Object> more = new HashMap<>();
        more.put("error", failure.error());
        if (failure.serviceStatus() != null) {
            more.put("serviceStatus", failure.serviceStatus());
        }
        ProblemType slug =
                switch (failure.kind()) {
                    case REJECTED, SERVICE_ERROR, UNREACHABLE, CONNECTION_LOST, INVALID_RESPONSE, AUTH_FAILED -> ProblemType.SERVICE_FAILED;
                    case TIMEOUT -> ProblemType.SERVICE_TIMEOUT;
                    case CIRCUIT_OPEN, TOO_MANY_CALLS -> ProblemType.UNAVAILABLE;
                };
        return ProblemException.of(slug, failure.detail(), more);
    }
}
