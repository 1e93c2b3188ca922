package io.taskgate.http.limit;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.taskgate.http.problem.ProblemException;
import io.taskgate.http.problem.ProblemMapper;
import io.taskgate.http.problem.ProblemType;
import io.taskgate.http.server.HttpConfig;
import io.taskgate.http.server.PathTemplateMatcher;
import io.taskgate.payload.ByteSize;
import io.taskgate.payload.InvalidDefinitionException;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.concurrent.Semaphore;

/// Bounds the requests in work and the bytes of their bodies, before anything is read of them: what is over is
/// answered 429 at once, so that neither memory nor the wait grows. On the event loop; nothing here blocks.
@Singleton
final class RequestLimitFilter {

    /// Before the body is read and the resource is looked for.
    private static final int FIRST = 100;

    private static final String API = "/v1/";

    /// Of the heap: a body is there as bytes and as a tree, and so is what is made of it.
    private static final long SHARE = 6;

    private static final int TREE = 12;

    private final Semaphore requests;
    private final Semaphore uploads;

    /// Kibibytes.
    private final Semaphore bodies;

    private final int mostBody;
    private final int mostRead;

    /// Of all.
    private final int most;

    RequestLimitFilter(HttpConfig settings) {
        requests = new Semaphore(settings.maxRequests());
        uploads = new Semaphore(settings.maxUploads());
        mostBody = size(settings.maxBodySize());
        mostRead = size(settings.maxReadSize());
        int all = settings.maxBodyMemory()
                .map(RequestLimitFilter::size)
                .orElse(kibibytes(Runtime.getRuntime().maxMemory() / SHARE));
        // one of each fits, however little there is
        most = Math.max(all, mostBody + mostRead);
        bodies = new Semaphore(most);
    }

    /// Of what is no size it is 0: the check of the start comes after this, refuses it and says why.
    private static int size(String text) {
        try {
            return kibibytes(ByteSize.parse(text));
        } catch (InvalidDefinitionException e) {
            return 0;
        }
    }

    private static int kibibytes(long bytes) {
        return (int) Math.min(Integer.MAX_VALUE / 2, (bytes + 1023) / 1024);
    }

    void register(@Observes Filters filters) {
        filters.register(this::take, FIRST);
    }

    void take(RoutingContext request) {
        String path = request.normalizedPath();
        String template = PathTemplateMatcher.of(path).orElse("");
        if (!path.startsWith(API)) {
            request.next();
        } else if (HttpMethod.POST.equals(request.request().method()) && template.equals(PathTemplateMatcher.UPLOAD)) {
            // Streamed: its body takes no memory.
            take(request, uploads, 1, "as many uploads are under way as this gateway takes", () -> admit(request, 0));
        } else {
            admit(
                    request,
                    charge(template, request.request()) + (template.equals(PathTemplateMatcher.READ) ? mostRead : 0));
        }
    }

    /// How much more than its bytes a body takes, where a sixth of the heap is allowed for bytes. One that
    /// becomes a tree weighs up to 30 times its bytes (small objects), up to [io.taskgate.payload.json.Json]'s
    /// bound.
    private int charge(String template, HttpServerRequest request) {
        int body = body(request);
        return PathTemplateMatcher.isTree(template) ? Math.min(TREE * body, most - mostRead) : body;
    }

    /// In kibibytes; the most where it isn't told. One that is too large is refused before it is read.
    private int body(HttpServerRequest request) {
        String length = request.getHeader("Content-Length");
        if (length == null) {
            boolean has = request.headers().contains("Transfer-Encoding")
                    || (request.version() == HttpVersion.HTTP_2 && !HttpMethod.GET.equals(request.method()));
            return has ? mostBody : 0;
        }
        try {
            return Math.min(mostBody, kibibytes(Long.parseLong(length)));
        } catch (NumberFormatException e) {
            return mostBody;
        }
    }

    private void admit(RoutingContext request, int kibibytes) {
        take(
                request,
                bodies,
                kibibytes,
                "the bodies in work are as many bytes as this gateway takes",
                () -> take(request, requests, 1, "as many requests are in work as this gateway takes", request::next));
    }

    private static void take(RoutingContext request, Semaphore places, int count, String full, Runnable then) {
        if (!places.tryAcquire(count)) {
            ProblemException problem = ProblemException.of(
                    ProblemType.RATE_LIMITED, full + ": nothing was done, send the same again soon");
            request.response()
                    .setStatusCode(ProblemType.RATE_LIMITED.status)
                    .putHeader("Content-Type", ProblemMapper.MEDIA_TYPE)
                    .putHeader("Retry-After", ProblemMapper.RETRY_AFTER_SECONDS)
                    .end(ProblemMapper.document(problem, request.normalizedPath()));
            return;
        }
        // Also when the caller goes away before it has its answer.
        request.addEndHandler(ended -> places.release(count));
        then.run();
    }
}
