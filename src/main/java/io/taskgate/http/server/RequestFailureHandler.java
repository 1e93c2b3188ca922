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

/// Answers requests that fail outside of their resource: before it is found, and while its answer is written.
/// Quarkus's own handler, which would come next, logs the URL with its query, and so the signature of a link.
@Singleton
public final class RequestFailureHandler {

    private static final Logger LOG = Logger.getLogger(RequestFailureHandler.class);
    private static final String NO_TEMPLATE = "a path that is none of the API's";
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
            // Somebody else has answered, as with 408, or the caller is gone.
            LOG.debugf("%s: failed after its answer had begun: %s", template, failure);
            if (!response.ended() && !response.closed()) {
                request.request().connection().close();
            }
            return;
        }
        response.putHeader("Cache-Control", "no-store");
        ProblemResponder.refuse(request, problem(request.statusCode(), template, failure));
    }

    private static String template(RoutingContext request) {
        try {
            return PathTemplateMatcher.of(String.valueOf(request.normalizedPath()))
                    .orElse(NO_TEMPLATE);
        } catch (IllegalArgumentException malformed) {
            return NO_TEMPLATE;
        }
    }

    private static ProblemException problem(int status, String template, @Nullable Throwable failure) {
        if (status >= 400 && status < SERVER_ERROR) {
            return ProblemMapper.ofStatus(status);
        }
        LOG.errorf(failure, "%s: a request broke", template);
        return ProblemException.of(
                ProblemType.INTERNAL, "the log of this gateway says more; send the same again, or report it");
    }
}
