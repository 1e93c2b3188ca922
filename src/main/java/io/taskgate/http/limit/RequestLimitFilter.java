package io.taskgate.http.limit;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.taskgate.http.problem.ProblemException;
import io.taskgate.http.problem.ProblemMapper;
import io.taskgate.http.problem.ProblemType;
import io.taskgate.http.server.HttpConfig;
import io.taskgate.http.server.PathTemplateMatcher;
import io.taskgate.payload.ByteSize;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.concurrent.Semaphore;

/// Limits the requests in flight and the bytes of their bodies before anything is read. Requests above the
/// limits are rejected immediately with 429, so that neither memory nor latency grows. Runs on the event
/// loop; does not block.
@Singleton
final class RequestLimitFilter {

    /// Before the body is read and the resource is matched.
    private static final int FIRST = 100;

    private static final String API = "/v1/";

    /// The fraction of the heap: a body exists as bytes and as a tree, and so does its result.
    private static final long HEAP_SHARE = 6;

    private static final int TREE_FACTOR = 12;

    private final Semaphore requests;
    private final Semaphore uploads;

    /// In kibibytes.
    private final Semaphore bodyPermits;

    private final int mostBody;
    private final int mostRead;

    /// The total.
    private final int most;

    RequestLimitFilter(HttpConfig settings) {
        requests = new Semaphore(settings.maxRequests());
        uploads = new Semaphore(settings.maxUploads());
        mostBody = size(settings.maxBodySize());
        mostRead = size(settings.maxReadSize());
        int all = settings.maxBodyMemory()
                .map(RequestLimitFilter::size)
                .orElse(kibibytes(Runtime.getRuntime().maxMemory() / HEAP_SHARE));
        // at least one of each, however small the heap is
        most = Math.max(all, mostBody + mostRead);
        bodyPermits = new Semaphore(most);
    }

    private static int size(ByteSize size) {
        return kibibytes(size.bytes());
    }

    private static int kibibytes(long bytes) {
        return (int) Math.min(Integer.MAX_VALUE / 2, (bytes + 1023) / 1024);
    }

    void register(@Observes Filters filters) {
        filters.register(this::limit, FIRST);
    }

    void limit(RoutingContext request) {
        String path = request.normalizedPath();
        String template = PathTemplateMatcher.match(path).orElse("");
        if (!path.startsWith(API)) {
            request.next();
        } else if (HttpMethod.POST.equals(request.request().method()) && template.equals(PathTemplateMatcher.UPLOAD)) {
            // Streamed: the body uses no memory.
            limit(request, uploads, 1, "Too many uploads are in flight.", () -> admit(request, 0));
        } else {
            admit(
                    request,
                    memoryCharge(template, request.request())
                            + (template.equals(PathTemplateMatcher.READ) ? mostRead : 0));
        }
    }

    /// Returns the memory of a body as a multiple of its bytes, given that a sixth of the heap is reserved
    /// for bytes. A body that becomes a tree uses up to 30 times its bytes (small objects), up to the limit
    /// of [io.taskgate.payload.json.Json].
    private int memoryCharge(String template, HttpServerRequest request) {
        int body = body(request);
        return PathTemplateMatcher.buildsTree(template) ? Math.min(TREE_FACTOR * body, most - mostRead) : body;
    }

    /// Returns the size in kibibytes; the maximum if it is unknown. A body that is too large is rejected
    /// before it is read.
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
        limit(
                request,
                bodyPermits,
                kibibytes,
                "Too many request bytes are in flight.",
                () -> limit(request, requests, 1, "Too many requests are in flight.", request::next));
    }

    private static void limit(RoutingContext request, Semaphore places, int count, String full, Runnable then) {
        if (!places.tryAcquire(count)) {
            ProblemException problem = ProblemException.of(
                    ProblemType.RATE_LIMITED,
                    full + " The request was not processed. Retry after the Retry-After delay.");
            request.response()
                    .setStatusCode(ProblemType.RATE_LIMITED.status)
                    .putHeader("Content-Type", ProblemMapper.MEDIA_TYPE)
                    .putHeader("Retry-After", ProblemMapper.RETRY_AFTER_SECONDS)
                    .end(ProblemMapper.document(problem, request.normalizedPath()));
            return;
        }
        // Also if the client disconnects before the response.
        request.addEndHandler(ended -> places.release(count));
        then.run();
    }
}
