package io.taskgate.fuzz.wire;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/// The services that the gateway calls. They always respond correctly, so a 502 or 504 of the gateway is
/// never caused by them.
public final class CalledServices implements AutoCloseable {

    private static final int ACCEPTED = 202;
    private static final int OK = 200;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicInteger jobs = new AtomicInteger();
    private final Set<String> asked = ConcurrentHashMap.newKeySet();

    public CalledServices() throws IOException {
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 1_000);
        server.setExecutor(threads);
        server.createContext("/", this::serve);
        server.start();
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            String path = exchange.getRequestURI().getRawPath();
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            if (path.startsWith("/reports/")) {
                // ready at the second poll
                answer(exchange, asked.add(path) ? ACCEPTED : OK, "{\"rows\": 1000}");
            } else if (path.equals("/reports")) {
                String job = "job-" + jobs.incrementAndGet();
                exchange.getResponseHeaders().set("Location", "/reports/" + job);
                answer(exchange, ACCEPTED, "{\"reportId\": \"" + job + "\"}");
            } else if (path.startsWith("/status/")) {
                answer(exchange, OK, "{\"status\": \"" + (asked.add(path) ? "RUNNING" : "DONE") + "\", \"result\": 1}");
            } else {
                answer(
                        exchange,
                        OK,
                        "{\"price\": 12.5, \"currency\": \"EUR\", \"terms\": \"" + "t".repeat(3_000) + "\"}");
            }
        }
    }

    private static void answer(HttpExchange exchange, int status, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
