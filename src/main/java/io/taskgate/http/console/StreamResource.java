package io.taskgate.http.console;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.BackPressureStrategy;
import io.smallrye.mutiny.subscription.MultiEmitter;
import io.taskgate.http.access.Grant;
import io.taskgate.http.access.Role;
import io.taskgate.http.auth.AuthenticatedCaller;
import io.taskgate.http.problem.ProblemException;
import io.taskgate.http.problem.ProblemType;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.time.Duration;
import java.util.function.Predicate;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/// Resource for the changes of callbacks and batches as server-sent events.
@Path("/v1/stream")
@Tag(name = "Operator")
@APIResponse(responseCode = "401", description = "Missing or unknown API key")
@APIResponse(responseCode = "403", description = "The API key lacks an operator role")
@RegisterForReflection(targets = ChangeSubscriber.ChangeEvent.class)
public class StreamResource {

    private static final Duration COMMENT_INTERVAL = Duration.ofSeconds(15);

    /// The credentials of a client are verified again when it reconnects.
    private static final Duration MAX_DURATION = Duration.ofMinutes(15);

    private final ChangeFeed feed;
    private final AuthenticatedCaller caller;
    private final CurrentVertxRequest request;
    private final Vertx vertx;

    StreamResource(ChangeFeed feed, AuthenticatedCaller caller, CurrentVertxRequest request, Vertx vertx) {
        this.feed = feed;
        this.caller = caller;
        this.request = request;
        this.vertx = vertx;
    }

    @GET
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @RolesAllowed(Role.Names.OPERATOR_READ)
    @Operation(
            operationId = "streamChanges",
            summary = "Stream the changes of callbacks and batches that the replica that responds writes")
    @APIResponse(
            responseCode = "200",
            description =
                    "Server-sent events: change, and reset where changes may have been missed since Last-Event-ID."
                            + " A comment comes at once and every 15 s. The stream ends after 15 minutes, and for a client that"
                            + " does not read; reconnect with Last-Event-ID. Changes of other replicas are not in it",
            content =
                    @Content(
                            mediaType = MediaType.SERVER_SENT_EVENTS,
                            schema = @Schema(implementation = ChangeSubscriber.ChangeEvent.class)))
    public Multi<OutboundSseEvent> stream(
            @Parameter(description = "The ID of the last event that was received")
                    @HeaderParam("Last-Event-ID")
                    @Nullable String lastEventId,
            @jakarta.ws.rs.core.Context Sse sse) {
        Grant grant = caller.grant();
        Predicate<Change> isVisible =
                change -> change.tenant().equals(grant.tenant()) && grant.covers(change.service(), change.operation());
        if (!feed.hasRoom()) {
            throw ProblemException.of(
                    ProblemType.RATE_LIMITED, "Too many streams are open. Retry after the Retry-After delay.");
        }
        Context context = vertx.getOrCreateContext();
        HttpServerRequest client = request.getCurrent().request();
        ChangeSubscriber subscriber =
                new ChangeSubscriber(sse, write -> context.runOnContext(_ -> write.run()), () -> disconnect(client));
        return Multi.createFrom()
                .<OutboundSseEvent>emitter(
                        emitter -> open(subscriber, emitter, isVisible, lastEventId), BackPressureStrategy.BUFFER)
                .onItem()
                .invoke(subscriber::written);
    }

    /// Runs on the event loop of the connection, so that missed changes come first.
    private void open(
            ChangeSubscriber subscriber,
            MultiEmitter<? super OutboundSseEvent> emitter,
            Predicate<Change> isVisible,
            @Nullable String lastEventId) {
        subscriber.connect(emitter);
        switch (feed.subscribe(subscriber, isVisible, lastEventId)) {
            case ChangeFeed.SubscribeResult.Refused _ -> emitter.complete();
            case ChangeFeed.SubscribeResult.Subscribed(ChangeFeed.Start start) -> {
                long comments =
                        vertx.setPeriodic(COMMENT_INTERVAL.toMillis(), _ -> subscriber.comment("", feed.position()));
                long end = vertx.setTimer(MAX_DURATION.toMillis(), _ -> subscriber.close());
                emitter.onTermination(() -> {
                    vertx.cancelTimer(comments);
                    vertx.cancelTimer(end);
                    start.end().run();
                });
                subscriber.begin(start);
            }
        }
    }

    private static void disconnect(HttpServerRequest request) {
        if (request.version() == HttpVersion.HTTP_2) {
            request.response().reset();
        } else {
            request.connection().close();
        }
    }
}
