package io.taskgate.standin;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/// The stand-ins' own pages under `/_local/`: where everything is, what goes wrong on purpose, what was applied,
/// and
/// starting a sample.
///
/// @param endpoints what `GET /_local/endpoints` answers
/// @param start starts the named state machine with an input, empty for its sample, and gives what to answer
record LocalPages(Supplier<JsonNode> endpoints, Faults faults, Truth truth, BiFunction<String, String, JsonNode> start)
        implements HttpHandler {

    private static final String JSON = "application/json";
    private static final String START = "/_local/start/";

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String asked =
                    exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            if (asked.equals("GET /_local/endpoints")) {
                send(exchange, 200, endpoints.get().toPrettyString());
            } else if (asked.equals("PUT /_local/faults")) {
                setFaults(exchange, body);
            } else if (asked.equals("GET /_local/truth")) {
                tell(exchange);
            } else if (asked.startsWith("POST " + START)) {
                start(exchange, asked.substring(("POST " + START).length()), body);
            } else {
                send(
                        exchange,
                        404,
                        "{\"message\": \"known: GET /_local/endpoints, PUT /_local/faults, GET /_local/truth, POST "
                                + START + "{state machine}\"}");
            }
        }
    }

    private void setFaults(HttpExchange exchange, String body) throws IOException {
        List<Fault> rules = new ArrayList<>();
        try {
            JsonNode request = Json.parse(body).orElseThrow(() -> new IllegalArgumentException("the body is not JSON"));
            request.path("rules").forEach(rule -> rules.add(Fault.read(rule)));
        } catch (IllegalArgumentException refused) {
            send(exchange, 400, message(refused.getMessage()));
            return;
        }
        faults.set(rules);
        send(exchange, 200, Json.object().put("rules", rules.size()).toString());
    }

    private void start(HttpExchange exchange, String name, String body) throws IOException {
        try {
            send(exchange, 200, start.apply(name, body).toString());
        } catch (AwsError refused) {
            send(exchange, refused.status(), message(refused.type() + ": " + refused.getMessage()));
        }
    }

    private static String message(String text) {
        return Json.object().put("message", text).toString();
    }

    private void tell(HttpExchange exchange) throws IOException {
        if ("follow=false".equals(exchange.getRequestURI().getQuery())) {
            List<String> lines = truth.lines();
            send(exchange, 200, lines.isEmpty() ? "" : String.join("\n", lines) + "\n");
            return;
        }
        exchange.getResponseHeaders().set("Content-Type", "application/jsonl");
        exchange.sendResponseHeaders(200, 0);
        BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        Runnable stop = truth.follow(lines::add);
        try (OutputStream out = exchange.getResponseBody()) {
            while (true) {
                out.write((lines.take() + "\n").getBytes(StandardCharsets.UTF_8));
                out.flush();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            stop.run();
        }
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", JSON);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
    }
}
