package io.taskgate.standin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.sample.SamplePlayer;
import io.taskgate.standin.stepfunctions.Execution;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.sfn.SfnClient;

/// Tests the sample's state machine and its player with a minimal gateway.
class SamplePlayerTest {

    private static final int WHAT_FITS = 32_768;

    private final List<String> told = new CopyOnWriteArrayList<>();
    private final List<JsonNode> registered = new CopyOnWriteArrayList<>();
    private volatile String token = "";
    private StandIns aws;
    private HttpServer gateway;
    private SfnClient sfn;

    @BeforeEach
    void start() throws IOException {
        aws = StandIns.start(Ports.FREE);
        sfn = SdkClients.client(SfnClient.builder(), aws.states());
        gateway = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        gateway.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        gateway.createContext("/", this::serve);
        gateway.start();
        aws.gateway(URI.create("http://127.0.0.1:" + gateway.getAddress().getPort()));
        Main.createMachines(aws, Path.of("deploy", "asl"));
    }

    @AfterEach
    void stop() {
        gateway.stop(0);
        aws.close();
    }

    @Test
    void anEmptyBodyStartsASampleWithItsShippedInput() throws Exception {
        String arn = StatesJson.parsed(HttpClient.newHttpClient()
                        .send(
                                HttpRequest.newBuilder(aws.states().resolve("/_local/start/label-print"))
                                        .POST(HttpRequest.BodyPublishers.noBody())
                                        .build(),
                                HttpResponse.BodyHandlers.ofString())
                        .body())
                .path("executionArn")
                .asText();

        assertThat(SdkClients.client(SfnClient.builder(), aws.states())
                        .describeExecution(describe -> describe.executionArn(arn))
                        .input())
                .isEqualTo(Files.readString(Path.of("deploy/asl/label-print.input.json")));
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            switch (exchange.getRequestURI().getPath()) {
                case "/q/health/ready" -> {}
                case "/v1/callbacks" -> register(exchange, StatesJson.parsed(body));
                case "/heartbeat" -> sfn.sendTaskHeartbeat(send -> send.taskToken(token));
                case "/success" ->
                    sfn.sendTaskSuccess(send -> send.taskToken(token).output(shaped(StatesJson.parsed(body))));
                default -> throw new AssertionError(exchange.getRequestURI());
            }
            byte[] answer = "{}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
        }
    }

    private void register(HttpExchange exchange, JsonNode request) {
        token = exchange.getRequestHeaders().getFirst("Task-Token");
        // the last output that the tests wait for
        registered.add(request);
        ObjectNode detail = StatesJson.object();
        detail.putObject("links")
                .put("heartbeat", aws.gateway().resolve("/heartbeat").toString())
                .put("success", aws.gateway().resolve("/success").toString());
        ObjectNode entry = StatesJson.object()
                .put("Source", "taskgate")
                .put("DetailType", "OrderApprovalRequested")
                .put("Detail", detail.toString());
        ObjectNode put = StatesJson.object();
        put.putArray("Entries").add(entry);
        aws.bus().put(put, false);
    }

    private static String shaped(JsonNode answer) {
        ObjectNode shaped = answer.deepCopy();
        shaped.remove("audit");
        assertThat(StatesJson.bytes(answer.toString())).isGreaterThan(400_000);
        assertThat(StatesJson.bytes(shaped.toString())).isLessThan(WHAT_FITS);
        return shaped.toString();
    }

    @Test
    void theSamplePlaysToItsEnd() throws InterruptedException {
        new SamplePlayer(aws, told::add).play();

        assertThat(told)
                .anyMatch(line -> line.matches("execution order-approval/\\S+ SUCCEEDED"))
                .anyMatch(line -> line.endsWith("heartbeat 1 -> 200"))
                .anyMatch(line -> line.endsWith("heartbeat 2 -> 200"))
                .anyMatch(line -> line.contains("/_local/start/order-approval"));
        JsonNode request = registered.getFirst();
        assertThat(request.path("correlationKey").asText()).isEqualTo("order-42");
        assertThat(request.path("retryCount").isInt()).isTrue();
        assertThat(StatesJson.bytes(request.path("input").toString())).isBetween(200_000, 250_000);
    }

    @Test
    void aRejectedOrderIsClosedAndNotFailed() {
        Execution execution = aws.startNamed(SamplePlayer.MACHINE, "{\"order\": {\"id\": \"order-1\"}}");
        await().until(() -> !registered.isEmpty());

        sfn.sendTaskFailure(send -> send.taskToken(token).error("OrderRejected").cause("too much tea"));

        await().until(() -> execution.status() == Execution.Status.SUCCEEDED);
        assertThat(execution.ending().path("output").asText()).contains("too much tea");
    }

    /// The stand-in finds the same errors as `asl-validator` (`ValidatorsIT`).
    @ParameterizedTest
    @CsvSource({"nowhere.asl.json, Nowhere", "bad-path.asl.json, /States/Await/InputPath"})
    void aBrokenSampleIsRefused(String file, String said) {
        Path broken = Path.of("src/test/resources/deploy", file);

        assertThatThrownBy(() -> aws.createStateMachine("broken", Files.readString(broken)))
                .hasMessageContaining(said);
    }
}
