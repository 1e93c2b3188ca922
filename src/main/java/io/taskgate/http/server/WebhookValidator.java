package io.taskgate.http.server;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.taskgate.http.problem.ProblemException;
import io.taskgate.http.problem.ProblemType;
import io.taskgate.route.Route;
import io.taskgate.route.RouteRegistry;
import io.taskgate.route.Webhook;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Rejects webhooks before their body is read if they have no well-formed signature, or are too large. Runs
/// on the event loop.
@Singleton
public final class WebhookValidator {

    /// The maximum size of a webhook body; providers send far less.
    public static final long MAX_BYTES = 256 * 1024;

    /// After the limits of callers.
    private static final int ORDER = 800;

    private static final int MAX_SIGNATURE = 4_096;
    private static final Pattern HMAC = Pattern.compile("([A-Za-z0-9-]+=)?([0-9a-fA-F]{64}|[A-Za-z0-9+/]{43}=)");
    private static final Pattern STRIPE = Pattern.compile("(?=.*\\bt=\\d)(?=.*\\bv1=[0-9a-fA-F]{64}).*");
    private static final Pattern STANDARD = Pattern.compile("(.* )?v1,[A-Za-z0-9+/]{43}=( .*)?");

    private final RouteRegistry routes;

    WebhookValidator(RouteRegistry routes) {
        this.routes = routes;
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, ORDER);
    }

    void check(RoutingContext request) {
        String path = request.normalizedPath();
        Optional<ProblemException> problem = PathTemplateMatcher.match(path)
                .filter(PathTemplateMatcher.WEBHOOK::equals)
                .flatMap(_ -> webhook(path.split("/", -1)))
                .flatMap(webhook -> problem(webhook, request.request()));
        if (problem.isPresent()) {
            ProblemResponder.respond(request, problem.get());
        } else {
            request.next();
        }
    }

    /// Route names need no encoding; any other name is unknown, and the resource reports it.
    private Optional<Webhook> webhook(String[] path) {
        return routes.find(path[3], path[4]).map(Route::ways).flatMap(ways -> Optional.ofNullable(ways.webhook()));
    }

    private static Optional<ProblemException> problem(Webhook webhook, HttpServerRequest request) {
        if (!isPlausible(webhook, request.getHeader(webhook.header()))) {
            return Optional.of(ProblemException.of(
                    ProblemType.UNAUTHENTICATED,
                    "The signature is missing, expired, or does not match the secret of the route."));
        }
        return length(request) > MAX_BYTES
                ? Optional.of(ProblemException.of(
                        ProblemType.PAYLOAD_TOO_LARGE, "The body of a webhook must not exceed " + MAX_BYTES + " B."))
                : Optional.empty();
    }

    private static boolean isPlausible(Webhook webhook, @Nullable String signature) {
        return signature != null
                && signature.length() <= MAX_SIGNATURE
                && switch (webhook.scheme()) {
                    case GITHUB, HMAC -> HMAC.matcher(signature).matches();
                    case STRIPE -> STRIPE.matcher(signature).matches();
                    case STANDARD -> STANDARD.matcher(signature).matches();
                };
    }

    private static long length(HttpServerRequest request) {
        String length = request.getHeader("Content-Length");
        try {
            return length == null ? 0 : Long.parseLong(length);
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }
}
