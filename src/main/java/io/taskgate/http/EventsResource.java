package io.taskgate.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.taskgate.callback.model.AnswerDelivery;
import io.taskgate.event.EventResult;
import io.taskgate.event.EventRouter;
import io.taskgate.event.format.InboundEvent;
import io.taskgate.event.format.InvalidEventException;
import io.taskgate.event.format.PostedEventParser;
import io.taskgate.event.format.WebhookVerifier;
import io.taskgate.http.access.Role;
import io.taskgate.http.auth.ApiKeyEventPrincipal;
import io.taskgate.http.auth.AuthenticatedCaller;
import io.taskgate.http.problem.ProblemException;
import io.taskgate.http.problem.ProblemType;
import io.taskgate.http.request.RequestBodyReader;
import io.taskgate.route.Route;
import io.taskgate.route.RouteRegistry;
import io.taskgate.route.Webhook;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// Resource for events: from an EventBridge API destination, as CloudEvents, or from the webhook of a
/// provider. A 2xx response means that the result is durable; it is sent within the five seconds of
/// EventBridge ([EventDeadlineExecutor]).
@Path("/v1/events")
@Tag(name = "Events", description = "For EventBridge, and for services that are not aware of taskgate")
@APIResponse(responseCode = "200", description = "The event was handled; result contains the result")
@APIResponse(responseCode = "400", description = "Invalid event, or the mapping of the route can't read it")
@APIResponse(responseCode = "401", description = "Missing or unknown API key, or invalid signature")
@APIResponse(responseCode = "403", description = "The caller lacks the role \"worker\" or \"workflow\"")
@APIResponse(responseCode = "404", description = "Unknown callback or route, or the caller lacks permission")
@APIResponse(responseCode = "413", description = "The body exceeds taskgate.http.max-body-size")
@APIResponse(responseCode = "415", description = "The body is not JSON, or has a Content-Encoding")
@APIResponse(responseCode = "422", description = "The payload exceeds the budget of its route")
@APIResponse(responseCode = "503", description = "Temporarily unavailable; retry the same request")
public class EventsResource {

    private static final Webhook DUMMY_WEBHOOK =
            new Webhook(Webhook.Scheme.HMAC, List.of(new byte[32]), "X-Signature", Duration.ofMinutes(5));

    private final EventRouter router;
    private final EventDeadlineExecutor events;
    private final WebhookVerifier signature;
    private final RouteRegistry routes;
    private final AuthenticatedCaller caller;
    private final RequestBodyReader bodyReader;

    EventsResource(
            EventRouter router,
            EventDeadlineExecutor events,
            WebhookVerifier signature,
            RouteRegistry routes,
            AuthenticatedCaller caller,
            RequestBodyReader bodyReader) {
        this.router = router;
        this.events = events;
        this.signature = signature;
        this.routes = routes;
        this.caller = caller;
        this.bodyReader = bodyReader;
    }

    @POST
    @RunOnVirtualThread
    @RolesAllowed({Role.Names.WORKER, Role.Names.WORKFLOW})
    @Operation(
            operationId = "postEvents",
            summary = "Post an EventBridge event or CloudEvents 1.0 (structured, binary or batched)")
    @RequestBody(
            required = true,
            content = {
                @Content(mediaType = "application/json", schema = @Schema(implementation = Object.class)),
                @Content(mediaType = "application/cloudevents+json", schema = @Schema(implementation = Object.class)),
                @Content(
                        mediaType = "application/cloudevents-batch+json",
                        schema = @Schema(implementation = Object[].class))
            })
    public ObjectNode post(@Context HttpHeaders headers, @Parameter(hidden = true) InputStream body) {
        ApiKeyEventPrincipal principal = new ApiKeyEventPrincipal(caller.grant());
        byte[] bytes = bodyReader.readBytes(headers, body);
        return mapInvalid(() -> {
            PostedEventParser.Posted posted = PostedEventParser.read(type(headers), headers.getRequestHeaders(), bytes);
            List<EventResult> results = events.runInTime(posted.events().stream()
                    .map(event -> (EventDeadlineExecutor.EventTask) () -> router.route(event, principal))
                    .toList());
            return posted.batch() ? batch(results) : view(accepted(results.getFirst(), ""));
        });
    }

