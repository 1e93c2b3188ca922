package io.taskgate.http;

import static io.taskgate.testing.gateway.CalledService.answering;
import static io.taskgate.testing.gateway.CalledService.dripping;
import static io.taskgate.testing.gateway.CalledService.half;
import static io.taskgate.testing.gateway.CalledService.large;
import static io.taskgate.testing.gateway.CalledService.reset;
import static io.taskgate.testing.gateway.CalledService.silent;
import static io.taskgate.testing.gateway.CalledService.stalled;
import static io.taskgate.testing.gateway.CalledService.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.Metrics;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.taskgate.GatewayTest;
import io.taskgate.testing.gateway.CalledService;
import io.taskgate.testing.gateway.ExecutionFixture;
import io.taskgate.testing.payload.OpenSpoolCounter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Tests failing services: the caller always gets one error that it can catch, within a limited time, and
/// other routes are not affected.
@QuarkusTest
class BrokenServiceTest extends GatewayTest {

    private static Response call(String operation) {
        return workflow().body("{\"item\": 1}").post("/v1/calls/quotes/" + operation);
    }

    private static Response again(String operation) {
        return workflow()
                .header("Idempotency-Key", fresh("key"))
                .body("{\"item\": 1}")
                .post("/v1/calls/quotes/" + operation);
    }

