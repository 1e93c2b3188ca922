package io.taskgate.http.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.taskgate.batch.request.RunnerLinkSigner;
import io.taskgate.callback.link.LinkSigner;
import io.taskgate.callback.link.LinkSigningKeys;
import io.taskgate.testing.callback.MutableClock;
import io.taskgate.testing.gateway.TestLimits;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Tests the limits in front of a server that knows one key and holds requests on demand.
class CallerRateLimiterTest {

    private static final String GOOD = "good";
    private static final String ID = "cb_" + "a".repeat(27);

    private final MutableClock clock = new MutableClock();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final LinkSigner links = new LinkSigner(
            new LinkSigningKeys(
                    "k", Map.of("k", new byte[32]), URI.create("https://taskgate.test"), Duration.ofDays(1)),
            clock);
    private final Vertx vertx = Vertx.vertx();
    private final List<RoutingContext> held = new CopyOnWriteArrayList<>();
    private HttpClient http;
    private HttpServer server;

    @BeforeEach
    void serve() {
        http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        LimitsConfig config = new TestLimits();
        CredentialLockout lockout = new CredentialLockout(clock, config, meters);
        CallerRateLimiter limits = new CallerRateLimiter(
                config, new CallerIdentifier(links, new RunnerLinkSigner(links), lockout), lockout, clock, meters);
        Router router = Router.router(vertx);
        router.route().handler(limits::check);
        router.route().handler(this::answer);
        server = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    private void answer(RoutingContext request) {
        String key = request.request().getHeader("X-Api-Key");
        if (request.normalizedPath().endsWith("/held")) {
            held.add(request);
        } else if (key != null && !key.equals(GOOD)) {
            request.response().setStatusCode(401).end();
        } else {
            request.response().end("served");
        }
    }

    @AfterEach
    void stop() {
        http.shutdownNow();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private HttpRequest request(String path, @Nullable String key) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.actualPort() + path))
                .timeout(Duration.ofSeconds(20));
        return (key == null ? request : request.header("X-Api-Key", key)).build();
    }

    private HttpResponse<String> get(String path, @Nullable String key) throws IOException, InterruptedException {
        return http.send(request(path, key), HttpResponse.BodyHandlers.ofString());
    }

    private CompletableFuture<HttpResponse<String>> hold(@Nullable String key) {
        int before = held.size();
        var response = http.sendAsync(request("/v1/held", key), HttpResponse.BodyHandlers.ofString());
        await().until(() -> held.size() == before + 1);
        return response;
    }

    @Test
    void anAcceptedCredentialHasItsOwnRate() throws IOException, InterruptedException {
        for (int i = 0; i < 6; i++) {
            assertThat(get("/v1/a", GOOD).statusCode()).isEqualTo(200);
        }

        HttpResponse<String> refused = get("/v1/a", GOOD);

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValue("Retry-After")).contains("1");
        assertThat(refused.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(refused.body()).contains(":rate-limited", "request rate");
        assertThat(get("/v1/a", null).statusCode()).as("another caller").isEqualTo(200);
        clock.advance(Duration.ofSeconds(1));
        assertThat(get("/v1/a", GOOD).statusCode()).isEqualTo(200);
    }

    /// All unauthenticated callers share two slots; an accepted key has its own (finding 9).
    @Test
    void anonymousRequestsLockNobodyOut() throws IOException, InterruptedException {
        get("/v1/a", GOOD);
        hold(null);
        hold("never seen");

        assertThat(get("/v1/a", null).statusCode()).isEqualTo(429);
        assertThat(get("/v1/a", "never seen").statusCode()).isEqualTo(429);
        assertThat(get("/v1/a", GOOD).statusCode()).isEqualTo(200);
        assertThat(refused("anonymous")).isEqualTo(2);
    }

    @Test
    void aPlaceIsFreeAgainWhenTheCallerGoesAway() {
        hold(null);
        hold(null).cancel(true);

        await().ignoreExceptions().until(() -> get("/v1/a", null).statusCode() == 200);
    }

    /// A request without a response gives no information about its credential.
    @Test
    void aCredentialIsNotAcceptedByGoingAway() throws IOException, InterruptedException {
        hold("never seen").cancel(true);
        await().ignoreExceptions().until(() -> get("/v1/a", null).statusCode() == 200);
        hold(null);
        hold(null);

        assertThat(get("/v1/a", "never seen").statusCode()).isEqualTo(429);
    }

    @Test
    void aGenuineLinkIsACallerOfItsOwn() throws IOException, InterruptedException {
        String path = "/v1/callbacks/" + ID + "/heartbeat?signature=";
        String signature = links.sign(
                "k",
                ID,
                new LinkSigner.Claim(1, "orders", "plain"),
                clock.instant().plusSeconds(3_600));
        hold(null);
        hold(null);

        assertThat(get(path + signature, null).statusCode()).isEqualTo(200);
        assertThat(get(path + signature, null).statusCode()).isEqualTo(200);
        assertThat(get(path + signature, null).statusCode())
                .as("above its rate")
                .isEqualTo(429);
        assertThat(get(path + signature + "x", null).body()).as("forged").contains("without an accepted credential");
    }

    @Test
    void badCredentialsHaveToWait() throws IOException, InterruptedException {
        get("/v1/a", GOOD);
        for (int i = 0; i < 3; i++) {
            assertThat(get("/v1/a", "guess-" + i).statusCode()).isEqualTo(401);
        }

        HttpResponse<String> refused = get("/v1/a", "guess-3");

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValue("Retry-After")).contains("1");
        assertThat(get("/v1/a", GOOD).statusCode()).isEqualTo(200);
        assertThat(get("/v1/a", null).statusCode()).isEqualTo(200);
        assertThat(refused("lockout")).isEqualTo(1);
    }

    @Test
    void healthIsNeverRefused() throws IOException, InterruptedException {
        hold(null);
        hold(null);

        assertThat(get("/q/health/live", null).statusCode()).isEqualTo(200);
    }

    private double refused(String limit) {
        return meters.get("taskgate.limits.rejected")
                .tag("limit", limit)
                .counter()
                .count();
    }
}
