package io.taskgate.http.server;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.taskgate.http.problem.ProblemException;
import io.taskgate.http.problem.ProblemType;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/// Ends requests whose body does not arrive in time, and their connection: a timeout between bytes would let
/// a slow sender hold its slot for hours. Runs on the event loop.
@Singleton
public final class BodyTimeLimit {

    /// After the checks of the head.
    private static final int ORDER = 950;

    private final long millis;
    private final long uploadMillis;

    public BodyTimeLimit(HttpConfig settings) {
        millis = settings.bodyTimeout().toMillis();
        uploadMillis = settings.uploadTimeout().toMillis();
    }

    void register(@Observes Filters filters) {
        filters.register(this::start, ORDER);
    }

    public void start(RoutingContext request) {
        if (hasBody(request.request())) {
            boolean upload = PathTemplateMatcher.match(request.normalizedPath())
                    .filter(PathTemplateMatcher.UPLOAD::equals)
                    .isPresent();
            long timer = request.vertx().setTimer(Math.max(1, upload ? uploadMillis : millis), _ -> end(request));
            request.addEndHandler(_ -> request.vertx().cancelTimer(timer));
        }
        request.next();
    }

    private static boolean hasBody(HttpServerRequest request) {
        String length = request.getHeader("Content-Length");
        return switch (request.version()) {
            case HTTP_2 -> !HttpMethod.GET.equals(request.method()) && !HttpMethod.HEAD.equals(request.method());
            case HTTP_1_0, HTTP_1_1 ->
                request.headers().contains("Transfer-Encoding") || (length != null && !length.equals("0"));
        };
    }

    private static void end(RoutingContext request) {
        if (request.request().isEnded() || request.response().ended()) {
            return;
        }
        ProblemResponder.respond(
                        request,
                        ProblemException.of(
                                ProblemType.REQUEST_TIMEOUT,
                                "The body did not arrive in time. Retry the whole request."))
                .onComplete(_ -> request.request().connection().close());
    }
}
