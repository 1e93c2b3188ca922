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

/// Events by HTTP: from an API destination of EventBridge, as CloudEvents, or from a provider's webhook. What
/// is answered with 2xx is durable; the answer comes within EventBridge's five seconds
/// ([EventDeadlineExecutor]).
@Path("/v1/events")
@Tag(name = "Events", description = "The caller is EventBridge, or a service that knows nothing of taskgate")
@APIResponse(responseCode = "200", description = "dealt with: result says what it came to")
@APIResponse(responseCode = "400", description = "the event is wrong, or its route can't read it")
@APIResponse(responseCode = "401", description = "no known key, or no genuine signature")
@APIResponse(responseCode = "403", description = "the caller has neither role \"worker\" nor \"workflow\"")
@APIResponse(responseCode = "404", description = "no such callback or route, or none for this caller")
@APIResponse(responseCode = "413", description = "the body is over taskgate.http.max-body-size")
@APIResponse(responseCode = "415", description = "the body is no JSON, or is encoded")
@APIResponse(responseCode = "422", description = "the payload is over its budget, and its route refuses")
@APIResponse(responseCode = "503", description = "not possible just now: send the same again")
public class EventsResource {

    private static final Webhook NOBODYS =
            new Webhook(Webhook.Scheme.HMAC, List.of(new byte[32]), "X-Signature", Duration.ofMinutes(5));

    private final EventRouter intake;
    private final EventDeadlineExecutor events;
    private final WebhookVerifier signature;
    private final RouteRegistry routes;
    private final AuthenticatedCaller caller;
    private final RequestBodyReader bodies;

    EventsResource(
            EventRouter intake,
            EventDeadlineExecutor events,
            WebhookVerifier signature,
            RouteRegistry routes,
            AuthenticatedCaller caller,
            RequestBodyReader bodies) {
        this.intake = intake;
        this.events = events;
        this.signature = signature;
        this.routes = routes;
        this.caller = caller;
        this.bodies = bodies;
    }

    @POST
    @RunOnVirtualThread
    @RolesAllowed({Role.Names.WORKER, Role.Names.WORKFLOW})
    @Operation(
            operationId = "postEvents",
            summary = "An event of EventBridge, or CloudEvents 1.0 (structured, binary or batched)")
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
        byte[] bytes = bodies.raw(headers, body);
        return wrongIsAProblem(() -> {
            PostedEventParser.Posted posted = PostedEventParser.read(type(headers), headers.getRequestHeaders(), bytes);
            List<EventResult> taken = events.inTime(posted.events().stream()
                    .map(event -> (EventDeadlineExecutor.Work) () -> intake.take(event, principal))
                    .toList());
            return posted.batch() ? batch(taken) : view(done(taken.getFirst(), ""));
        });
    }

    @POST
    @Path("{service}/{operation}")
    @RunOnVirtualThread
    @PermitAll
    @Operation(
            operationId = "postWebhook",
            summary = "A provider's webhook; its signature is the credential, in the scheme that the route names")
    @RequestBody(
            required = true,
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = Object.class)))
    public ObjectNode webhook(
            @PathParam("service") String service,
            @PathParam("operation") String operation,
            @Context HttpHeaders headers,
            @Parameter(hidden = true) InputStream body) {
        byte[] bytes = bodies.webhook(headers, body);
        Route route = genuine(service, operation, headers.getRequestHeaders(), bytes);
        return wrongIsAProblem(() -> {
            InboundEvent event = PostedEventParser.webhook(route, headers.getRequestHeaders(), bytes);
            AnswerDelivery delivery = PostedEventParser.delivery(route, headers.getRequestHeaders(), bytes);
            return view(done(
                    events.inTime(List.of(() -> intake.takeFor(route, event, delivery)))
                            .getFirst(),
                    ""));
        });
    }

    /// Where there is no webhook the body is checked against a secret of nobody: neither the answer nor its
    /// time tells
    /// which routes have one.
    private Route genuine(String service, String operation, Map<String, List<String>> headers, byte[] body) {
        Route route = routes.find(service, operation).orElse(null);
        Webhook webhook = route == null ? null : route.ways().webhook();
        boolean genuine = signature.isGenuine(webhook == null ? NOBODYS : webhook, headers, body);
        if (route == null || webhook == null || !genuine) {
            throw ProblemException.of(
                    ProblemType.UNAUTHENTICATED,
                    "the signature is missing, too old, or not made with the route's secret");
        }
        return route;
    }

    private static String type(HttpHeaders headers) {
        MediaType type = headers.getMediaType();
        return type == null ? "" : (type.getType() + "/" + type.getSubtype()).toLowerCase(Locale.ROOT);
    }

    private interface Reading {
        ObjectNode read();
    }

    private static ObjectNode wrongIsAProblem(Reading reading) {
        try {
            return reading.read();
        } catch (InvalidEventException e) {
            throw ProblemException.invalid(e.field(), e.problem());
        }
    }

    /// Each is dealt with or refused on its own. A sender that is told of one sends them all again, which
    /// changes nothing for the others.
    private static ObjectNode batch(List<EventResult> taken) {
        // What is worth sending again comes before what is not: a sender gives up a batch that is refused.
        taken.stream().filter(EventResult.NotNow.class::isInstance).forEach(notNow -> done(notNow, ""));
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        var all = json.putArray("events");
        for (int i = 0; i < taken.size(); i++) {
            all.add(view(done(taken.get(i), "[" + i + "].")));
        }
        return json;
    }

    private static EventResult.Done done(EventResult taken, String at) {
        return switch (taken) {
            case EventResult.Done done -> done;
            case EventResult.NotNow notNow ->
                throw ProblemException.of(ProblemType.UNAVAILABLE, "nothing is lost: send the same again soon");
            case EventResult.Refused refused ->
                throw switch (refused.why()) {
                    case INVALID -> ProblemException.invalid(at + refused.field(), refused.problem());
                    case FORBIDDEN, NOT_OWNER, UNKNOWN_ROUTE ->
                        ProblemException.of(
                                ProblemType.NOT_FOUND, "there is no such route, or it is not for this caller");
                    case UNKNOWN_CALLBACK -> ProblemException.noSuchCallback();
                    case OVER_BUDGET -> ProblemException.of(ProblemType.BUDGET_EXCEEDED, refused.problem());
                };
        };
    }

    private static ObjectNode view(EventResult.Done done) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        return json.put("result", done.result().name()).put("callbackId", done.callbackId());
    }
}
