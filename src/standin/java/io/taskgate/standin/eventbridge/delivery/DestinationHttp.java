package io.taskgate.standin.eventbridge.delivery;

import io.taskgate.standin.Timers;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/// Calls API destinations over HTTP, with the limit of 5 seconds of EventBridge on the clock of the
/// stand-ins.
public final class DestinationHttp {

    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(LIMIT)
            .build();
    private final Timers timers;

    public DestinationHttp(Timers timers) {
        this.timers = timers;
    }

    HttpResponse<String> send(DestinationRequest request) throws DeliveryFailure {
        HttpRequest.Builder http = HttpRequest.newBuilder(request.uri())
                .method(request.method(), HttpRequest.BodyPublishers.ofString(request.body()));
        try {
            request.headers().forEach(http::setHeader);
        } catch (IllegalArgumentException wrong) {
            throw DeliveryFailure.lasting("INVALID_PARAMETER", "a header is not allowed: " + wrong.getMessage());
        }
        CompletableFuture<HttpResponse<String>> answer =
                client.sendAsync(http.build(), HttpResponse.BodyHandlers.ofString());
        Timers.Alarm alarm = timers.after(
                LIMIT, () -> answer.completeExceptionally(new TimeoutException("no answer within " + LIMIT)));
        try {
            return answer.get();
        } catch (ExecutionException failed) {
            Throwable cause = failed.getCause();
            answer.cancel(true);
            throw cause instanceof TimeoutException
                    ? DeliveryFailure.passing("TIMEOUT", cause.getMessage())
                    : DeliveryFailure.passing("CONNECTION_FAILURE", request.uri() + ": " + cause);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw DeliveryFailure.passing("CONNECTION_FAILURE", "the stand-in is going down");
        } finally {
            alarm.cancel();
        }
    }
}