    @POST
    @Path("{service}/{operation}")
    @RunOnVirtualThread
    @PermitAll
    @Operation(
            operationId = "postWebhook",
            summary = "Receive a webhook, authenticated by its signature in the scheme of the route")
    @RequestBody(
            required = true,
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = Object.class)))
    public ObjectNode webhook(
            @PathParam("service") String service,
            @PathParam("operation") String operation,
            @Context HttpHeaders headers,
            @Parameter(hidden = true) InputStream body) {
        byte[] bytes = bodyReader.readWebhook(headers, body);
        Route route = verified(service, operation, headers.getRequestHeaders(), bytes);
        return mapInvalid(() -> {
            InboundEvent event = PostedEventParser.webhook(route, headers.getRequestHeaders(), bytes);
            AnswerDelivery delivery = PostedEventParser.delivery(route, headers.getRequestHeaders(), bytes);
            return view(accepted(
                    events.runInTime(List.of(() -> router.routeWebhook(route, event, delivery)))
                            .getFirst(),
                    ""));
        });
    }

    /// Verifies an unknown webhook against a dummy secret, so that neither the response nor its time reveals
    /// which routes have a webhook.
    private Route verified(String service, String operation, Map<String, List<String>> headers, byte[] body) {
        Route route = routes.find(service, operation).orElse(null);
        Webhook webhook = route == null ? null : route.ways().webhook();
        boolean genuine = signature.isValid(webhook == null ? DUMMY_WEBHOOK : webhook, headers, body);
        if (route == null || webhook == null || !genuine) {
            throw ProblemException.of(
                    ProblemType.UNAUTHENTICATED,
                    "The signature is missing, expired, or does not match the secret of the route.");
        }
        return route;
    }

    private static String type(HttpHeaders headers) {
        MediaType type = headers.getMediaType();
        return type == null ? "" : (type.getType() + "/" + type.getSubtype()).toLowerCase(Locale.ROOT);
    }

    private interface BodyReader {
        ObjectNode read();
    }

    private static ObjectNode mapInvalid(BodyReader reading) {
        try {
            return reading.read();
        } catch (InvalidEventException e) {
            throw ProblemException.invalid(e.field(), e.problem());
        }
    }

    /// Each event is handled or rejected on its own. A sender that learns of one failure resends all, which
    /// has no effect on the others.
    private static ObjectNode batch(List<EventResult> results) {
        // A retryable failure has priority: a sender does not retry a batch that is rejected.
        results.stream().filter(EventResult.NotNow.class::isInstance).forEach(notNow -> accepted(notNow, ""));
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        var all = json.putArray("events");
        for (int i = 0; i < results.size(); i++) {
            all.add(view(accepted(results.get(i), "[" + i + "].")));
        }
        return json;
    }

    private static EventResult.Handled accepted(EventResult result, String at) {
        return switch (result) {
            case EventResult.Handled done -> done;
            case EventResult.NotNow notNow ->
                throw ProblemException.of(
                        ProblemType.UNAVAILABLE, "Temporarily unavailable. No data was lost. Retry the same request.");
            case EventResult.Rejected refused ->
                throw switch (refused.reason()) {
                    case INVALID -> ProblemException.invalid(at + refused.field(), refused.problem());
                    case FORBIDDEN, NOT_OWNER, UNKNOWN_ROUTE ->
                        ProblemException.of(ProblemType.NOT_FOUND, "Unknown route, or the caller lacks permission.");
                    case UNKNOWN_CALLBACK -> ProblemException.noSuchCallback();
                    case OVER_BUDGET -> ProblemException.of(ProblemType.BUDGET_EXCEEDED, refused.problem());
                };
        };
    }

    private static ObjectNode view(EventResult.Handled done) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        return json.put("result", done.result().name()).put("callbackId", done.callbackId());
    }
}