    static Stream<Arguments> breakages() {
        return Stream.of(
                Arguments.of("reset", reset(), 502, "Taskgate.ServiceUnreachable"),
                Arguments.of("half a body", half(), 502, "Taskgate.ServiceUnreachable"),
                Arguments.of("an HTML page", text(200, "text/html", "<html>", ""), 502, "Taskgate.InvalidResponse"),
                Arguments.of("invalid JSON", answering(200, "{\"a\": "), 502, "Taskgate.InvalidResponse"),
                Arguments.of("two values", answering(200, "{} {}"), 502, "Taskgate.InvalidResponse"),
                Arguments.of(
                        "encoded", answering(200, "{}", "Content-Encoding: gzip\r\n"), 502, "Taskgate.InvalidResponse"),
                Arguments.of("status 500", answering(500, "{}"), 502, "Taskgate.ServiceFailed"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("breakages")
    void everyBreakageIsOneError(String name, CalledService.Reaction manner, int status, String error) {
        service().on("/broken", manner);
        int before = service().requests("/broken").size();

        JsonNode problem = problem(call("broken"), status, "service-failed");

        assertThat(problem.path("error").asText()).isEqualTo(error);
        assertThat(service().requests("/broken")).hasSize(before + 1);
    }

    static Stream<Arguments> ofWorkflows() {
        return Stream.of(
                Arguments.of("reset", "quotes/broken", reset(), "Taskgate.ServiceUnreachable"),
                Arguments.of("half a body", "quotes/broken", half(), "Taskgate.ServiceUnreachable"),
                Arguments.of(
                        "wrong type", "quotes/broken", text(200, "text/html", "<p>", ""), "Taskgate.InvalidResponse"),
                Arguments.of("5xx", "quotes/create", answering(503, "{}"), "Orders.Down"),
                Arguments.of("slow", "quotes/slow", silent(), "Taskgate.ServiceTimeout"),
                Arguments.of("stalled", "quotes/slow", stalled(), "Taskgate.ServiceTimeout"),
                Arguments.of("huge", "quotes/limited", large(1_000_000_000_000L), "Taskgate.InvalidResponse"),
                Arguments.of("refused", "gone/any", silent(), "Taskgate.ServiceUnreachable"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ofWorkflows")
    void theWorkflowGetsOneErrorThatItCanCatch(String name, String route, CalledService.Reaction manner, String error) {
        service().on("/" + route.split("/", 2)[1], manner);
        ExecutionFixture.Waiting task = executions().start();

        workflow().header("Task-Token", task.token()).body("{\"item\": 1}").post("/v1/calls/" + route);

        assertThat(executions().ended(task.arn()).error()).isEqualTo(error);
    }

    @Test
    void nobodyListening() {
        Response response = workflow().body("{}").post("/v1/calls/gone/any");
        JsonNode problem = problem(response, 502, "service-failed");
        assertThat(problem.path("error").asText()).isEqualTo("Taskgate.ServiceUnreachable");
        assertThat(problem.has("serviceStatus")).isFalse();
    }

    @Test
    void moreThanIsTakenInIsRefusedWhileItComes() {
        service().on("/limited", large(1_000_000_000_000L));
        JsonNode problem = problem(call("limited"), 502, "service-failed");
        assertThat(problem.path("error").asText()).isEqualTo("Taskgate.InvalidResponse");
        assertThat(problem.path("detail").asText()).contains("65536 B");
    }

    // ---- time-outs

    @Test
    void silenceEndsInATimeOutAfterEveryTry() {
        service().on("/slow", silent());
        int before = service().requests("/slow").size();
        JsonNode problem = problem(call("slow"), 504, "service-timeout");
        assertThat(problem.path("error").asText()).isEqualTo("Taskgate.ServiceTimeout");
        awaitRequests("/slow", before + 2);
    }

    /// The service may read a request only after the caller's time-out.
    private static void awaitRequests(String path, int number) {
        await().atMost(SOON).until(() -> service().requests(path).size() >= number);
        assertThat(service().requests(path)).hasSize(number);
    }

    @Test
    void aBodyThatStallsEndsInATimeOut() {
        service().on("/slow", stalled());
        problem(call("slow"), 504, "service-timeout");
    }

    @Test
    void afterATimeOutTheNextTryCounts() {
        service().on("/slow", silent(), answering(200, "7"));
        assertThat(call("slow").asString()).isEqualTo("7");
        service().on("/slow", stalled(), answering(200, "8"));
        assertThat(call("slow").asString()).isEqualTo("8");
    }

    // ---- retries

    @Test
    void whatMayBeDoneTwiceIsTriedAgain() {
        service().on("/create", answering(503, "{}"), answering(200, "1"));
        assertThat(again("create").asString()).isEqualTo("1");
        service().on("/create", half(), answering(200, "2"));
        assertThat(again("create").asString()).isEqualTo("2");
        service().on("/create", reset(), answering(200, "3"));
        assertThat(again("create").asString()).isEqualTo("3");
    }

    @Test
    void aServiceThatAsksForTimeGetsIt() {
        service().on("/create", answering(503, "{}", "Retry-After: 1\r\n"), answering(200, "4"));
        long begun = System.nanoTime();
        assertThat(again("create").asString()).isEqualTo("4");
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void aServiceThatAsksForMoreTimeThanThereIsIsNotTriedAgain() {
        service().on("/create", answering(429, "{}", "Retry-After: 60\r\n"), answering(200, "5"));
        problem(again("create"), 502, "service-failed");
    }

    @Test
    void everyTryHasTheSameIdempotencyKey() {
        service().on("/create", answering(503, "{}"), answering(200, "1"));
        String key = fresh("key");
        workflow().header("Idempotency-Key", key).body("{\"item\": 1}").post("/v1/calls/quotes/create");
        assertThat(service().requests("/create"))
                .filteredOn(request -> key.equals(request.headers().get("idempotency-key")))
                .hasSize(2);
    }

    @Test
    void whatMayNotBeDoneTwiceIsNot() {
        service().on("/create", answering(503, "{}"), answering(200, "1"));
        problem(call("create"), 502, "service-failed");
        service().on("/slow-post", silent());
        int before = service().requests("/slow-post").size();
        problem(call("slow-post"), 504, "service-timeout");
        awaitRequests("/slow-post", before + 1);
    }

    @Test
    void aRefusalIsNotTriedAgain() {
        service().on("/create", answering(409, "{}"), answering(200, "1"));
        problem(again("create"), 502, "service-failed");
    }

    // ---- other routes

    @Test
    void theCircuitOpensAndOthersFeelNothing() {
        service().on("/storm", answering(500, "{}"));
        service().on("/other", answering(200, "1"));
        List<String> errors = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            errors.add(json(call("storm")).path("error").asText());
        }

        assertThat(errors.subList(0, 4)).containsOnly("Taskgate.ServiceFailed");
        assertThat(errors.subList(4, 20)).containsOnly("Taskgate.CircuitOpen");
        assertThat(service().requests("/storm")).hasSize(4);
        Response open = call("storm");
        problem(open, 503, "unavailable");
        assertThat(open.header("Retry-After")).isNotBlank();
        assertThat(call("other").statusCode()).isEqualTo(200);
        assertThat(isOpen("storm")).isEqualTo(1);
        assertThat(isOpen("other")).isZero();
        assertThat(counted("storm", "service_error")).isEqualTo(4);
        assertThat(counted("storm", "circuit_open")).isEqualTo(17);
    }

    private static double isOpen(String operation) {
        return Metrics.globalRegistry
                .get("taskgate.calls.circuit.open")
                .tag("route", "quotes." + operation)
                .gauge()
                .value();
    }

    private static long counted(String operation, String outcome) {
        return Metrics.globalRegistry
                .get("taskgate.calls")
                .tag("route", "quotes." + operation)
                .tag("result", outcome)
                .timer()
                .count();
    }

    @Test
    void aCrowdAtOneRouteTakesNothingFromOthers() throws Exception {
        Semaphore reached = new Semaphore(0);
        CountDownLatch open = new CountDownLatch(1);
        service().on("/crowd", CalledService.gated(reached, open, answering(200, "1")));
        service().on("/other", answering(200, "2"));
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Response>> held =
                    List.of(callers.submit(() -> call("crowd")), callers.submit(() -> call("crowd")));
            assertThat(reached.tryAcquire(2, SOON.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();

            JsonNode problem = problem(call("crowd"), 503, "unavailable");
            Response other = call("other");
            open.countDown();

            assertThat(problem.path("error").asText()).isEqualTo("Taskgate.TooManyCalls");
            assertThat(other.asString()).isEqualTo("2");
            for (Future<Response> each : held) {
                assertThat(each.get(SOON.toSeconds(), TimeUnit.SECONDS).asString())
                        .isEqualTo("1");
            }
        }
    }

    /// Two hundred calls of a healthy service while forty calls hang at another one.
    @Test
    void aServiceThatHangsHoldsItsOwnCallsOnly() throws Exception {
        Semaphore reached = new Semaphore(0);
        CountDownLatch open = new CountDownLatch(1);
        service().on("/stuck", CalledService.gated(reached, open, answering(200, "1")));
        service().on("/other", answering(200, "2"));
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Response>> held = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                held.add(callers.submit(() -> call("stuck")));
            }
            assertThat(reached.tryAcquire(40, SOON.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();

            List<Future<Response>> well = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                well.add(callers.submit(() -> call("other")));
            }
            int answered = 0;
            for (Future<Response> each : well) {
                answered += each.get(SOON.toSeconds(), TimeUnit.SECONDS).statusCode() == 200 ? 1 : 0;
            }
            // the twenty calls above the limit have ended: they would be accepted when the others have ended
            await().atMost(SOON)
                    .until(() -> held.stream().filter(Future::isDone).count() == 20);
            boolean more = reached.tryAcquire();
            open.countDown();

            assertThat(answered).isEqualTo(200);
            assertThat(more).as("a call above the limit").isFalse();
            int refused = 0;
            for (Future<Response> each : held) {
                refused += each.get(SOON.toSeconds(), TimeUnit.SECONDS).statusCode() == 503 ? 1 : 0;
            }
            assertThat(refused).isEqualTo(20);
        }
    }

    /// Exceeds the part that is kept in memory, and the time-outs of both attempts.
    @Test
    void nothingOfATryThatATimeOutEndedStaysOnTheDisk() {
        service().on("/slow", dripping());

        problem(call("slow"), 504, "service-timeout");

        await().during(Duration.ofMillis(500)).atMost(SOON).until(() -> OpenSpoolCounter.in(spools()) == 0);
    }

    @Test
    void nothingOfABrokenResponseStaysOnTheDisk() {
        service().on("/broken", half());
        call("broken");
        await().atMost(SOON).untilAsserted(() -> assertThat(spools()).isEmptyDirectory());
    }
}
