package io.taskgate.http;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.taskgate.callback.link.LinkSigner;
import io.taskgate.callback.model.TaskToken;
import io.taskgate.callback.registration.RegistrationRequest;
import io.taskgate.callback.registration.RegistrationResult;
import io.taskgate.callback.registration.RegistrationService;
import io.taskgate.http.access.Grant;
import io.taskgate.http.access.Role;
import io.taskgate.http.audit.RequestAuditor;
import io.taskgate.http.auth.AuthenticatedCaller;
import io.taskgate.http.problem.ProblemException;
import io.taskgate.http.problem.ProblemType;
import io.taskgate.http.reader.TaskTokenReader;
import io.taskgate.http.response.CallbackRegistration;
import io.taskgate.http.response.RegistrationResponses;
import io.taskgate.route.RouteRegistry;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/// Resource for state machines.
@Path("/v1")
@Consumes(MediaType.WILDCARD)
@Tag(name = "Workflow", description = "For state machines, and for callers on their behalf")
public class WorkflowResource {

    private static final String EXAMPLE = """
            {
              "taskToken": "AQCEAAAAKgAAAAMAAAAAAAAAAd...",
              "service": "orders",
              "operation": "approve",
              "correlationKey": "order-4711",
              "executionArn": "arn:aws:states:eu-west-1:123456789012:execution:orders:4711",
              "heartbeatSeconds": 60,
              "input": {"orderId": 4711}
            }""";

    private final RegistrationService registrations;
    private final LinkSigner links;
    private final RouteRegistry routes;
    private final AuthenticatedCaller caller;
    private final RequestAuditor audit;

    WorkflowResource(
            RegistrationService registrations,
            LinkSigner links,
            RouteRegistry routes,
            AuthenticatedCaller caller,
            RequestAuditor audit) {
        this.registrations = registrations;
        this.links = links;
        this.routes = routes;
        this.caller = caller;
        this.audit = audit;
    }

    @POST
    @Path("callbacks")
    @RunOnVirtualThread
    @RolesAllowed(Role.Names.WORKFLOW)
    @Operation(operationId = "registerCallback", summary = "Register a task token and dispatch its request")
    @Parameter(
            name = TaskTokenReader.HEADER,
            in = ParameterIn.HEADER,
            description = "The task token, if it is not in the body",
            schema = @Schema(type = org.eclipse.microprofile.openapi.annotations.enums.SchemaType.STRING))
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = "application/json",
                            schema = @Schema(implementation = RegistrationRequest.class),
                            examples = @ExampleObject(name = "order", value = EXAMPLE)))
    @APIResponse(
            responseCode = "202",
            description = "Registered. A repeated request with the same token has the same response",
            content =
                    @Content(
                            mediaType = "application/json",
                            schema = @Schema(implementation = CallbackRegistration.class)))
    @APIResponse(responseCode = "400", description = "Invalid field, or unknown route")
    @APIResponse(responseCode = "401", description = "Missing or unknown API key")
    @APIResponse(responseCode = "403", description = "The API key lacks permission")
    @APIResponse(responseCode = "413", description = "The body exceeds taskgate.http.max-body-size")
    @APIResponse(responseCode = "415", description = "The body is not JSON, or has a Content-Encoding")
    @APIResponse(responseCode = "422", description = "The request exceeds the budget of its route")
    @APIResponse(
            responseCode = "502",
            description = "The event bus or the service rejected the request; nothing is stored")
    @APIResponse(responseCode = "503", description = "Temporarily unavailable; retry the same request")
    public RestResponse<CallbackRegistration> register(@Context HttpHeaders headers, @Valid RegistrationRequest form) {
        Grant grant = caller.grant();
        // Checked before the route lookup, so that a caller can't detect routes outside its grant.
        if (!grant.covers(form.service(), form.operation()) || !grant.coversExecution(form.executionArn())) {
            throw ProblemException.of(
                    ProblemType.FORBIDDEN,
                    "The grant of the caller does not cover this service, operation or state machine.");
        }
        checkRoute(form);
        TaskToken token = TaskTokenReader.required(headers, form.taskToken());
        audit.ready();
        String route = form.service() + "." + form.operation();
        RegistrationResult result =
                registrations.register(form.toRegistration(grant.tenant(), grant.principal(), token));
        return RegistrationResponses.of(audit.registered(route, result), links);
    }

    private void checkRoute(RegistrationRequest form) {
        if (!routes.hasService(form.service())) {
            throw ProblemException.invalid("service", "Unknown service. Configure it under taskgate.services.");
        }
        if (routes.find(form.service(), form.operation()).isEmpty()) {
            throw ProblemException.invalid(
                    "operation", "Unknown operation. Configure it under taskgate.services.<service>.operations.");
        }
    }
}
