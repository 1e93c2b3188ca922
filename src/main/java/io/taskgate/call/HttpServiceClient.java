package io.taskgate.call;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.callback.Delivery;
import io.taskgate.callback.ServiceClient;
import io.taskgate.payload.Json;
import io.taskgate.route.Target;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/// Hands requests to services by HTTP. What a service answers in its body is not read.
@Singleton
final class HttpServiceClient implements ServiceClient {

    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final int REQUEST_TIMEOUT = 408;
    private static final int TOO_EARLY = 425;
    private static final int TOO_MANY = 429;

    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(CONNECT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    @Override
    public Delivery send(Target.Http target, String requestId, JsonNode body) {
        HttpRequest request = HttpRequest.newBuilder(target.url())
                .timeout(ANSWER)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", requestId)
                .method(target.method(), HttpRequest.BodyPublishers.ofByteArray(Json.bytes(body)))
                .build();
        try {
            return delivery(
                    client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode());
        } catch (IOException e) {
            return new Delivery.NotNow(
                    "the service does not answer: " + e.getClass().getSimpleName());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Delivery.NotNow("interrupted");
        }
    }

    private static Delivery delivery(int status) {
        if (status >= 200 && status < 300) {
            return new Delivery.Taken();
        }
        boolean passing = status >= 500 || status == REQUEST_TIMEOUT || status == TOO_EARLY || status == TOO_MANY;
        return passing
                ? new Delivery.NotNow("the service answered " + status)
                : new Delivery.Never("the service refused the request with " + status);
    }
}
