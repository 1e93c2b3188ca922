package io.taskgate.http.server;

import io.taskgate.http.problem.ProblemException;
import io.taskgate.http.problem.ProblemMapper;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/// Responds to requests that reach no resource with a problem document.
public final class ProblemResponder {

    private ProblemResponder() {}

    /// Does nothing if the response has begun.
    ///
    /// @return completes when the response is written
    public static Future<Void> respond(RoutingContext request, ProblemException problem) {
        HttpServerResponse response = request.response();
        if (response.headWritten() || response.ended()) {
            return Future.succeededFuture();
        }
        return response.setStatusCode(problem.type().status)
                .putHeader("Content-Type", ProblemMapper.MEDIA_TYPE)
                .end(ProblemMapper.document(
                        problem, String.valueOf(request.request().path())));
    }
}
