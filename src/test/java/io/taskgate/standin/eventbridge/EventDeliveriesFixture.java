package io.taskgate.standin.eventbridge;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.taskgate.standin.ManualTimers;
import io.taskgate.standin.Ports;
import io.taskgate.standin.SdkClients;
import io.taskgate.standin.StandIns;
import io.taskgate.standin.definition.StatesJson;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.CreateConnectionRequest;
import software.amazon.awssdk.services.eventbridge.model.Target;
import software.amazon.awssdk.services.sqs.SqsClient;

/// An event bus with a clock that the test advances, a queue, and a service that receives deliveries.
abstract class EventDeliveriesFixture {

    static final String ROLE = "arn:aws:iam::000000000000:role/local";

    record Got(String path, Map<String, String> headers, String body) {}

    final ManualTimers timers = new ManualTimers();
    final List<Got> got = new CopyOnWriteArrayList<>();
    final Queue<Integer> answers = new ArrayDeque<>();
    final CountDownLatch release = new CountDownLatch(1);
    StandIns aws;
    EventBridgeClient events;
    SqsClient sqs;
    HttpServer service;

    @BeforeEach
    void start() throws IOException {
        aws = StandIns.start(Ports.FREE, timers);
        events = SdkClients.client(EventBridgeClient.builder(), aws.events());
        sqs = SdkClients.client(SqsClient.builder(), aws.sqs());
        service = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        service.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        service.createContext("/", this::serve);
        service.start();
    }

    @AfterEach
    void stop() {
        release.countDown();
        service.stop(0);
        aws.close();
    }

    /// Answers 200 if no other response is left; does not respond for -1.
    void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            Map<String, String> headers = exchange.getRequestHeaders().entrySet().stream()
                    .collect(Collectors.toMap(
                            Map.Entry::getKey, header -> header.getValue().getFirst()));
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            got.add(new Got(exchange.getRequestURI().toString(), headers, body));
            Integer status = exchange.getRequestURI().getPath().equals("/token") ? null : answers.poll();
            if (Integer.valueOf(-1).equals(status)) {
                release.await();
            }
            byte[] answer = "{\"access_token\": \"t1\"}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status == null ? 200 : status, answer.length);
            exchange.getResponseBody().write(answer);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    String base() {
        return "http://127.0.0.1:" + service.getAddress().getPort();
    }

    void rule(Target target) {
        events.putRule(put -> put.name("shop").eventPattern("{\"source\": [\"shop\"]}"));
        events.putTargets(put -> put.rule("shop").targets(target));
    }

    void event(String detail) {
        events.putEvents(put ->
                put.entries(entry -> entry.source("shop").detailType("Order").detail(detail)));
    }

    Target.Builder destination(CreateConnectionRequest.Builder connection, String path) {
        String arn = events.createConnection(connection.name("c").build()).connectionArn();
        String destination = events.createApiDestination(create ->
                        create.name("d").connectionArn(arn).httpMethod("POST").invocationEndpoint(base() + path))
                .apiDestinationArn();
        return Target.builder().id("t").arn(destination).roleArn(ROLE);
    }

    static CreateConnectionRequest.Builder keyed() {
        return CreateConnectionRequest.builder()
                .authorizationType("API_KEY")
                .authParameters(auth ->
                        auth.apiKeyAuthParameters(key -> key.apiKeyName("X-Key").apiKeyValue("k1")));
    }

    List<JsonNode> truth(String applied) {
        return aws.truth().lines().stream()
                .map(StatesJson::parsed)
                .filter(line -> line.path("applied").asText().equals(applied))
                .toList();
    }

    /// Advances the clock beyond the pause after a number of failures.
    void passRetry(int failed) {
        awaitFailures(failed);
        // Not further, because the time-out of the attempt that begins now must not pass.
        timers.advanceToNext();
    }

    void awaitFailures(int failed) {
        await().until(() -> truth("DeliveryFailed").size() == failed);
    }

    void passTime(int failed) {
        awaitFailures(failed);
        // At once, because the time-out of the attempt that begins now must not pass.
        timers.leap(Duration.ofMinutes(10));
    }
}
