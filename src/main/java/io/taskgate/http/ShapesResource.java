package io.taskgate.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.taskgate.http.access.Grant;
import io.taskgate.http.access.Role;
import io.taskgate.http.auth.AuthenticatedCaller;
import io.taskgate.http.problem.ProblemException;
import io.taskgate.http.request.ShapePreviewRequest;
import io.taskgate.http.response.ShapePreviewResponse;
import io.taskgate.payload.EvaluationException;
import io.taskgate.payload.InvalidDefinitionException;
import io.taskgate.payload.boundary.Boundary;
import io.taskgate.payload.boundary.Budget;
import io.taskgate.payload.jsonata.CallerExpressions;
import io.taskgate.payload.preview.ShapePreview;
import io.taskgate.payload.shape.Shape;
import io.taskgate.route.Route;
import io.taskgate.route.RouteRegistry;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// Resource for shape previews. Nothing is stored or sent.
@Path("/v1/shapes")
@Consumes(MediaType.WILDCARD)
@Tag(name = "Workflow")
public class ShapesResource {

    private static final int ROUTE_PARTS = 3;

    private final RouteRegistry routes;
    private final AuthenticatedCaller caller;

    ShapesResource(RouteRegistry routes, AuthenticatedCaller caller) {
        this.routes = routes;
        this.caller = caller;
    }

    @POST
    @Path("preview")
    @RunOnVirtualThread
    @RolesAllowed(Role.Names.AUTHOR)
    @Operation(
            operationId = "previewShape",
            summary = "Preview a shape on a payload, with the largest parts of the payload")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = "application/json",
                            schema = @Schema(implementation = ShapePreviewRequest.class)))
    @APIResponse(responseCode = "200", description = "The result, the sizes, the dropped parts and the largest parts")
    @APIResponse(responseCode = "400", description = "Invalid field, or the shape can't be applied to this payload")
    @APIResponse(responseCode = "401", description = "Missing or unknown API key")
    @APIResponse(responseCode = "403", description = "The API key lacks the workflow role")
    @APIResponse(responseCode = "413", description = "The body exceeds taskgate.http.max-body-size")
    @APIResponse(responseCode = "415", description = "The body is not JSON, or has a Content-Encoding")
    @APIResponse(responseCode = "503", description = "Too many expressions are being evaluated; retry the same request")
    public ShapePreviewResponse preview(@Valid ShapePreviewRequest form) {
        Grant grant = caller.grant();
        JsonNode payload = form.payload();
        if (payload == null) {
            throw ProblemException.invalid("payload", "Required. Send the JSON payload to shape.");
        }
        JsonNode context = form.context() == null ? JsonNodeFactory.instance.objectNode() : form.context();
        try {
            return CallerExpressions.preview(
                    grant.principal(),
                    () -> ShapePreviewResponse.of(ShapePreview.of(boundary(form, grant), payload, context)));
        } catch (InvalidDefinitionException e) {
            throw ProblemException.invalid("shape", String.valueOf(e.getMessage()));
        } catch (EvaluationException e) {
            throw ProblemException.invalid("payload", String.valueOf(e.getMessage()));
        }
    }

    private Boundary boundary(ShapePreviewRequest form, Grant grant) {
        JsonNode shape = form.shape();
        String route = form.route();
        if (shape != null && route == null) {
            return new Boundary(Shape.compile(shape), Budget.DEFAULT);
        }
        if (route != null && shape == null) {
            return boundary(route, grant);
        }
        throw ProblemException.invalid("shape", "Send either a shape or a route, for example orders.approve.result.");
    }

    private Boundary boundary(String name, Grant grant) {
        String[] parts = name.split("\\.", -1);
        if (parts.length != ROUTE_PARTS) {
            throw ProblemException.invalid("route", "Use service.operation.request or service.operation.result.");
        }
        Route route = routes.find(parts[0], parts[1])
                .filter(found -> grant.covers(found.service(), found.operation()))
                .orElseThrow(() -> ProblemException.invalid(
                        "route", "Unknown route, or the grant of the API key does not cover it."));
        return switch (parts[2]) {
            case "request" -> route.request();
            case "result" -> route.result();
            default -> throw ProblemException.invalid("route", "Must end in .request or .result.");
        };
    }
}
