package io.taskgate.http;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.concurrent.Semaphore;

/// Bounds the requests in work, before anything is read of them: what is over is answered 429 at once, so that neither
/// memory nor the wait grows. On the event loop; nothing here blocks.
@Singleton
final class Places {

    /// Before the body is read and the resource is looked for.
    private static final int FIRST = 100;

    private static final String API = "/v1/";
    private static final String UPLOAD = "/v1/payloads";

    private final Semaphore requests;
    private final Semaphore uploads;

    Places(HttpSettings settings) {
        requests = new Semaphore(settings.maxRequests());
        uploads = new Semaphore(settings.maxUploads());
    }

    void register(@Observes Filters filters) {
        filters.register(this::take, FIRST);
    }

    void take(RoutingContext request) {
        String path = request.normalizedPath();
        if (!path.startsWith(API)) {
            request.next();
        } else if (HttpMethod.POST.equals(request.request().method()) && path.equals(UPLOAD)) {
            take(request, uploads, "as many uploads are under way as this gateway takes", () -> admit(request));
        } else {
            admit(request);
        }
    }

    private void admit(RoutingContext request) {
        take(request, requests, "as many requests are in work as this gateway takes", request::next);
    }

    private static void take(RoutingContext request, Semaphore places, String full, Runnable then) {
        if (!places.tryAcquire()) {
            ProblemException problem =
                    ProblemException.of(Slug.RATE_LIMITED, full + ": nothing was done, send the same again soon");
            request.response()
                    .setStatusCode(Slug.RATE_LIMITED.status)
                    .putHeader("Content-Type", ProblemMapper.MEDIA_TYPE)
                    .putHeader("Retry-After", ProblemMapper.RETRY_AFTER_SECONDS)
                    .end(ProblemMapper.document(problem, request.normalizedPath()));
            return;
        }
        // Also when the caller goes away before it has its answer.
        request.addEndHandler(ended -> places.release());
        then.run();
    }
}
