package io.taskgate.http.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.http.server.HttpConfig;
import io.taskgate.payload.ByteSize;
import io.taskgate.payload.json.Json;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Tests a limit of two concurrent requests, one of them an upload, in front of a server that answers on
/// demand.
class RequestLimitFilterTest {

    private record Settings() implements HttpConfig {
        @Override
        public ByteSize maxBodySize() {
            return ByteSize.parse("1MiB");
        }

        @Override
        public ByteSize maxPayloadSize() {
            return ByteSize.parse("1MiB");
        }

        @Override
        public ByteSize maxReadSize() {
            return ByteSize.parse("1MiB");
        }

        @Override
        public int maxRequests() {
            return 2;
        }

        @Override
        public int maxUploads() {
            return 1;
        }

        @Override
        public Optional<ByteSize> maxBodyMemory() {
            return Optional.of(ByteSize.parse("2MiB"));
        }

        @Override
        public Duration headTimeout() {
            return Duration.ofSeconds(5);
        }

        @Override
        public Duration bodyTimeout() {
            return Duration.ofSeconds(10);
        }

        @Override
        public Duration uploadTimeout() {
            return Duration.ofSeconds(30);
        }
    }

    private final Vertx vertx = Vertx.vertx();
    private final List<RoutingContext> inWork = new CopyOnWriteArrayList<>();
    private HttpClient http;
    private HttpServer server;

    @BeforeEach
    void serve() {
        http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        Router router = Router.router(vertx);
        RequestLimitFilter places = new RequestLimitFilter(new Settings());
        router.route().handler(places::limit);
        router.route().handler(request -> {
            if (request.normalizedPath().startsWith("/v1/held")
                    || request.normalizedPath().startsWith("/v1/payloads")) {
                inWork.add(request);
            } else {
                request.response().end("done");
            }
        });
        server = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    @AfterEach
    void stop() {
        http.shutdownNow();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private HttpRequest post(String path, HttpRequest.BodyPublisher body) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.actualPort() + path))
                .POST(body)
                .timeout(Duration.ofSeconds(20))
                .build();
    }

    private CompletableFuture<HttpResponse<String>> hold(String path) {
        return hold(path, HttpRequest.BodyPublishers.noBody());
    }

    private CompletableFuture<HttpResponse<String>> hold(String path, HttpRequest.BodyPublisher body) {
        int before = inWork.size();
        var response = http.sendAsync(post(path, body), HttpResponse.BodyHandlers.ofString());
        await().until(() -> inWork.size() == before + 1);
        return response;
    }

    private HttpResponse<String> answer(String path) throws IOException, InterruptedException {
        return answer(path, HttpRequest.BodyPublishers.noBody());
    }

    private HttpResponse<String> answer(String path, HttpRequest.BodyPublisher body)
            throws IOException, InterruptedException {
        return http.send(post(path, body), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpRequest.BodyPublisher bytes(int count) {
        return HttpRequest.BodyPublishers.ofByteArray(new byte[count]);
    }

    @Test
    void oneRequestTooManyIsToldWhenToComeAgain() throws IOException, InterruptedException {
        hold("/v1/held");
        hold("/v1/held");

        HttpResponse<String> refused = answer("/v1/other");

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValue("Retry-After")).contains("2");
        assertThat(refused.headers().firstValue("Content-Type")).contains("application/problem+json");
        JsonNode problem = Json.parseTrusted(refused.body().getBytes(StandardCharsets.UTF_8));
        assertThat(problem.path("type").asText()).endsWith(":rate-limited");
        assertThat(problem.path("instance").asText()).isEqualTo("/v1/other");
    }

    @Test
    void aPlaceIsFreeAgainAfterTheAnswer() throws IOException, InterruptedException {
        var first = hold("/v1/held");
        hold("/v1/held");

        inWork.getFirst().response().end("at last");

        assertThat(first.join().body()).isEqualTo("at last");
        assertThat(answer("/v1/other").statusCode()).isEqualTo(200);
        assertThat(answer("/v1/other").statusCode()).isEqualTo(200);
    }

    @Test
    void aPlaceIsFreeAgainWhenTheCallerGoesAway() {
        hold("/v1/held");
        hold("/v1/held").cancel(true);

        await().ignoreExceptions().until(() -> answer("/v1/other").statusCode() == 200);
    }

    @Test
    void uploadsHaveABoundOfTheirOwn() throws IOException, InterruptedException {
        hold("/v1/payloads");

        HttpResponse<String> refused = answer("/v1/payloads");

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.body()).contains("uploads");
        assertThat(answer("/v1/other").statusCode()).isEqualTo(200);
    }

    /// The resource is found with and without it (finding 13).
    @Test
    void aSlashAtTheEndChangesNoBound() throws IOException, InterruptedException {
        hold("/v1/payloads/");

        assertThat(answer("/v1/payloads/").statusCode()).isEqualTo(429);
        assertThat(answer("/v1/payloads").statusCode()).isEqualTo(429);
    }

    @Test
    void bodiesHaveABoundInBytes() throws IOException, InterruptedException {
        var first = hold("/v1/held", bytes(900 * 1024));

        // A read may return a payload of one MiB, which uses almost the whole limit.
        hold("/v1/payloads/read", bytes(10));
        HttpResponse<String> refused = answer("/v1/other", HttpRequest.BodyPublishers.fromPublisher(bytes(10)));
        assertThat(refused.statusCode()).as("without a Content-Length").isEqualTo(429);
        assertThat(refused.body()).contains("bytes");

        inWork.getFirst().response().end();
        assertThat(first.join().statusCode()).isEqualTo(200);
        assertThat(answer("/v1/other", bytes(10)).statusCode()).isEqualTo(200);
    }

    @Test
    void healthIsNeverRefused() throws IOException, InterruptedException {
        hold("/v1/held");
        hold("/v1/held");

        assertThat(answer("/q/health/live").statusCode()).isEqualTo(200);
    }
}
