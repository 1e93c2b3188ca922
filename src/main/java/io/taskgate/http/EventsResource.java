package io.taskgate.http;

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
import io.taskgate.http.reader.RawBodyReader;
import io.taskgate.http.response.EventResponse;
import io.taskgate.route.Route;
import io.taskgate.route.RouteRegistry;
import io.taskgate.route.Webhook;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
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
@Consumes(MediaType.WILDCARD)
@Tag(name = "Events", description = "For EventBridge, and for services that are not aware of taskgate")
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
    private final RawBodyReader bodyReader;

    EventsResource(
            EventRouter router,
            EventDeadlineExecutor events,
            WebhookVerifier signature,
            RouteRegistry routes,
            AuthenticatedCaller caller,
            RawBodyReader bodyReader) {
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
    @APIResponse(
            responseCode = "200",
            description = "The event was handled, or each event of the batch",
            content =
                    @Content(
                            mediaType = "application/json",
                            schema = @Schema(oneOf = {EventResponse.class, EventResponse.Batch.class})))
    public Response post(@Context HttpHeaders headers, @Parameter(hidden = true) InputStream body) {
        ApiKeyEventPrincipal principal = new ApiKeyEventPrincipal(caller.grant());
        byte[] bytes = bodyReader.event(headers, body);
        return withProblems(() -> {
            PostedEventParser.Posted posted = PostedEventParser.read(type(headers), headers.getRequestHeaders(), bytes);
            List<EventResult> results = events.runInTime(posted.events().stream()
                    .map(event -> (EventDeadlineExecutor.EventTask) () -> router.route(event, principal))
                    .toList());
            return Response.ok(posted.batch() ? batch(results) : EventResponse.of(accepted(results.getFirst(), "")))
                    .build();
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
    @APIResponse(responseCode = "200", description = "The event was handled")
    public EventResponse webhook(
            @PathParam("service") String service,
            @PathParam("operation") String operation,
            @Context HttpHeaders headers,
            @Parameter(hidden = true) InputStream body) {
        byte[] bytes = bodyReader.webhook(headers, body);
        Route route = verified(service, operation, headers.getRequestHeaders(), bytes);
        return withProblems(() -> {
            InboundEvent event = PostedEventParser.webhook(route, headers.getRequestHeaders(), bytes);
            AnswerDelivery delivery = PostedEventParser.delivery(route, headers.getRequestHeaders(), bytes);
            return EventResponse.of(accepted(
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

    private static <T> T withProblems(Supplier<T> handling) {
        try {
            return handling.get();
        } catch (InvalidEventException e) {
            throw ProblemException.invalid(e.field(), e.problem());
        }
    }

    /// Each event is handled or rejected on its own. A sender that learns of one failure resends all, which
    /// has no effect on the others.
    private static EventResponse.Batch batch(List<EventResult> results) {
        // A retryable failure has priority: a sender does not retry a batch that is rejected.
        results.stream().filter(EventResult.NotNow.class::isInstance).forEach(notNow -> accepted(notNow, ""));
        return new EventResponse.Batch(IntStream.range(0, results.size())
                .mapToObj(i -> EventResponse.of(accepted(results.get(i), "[" + i + "].")))
                .toList());
    }

    private static EventResult.Handled accepted(EventResult result, String at) {
        return switch (result) {
            case EventResult.Handled done -> done;
            case EventResult.NotNow notNow ->
                throw ProblemException.of(
                        ProblemType.UNAVAILABLE,
                        "The event could not be handled: " + notNow.reason().replaceAll("\\.$", "")
                                + ". Retry the same request.");
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
}
