package io.taskgate.testing.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.taskgate.payload.json.Json;
import io.taskgate.standin.eventbridge.StandInEventBus;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/// Records the output of the gateway: its events on the bus `default` and its requests to the service
/// `billing`. It also receives the state machines' own events, from which tests get their task tokens.
public final class OutputRecorder implements AutoCloseable {

    static final String TOKEN = "Test Token";

    private final HttpServer server;
    private final List<JsonNode> events = new CopyOnWriteArrayList<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final Map<String, String> pages = new ConcurrentHashMap<>();

    /// A request that the service received.
    public record Request(String method, String path, String idempotencyKey, JsonNode body) {}

    private OutputRecorder(HttpServer server) {
        this.server = server;
    }

    public static OutputRecorder start(StandInEventBus bus) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        OutputRecorder recorder = new OutputRecorder(server);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", recorder::serve);
        server.start();
        bus.subscribe("{\"source\": [\"taskgate\", \"test\"]}", recorder.events::add);
        return recorder;
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /// Sets the response of `GET /status/{key}`; 404 before.
    public void show(String key, String json) {
        pages.put(key, json);
    }

    private void showPage(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String page = pages.get(path.substring(path.lastIndexOf('/') + 1));
        byte[] body = String.valueOf(page).getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(page == null ? 404 : 200, body.length);
        exchange.getResponseBody().write(body);
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String path = exchange.getRequestURI().getPath();
            if (exchange.getRequestMethod().equals("GET")) {
                showPage(exchange);
                return;
            }
            requests.add(new Request(
                    exchange.getRequestMethod(),
                    path,
                    exchange.getRequestHeaders().getFirst("Idempotency-Key"),
                    Json.parse(body)));
            int status = switch (path) {
                case "/refused" -> 400;
                case "/busy" -> 503;
                default -> 202;
            };
            exchange.sendResponseHeaders(status, -1);
        }
    }

    /// Returns the details of taskgate's events for one correlation key, in order of arrival.
    public List<JsonNode> events(String detailType, String correlationKey) {
        return events.stream()
                .filter(event -> event.path("detail-type").asText().equals(detailType))
                .filter(event -> event.at("/detail/correlationKey").asText().equals(correlationKey))
                .toList();
    }

    /// Returns all events as text.
    public List<String> all() {
        return events.stream().map(JsonNode::toString).toList();
    }

    public List<Request> requests(String correlationKey) {
        return requests.stream()
                .filter(request ->
                        request.body().path("correlationKey").asText().equals(correlationKey))
                .toList();
    }

    /// Returns the task tokens that a test's execution received, oldest first.
    List<String> tokens(String tag) {
        return events.stream()
                .filter(event -> event.path("detail-type").asText().equals(TOKEN))
                .filter(event -> event.at("/detail/tag").asText().equals(tag))
                .map(event -> event.at("/detail/token").asText())
                .toList();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
