package io.taskgate.faults.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.faults.FaultGateway;
import io.taskgate.faults.check.ParticipantLog;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/// Sends requests to any gateway and logs the requests and responses. Thread-safe.
public final class GatewayCallers {

    /// The timeout of a request: longer than a gateway's response takes, shorter than a stop.
    private static final Duration TIMEOUT = Duration.ofSeconds(8);

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private final List<FaultGateway> gateways;
    private final ParticipantLog log;

    public GatewayCallers(List<FaultGateway> gateways, ParticipantLog log) {
        this.gateways = gateways;
        this.log = log;
    }

    /// A response.
    ///
    /// @param status the status; 0 if there was no response
    /// @param retryAfter whether it has a Retry-After header
    public record Response(int status, JsonNode body, boolean retryAfter) {

        static Response none() {
            return new Response(0, MissingNode.getInstance(), false);
        }

        boolean isAcknowledged() {
            return status >= 200 && status < 300;
        }

        /// Returns whether the result is unknown or the gateway requests a retry.
        boolean isRetryable() {
            return status == 0 || status == 429 || status >= 500;
        }
    }

    public HttpClient http() {
        return http;
    }

    ParticipantLog log() {
        return log;
    }

    /// Sends a request.
    ///
    /// @param sent the log entry of the request
    Response post(String path, String key, String body, ObjectNode sent) {
        FaultGateway gateway = gateways.get(ThreadLocalRandom.current().nextInt(gateways.size()));
        return post(gateway, path, key, body, sent);
    }

    Response post(FaultGateway gateway, String path, String key, String body, ObjectNode sent) {
        HttpRequest.Builder request = HttpRequest.newBuilder(gateway.url(path))
                .timeout(TIMEOUT)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (!key.isEmpty()) {
            request.header("X-Api-Key", key);
        }
        Response response = send(request.build());
        sent.put("gateway", gateway.number()).put("status", response.status());
        if (response.retryAfter()) {
            sent.put("retryAfter", true);
        }
        List.of("state", "callbackId", "deadline", "heartbeatDeadline", "superseded", "reason")
                .forEach(name -> copy(name, response.body(), sent));
        log.write(sent);
        return response;
    }

    private static void copy(String name, JsonNode from, ObjectNode into) {
        if (from.hasNonNull(name)) {
            into.set(name, from.get(name));
        }
    }

    public Response get(FaultGateway gateway, String path) {
        return send(HttpRequest.newBuilder(gateway.url(path))
                .timeout(Duration.ofSeconds(30))
                .header("X-Api-Key", FaultGateway.KEY_OPERATOR)
                .build());
    }

    /// Returns the path and query of a link, whose host does not exist.
    static String path(JsonNode link) {
        URI url = URI.create(link.asText());
        return url.getRawPath() + "?" + url.getRawQuery();
    }

    private Response send(HttpRequest request) {
        try {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            return new Response(
                    answer.statusCode(),
                    answer.body().startsWith("{") ? ParticipantLog.parse(answer.body()) : MissingNode.getInstance(),
                    answer.headers().firstValue("Retry-After").isPresent());
        } catch (IOException noAnswer) {
            return Response.none();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Response.none();
        }
    }
}
