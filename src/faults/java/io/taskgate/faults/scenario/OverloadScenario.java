package io.taskgate.faults.scenario;

import io.taskgate.faults.FaultGateway;
import io.taskgate.faults.GatewayFleet;
import io.taskgate.faults.check.Invariant;
import io.taskgate.faults.check.Violation;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;

/// Sends more concurrent requests than a gateway accepts, beside the scenarios. The gateway must reject the
/// excess requests with 429 and a Retry-After header.
public final class OverloadScenario {

    private static final int REQUESTS = FaultGateway.MAX_REQUESTS * 2;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final HttpClient http;
    private final Map<String, Integer> counts;
    private final ConcurrentLinkedQueue<Violation> violations = new ConcurrentLinkedQueue<>();

    public OverloadScenario(HttpClient http, Map<String, Integer> counts) {
        this.http = http;
        this.counts = counts;
    }

    public void burst(FaultGateway gateway) {
        HttpRequest look = HttpRequest.newBuilder(gateway.url("/v1/callbacks?state=PENDING&limit=1"))
                .timeout(PATIENCE)
                .header("X-Api-Key", FaultGateway.KEY_OPERATOR)
                .build();
        CompletableFuture<?>[] all = IntStream.range(0, REQUESTS)
                .mapToObj(number -> http.sendAsync(look, HttpResponse.BodyHandlers.discarding())
                        .thenAccept(this::check)
                        // A request without a response is the result of a concurrent kill.
                        .exceptionally(none -> null))
                .toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(all).join();
    }

    private void check(HttpResponse<?> answer) {
        switch (answer.statusCode()) {
            case 429 -> {
                GatewayFleet.count(counts, "rejected by overload");
                requireRetryAfter(answer);
            }
            case 503 -> requireRetryAfter(answer);
            case 200 -> {}
            default ->
                violations.add(
                        new Violation(Invariant.REFUSED, "overload", "got " + answer.statusCode() + " under load"));
        }
    }

    private void requireRetryAfter(HttpResponse<?> answer) {
        if (answer.headers().firstValue("Retry-After").isEmpty()) {
            violations.add(new Violation(Invariant.NO_RETRY_AFTER, "overload", "check " + answer.statusCode()));
        }
    }

    public List<Violation> violations() {
        return List.copyOf(violations);
    }
}
