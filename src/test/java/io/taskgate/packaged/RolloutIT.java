package io.taskgate.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taskgate.standin.Ports;
import io.taskgate.standin.StandIns;
import io.taskgate.testing.packaged.NetworkBalancer;
import io.taskgate.testing.packaged.PackagedGateway;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Tests a rolling update of two pods behind a load balancer while callers register callbacks on persistent
/// connections. The test simulates Kubernetes and the load balancer's controller as `k8s/overlays/standalone`
/// configures them, with shorter times in the same order.
class RolloutIT {

    private static final int CALLERS = 8;
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration END = Duration.ofSeconds(40);

    private StandIns aws;
    private NetworkBalancer balancer;
    private final Deque<PackagedGateway> pods = new ArrayDeque<>();
    private final Queue<String> failed = new ConcurrentLinkedQueue<>();
    private final AtomicInteger answered = new AtomicInteger();
    private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
    private volatile boolean calling = true;

    @BeforeEach
    void start() throws IOException {
        aws = StandIns.start(Ports.FREE);
        balancer = NetworkBalancer.start();
        for (int pod = 0; pod < 2; pod++) {
            pods.add(pod("old-" + pod).start());
            balancer.register(pods.getLast().port());
        }
        await().atMost(PATIENCE).until(() -> pods.stream().allMatch(pod -> balancer.isHealthy(pod.port())));
        for (int caller = 0; caller < CALLERS; caller++) {
            callers.execute(this::call);
        }
        await().atMost(PATIENCE).until(() -> answered.get() > CALLERS);
    }

    @AfterEach
    void stop() throws IOException {
        calling = false;
        callers.shutdownNow();
        pods.forEach(PackagedGateway::close);
        balancer.close();
        aws.close();
    }

    private PackagedGateway pod(String name) {
        return PackagedGateway.beside(aws, "rollout-" + name)
                .with("taskgate.shutdown.delay", "2s")
                .with("taskgate.shutdown.request-timeout", "10s")
                .with("taskgate.shutdown.grace-period", "5s");
    }

    /// One caller with its own client: the JDK's client does not retry a POST.
    private void call() {
        try (HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(5))
                .build()) {
            while (calling) {
                register(http);
            }
        }
    }

    private void register(HttpClient http) {
        String body = """
            {"taskToken": "%s", "service": "orders", "operation": "approve", "correlationKey": "%s", "input": {"order": 1}}
            """.formatted("t-" + UUID.randomUUID(), UUID.randomUUID());
        HttpRequest request = HttpRequest.newBuilder(balancer.url("/v1/callbacks"))
                .timeout(Duration.ofSeconds(20))
                .header("Content-Type", "application/json")
                .header("X-Api-Key", PackagedGateway.apiKey("workflow"))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() == 202) {
                answered.incrementAndGet();
            } else {
                failed.add(answer.statusCode() + " " + answer.body());
            }
        } catch (IOException e) {
            if (calling) {
                failed.add(e.toString());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Replaces an old pod by a new one: `maxSurge: 1` and `maxUnavailable: 0`.
    ///
    /// @param gate whether a pod is ready only when the load balancer sends it connections (the pod readiness
    ///     gate)
    /// @param preStop the time for which the old pod serves after its deregistration
    private void replace(PackagedGateway young, boolean gate, Duration preStop) {
        balancer.register(young.port());
        pods.addLast(young);
        if (gate) {
            await().atMost(PATIENCE).until(() -> balancer.isHealthy(young.port()));
        }
        PackagedGateway old = pods.removeFirst();
        balancer.deregister(old.port());
        // simulates the sleep of preStop: nothing happens in the pod, and callers continue
        await().pollDelay(preStop).atMost(preStop.plus(PATIENCE)).until(() -> true);
        old.terminate();
        assertThat(old.exitCode(END)).isEqualTo(143);
        old.close();
    }

    @Test
    void noRequestFailsWhileTwoPodsAreReplacedUnderLoad() {
        Duration preStop = NetworkBalancer.PROPAGATION.plusSeconds(1);
        int before = answered.get();

        replace(pod("new-0").start(), true, preStop);
        replace(pod("new-1").start(), true, preStop);

        int during = answered.get() - before;
        await().atMost(PATIENCE).until(() -> answered.get() > before + during + CALLERS);
        assertThat(List.copyOf(failed)).isEmpty();
        assertThat(during).isGreaterThan(100);
    }

    /// The finding: a pod is ready for Kubernetes, but not yet a target of the load balancer.
    @Test
    void aRolloutThatDoesNotWaitForTheBalancerIsFound() {
        List<PackagedGateway> young =
                List.of(pod("early-0").start(), pod("early-1").start());

        young.forEach(pod -> replace(pod, false, Duration.ofMillis(1)));

        await().atMost(PATIENCE).until(() -> !failed.isEmpty());
    }
}
