package io.taskgate.http.server;

import io.quarkus.security.AuthenticationException;
import io.taskgate.http.problem.ProblemException;
import io.taskgate.http.problem.ProblemMapper;
import io.taskgate.http.problem.ProblemType;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Responds to requests that fail outside of their resource: before it is matched, and while the response is
/// written. The handler of Quarkus, which would come next, logs the URL with its query, and with it the
/// signature of a link.
@Singleton
public final class RequestFailureHandler {

    private static final Logger LOG = Logger.getLogger(RequestFailureHandler.class);
    private static final String NO_TEMPLATE = "unknown path";
    private static final int SERVER_ERROR = 500;

    void register(@Observes Router router) {
        router.route().order(Integer.MIN_VALUE).failureHandler(this::handle);
    }

    public void handle(RoutingContext request) {
        Throwable failure = request.failure();
        if (failure instanceof AuthenticationException || failure instanceof SecurityException) {
            request.next();
            return;
        }
        String template = template(request);
        HttpServerResponse response = request.response();
        if (response.headWritten() || response.ended() || response.closed()) {
            // The response has been sent, for example 408, or the client has disconnected.
            LOG.debugf("Request failed after its response began: path=\"%s\" error=\"%s\"", template, failure);
            if (!response.ended() && !response.closed()) {
                request.request().connection().close();
            }
            return;
        }
        response.putHeader("Cache-Control", "no-store");
        ProblemResponder.respond(request, problem(request.statusCode(), template, failure));
    }

    private static String template(RoutingContext request) {
        try {
            return PathTemplateMatcher.match(String.valueOf(request.normalizedPath()))
                    .orElse(NO_TEMPLATE);
        } catch (IllegalArgumentException malformed) {
            return NO_TEMPLATE;
        }
    }

    private static ProblemException problem(int status, String template, @Nullable Throwable failure) {
        if (status >= 400 && status < SERVER_ERROR) {
            return ProblemMapper.ofStatus(status);
        }
        LOG.errorf(failure, "Unhandled exception while processing a request: path=\"%s\"", template);
        return ProblemException.of(
                ProblemType.INTERNAL, "Unexpected error. Retry; if it persists, check the gateway log and report it.");
    }
}
