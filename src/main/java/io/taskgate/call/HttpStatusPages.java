package io.taskgate.call;

import io.taskgate.callback.StatusPages;
import io.taskgate.payload.Json;
import io.taskgate.route.Target;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Status pages by HTTP: JSON of at most 1 MiB, whole within five seconds, however slowly it comes.
@Singleton
final class HttpStatusPages implements StatusPages {

    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final long MOST = 1024 * 1024;
    private static final int OK = 200;

    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(CONNECT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    @Override
    public Page look(Target.Http page) {
        HttpRequest request = HttpRequest.newBuilder(page.url())
                .header("Accept", "application/json")
                .GET()
                .build();
        CompletableFuture<HttpResponse<byte[]>> answer =
                client.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MOST));
        try {
            return page(answer.get(ANSWER.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            // Closes the connection: a page that drips must not hold it.
            answer.cancel(true);
            return new Page.NotShown("the service did not answer within " + ANSWER.toSeconds() + " s");
        } catch (ExecutionException e) {
            return new Page.NotShown("the service does not answer: "
                    + String.valueOf(e.getCause()).replaceAll(":.*", ""));
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            return new Page.NotShown("interrupted");
        }
    }

    private static Page page(HttpResponse<byte[]> answer) {
        if (answer.statusCode() != OK) {
            return new Page.NotShown("the service answered " + answer.statusCode());
        }
        try {
            return new Page.Shown(Json.parse(answer.body()));
        } catch (IOException e) {
            return new Page.NotShown("the page is no JSON: " + e.getMessage());
        }
    }
}
