package io.taskgate.standin.sample;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.standin.StandIns;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.stepfunctions.Execution;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Runs the sample: starts `order-approval` when the gateway is ready, and acts as its worker, which uses
/// only the event.
public final class SamplePlayer {

    public static final String MACHINE = "order-approval";
    private static final String REQUESTED =
            "{\"source\": [\"taskgate\"], \"detail-type\": [\"OrderApprovalRequested\"]}";
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(500);

    /// The last response of the worker can arrive after the end of the execution, and is printed first.
    private static final Duration WORKER_PATIENCE = Duration.ofSeconds(3);

    private static final int HEARTBEATS = 2;

    private final StandIns aws;
    private final Consumer<String> tell;
    private final CountDownLatch worked = new CountDownLatch(1);
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    public SamplePlayer(StandIns aws, Consumer<String> tell) {
        this.aws = aws;
        this.tell = tell;
        aws.sampleInput(
                MACHINE,
                () -> SampleOrder.input("order-" + UUID.randomUUID().toString().substring(0, 8)));
        aws.bus().subscribe(REQUESTED, this::work);
    }

    /// Returns when the execution has ended, or if the gateway was not ready in time.
    public void play() throws InterruptedException {
        if (!gatewayIsReady()) {
            tell.accept(
                    "sample: the gateway at " + aws.gateway() + " was not ready within " + PATIENCE.toSeconds() + " s");
            return;
        }
        String input = SampleOrder.input("order-42");
        Execution execution = aws.startNamed(MACHINE, input);
        tell.accept("sample: started " + label(execution) + " with an order of " + StatesJson.bytes(input) + " bytes");
        CountDownLatch ended = new CountDownLatch(1);
        execution.onEnd(ended::countDown);
        ended.await();
        worked.await(WORKER_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        tell.accept("execution " + label(execution) + " " + execution.status());
        if (execution.status() != Execution.Status.SUCCEEDED) {
            tell.accept("sample: " + execution.ending());
        }
        tell.accept("try next:");
        tell.accept("  curl -s -H 'X-Api-Key: dev-operator' http://localhost:"
                + aws.gateway().getPort() + "/v1/callbacks");
        tell.accept("  curl -s -X POST http://localhost:" + aws.states().getPort() + "/_local/start/" + MACHINE);
    }

    private static String label(Execution execution) {
        return execution.machine().name() + "/" + execution.name();
    }

    private boolean gatewayIsReady() throws InterruptedException {
        URI ready = aws.gateway().resolve("/q/health/ready");
        for (long tries = PATIENCE.dividedBy(BETWEEN_TRIES); tries > 0; tries--) {
            try {
                if (send(HttpRequest.newBuilder(ready).GET()).statusCode() == 200) {
                    return true;
                }
            } catch (IOException _) {
                // not ready yet
            }
            Thread.sleep(BETWEEN_TRIES);
        }
        return false;
    }

    private void work(JsonNode event) {
        JsonNode links = event.path("detail").path("links");
        try {
            for (int beat = 1; beat <= HEARTBEATS; beat++) {
                say("heartbeat " + beat, post(links.path("heartbeat"), "{\"progress\": {\"step\": " + beat + "}}"));
            }
            String approval = SampleOrder.approval();
            say("success of " + StatesJson.bytes(approval) + " bytes", post(links.path("success"), approval));
        } catch (IOException | IllegalArgumentException failed) {
            tell.accept("sample worker: " + failed);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            worked.countDown();
        }
    }

    private void say(String what, HttpResponse<String> answer) {
        String outcome = answer.statusCode() < 300 ? "" : " " + answer.body();
        tell.accept("sample worker: " + what + " -> " + answer.statusCode() + outcome);
    }

    /// Links are followed only on this machine.
    private HttpResponse<String> post(JsonNode link, String body) throws IOException, InterruptedException {
        URI given = URI.create(link.asText());
        if (given.getRawPath() == null || given.getRawPath().isEmpty()) {
            throw new IllegalArgumentException("The event contains no links.");
        }
        String query = given.getRawQuery() == null ? "" : "?" + given.getRawQuery();
        return send(HttpRequest.newBuilder(aws.gateway().resolve(given.getRawPath() + query))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.timeout(Duration.ofSeconds(10)).build(), HttpResponse.BodyHandlers.ofString());
    }
}
