package io.taskgate.standin;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// The one port where Step Functions and EventBridge answer, with the stand-ins' own pages under `/_local/`.
/// Signatures
/// are accepted
/// unread.
final class Front implements AutoCloseable {

    private static final String JSON_1_0 = "application/x-amz-json-1.0";
    private static final String JSON_1_1 = "application/x-amz-json-1.1";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final StatesApi states;
    private final EventsApi events;
    private final EventBus bus;
    private final Faults faults;

    private Front(HttpServer server, StatesApi states, EventsApi events, EventBus bus, Faults faults) {
        this.server = server;
        this.states = states;
        this.events = events;
        this.bus = bus;
        this.faults = faults;
    }

    static Front start(int port, StatesApi states, EventsApi events, EventBus bus, Faults faults, LocalPages pages)
            throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(StandIns.LOOPBACK, port), 0);
        Front front = new Front(server, states, events, bus, faults);
        server.setExecutor(front.threads);
        server.createContext("/", front::serve);
        server.createContext("/_local/", pages);
        server.start();
        return front;
    }

    URI endpoint() {
        return StandIns.loopback(server.getAddress().getPort());
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            String[] target = Optional.ofNullable(exchange.getRequestHeaders().getFirst("X-Amz-Target"))
                    .orElse("none.none")
                    .split("\\.", 2);
            String operation = target[target.length - 1];
            JsonNode request = Json.parse(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8))
                    .orElse(Json.object());
            try {
                Optional<Fault.Kind> fault = before(operation);
                if (fault.equals(Optional.of(Fault.Kind.DROP_BEFORE))) {
                    return;
                }
                JsonNode answer = dispatch(target[0], operation, request, fault);
                if (!fault.equals(Optional.of(Fault.Kind.DROP_AFTER))) {
                    send(exchange, 200, Optional.empty(), answer, type(target[0]));
                }
            } catch (AwsError error) {
                JsonNode body = Json.object().put("__type", error.type()).put("message", error.getMessage());
                send(exchange, error.status(), Optional.of(error.type()), body, type(target[0]));
            }
        }
    }

    /// Plays what a fault does before the call is served; what it does afterwards is the caller's.
    private Optional<Fault.Kind> before(String operation) {
        Optional<Fault> fault = faults.next(operation);
        fault.ifPresent(rule -> {
            switch (rule.kind()) {
                case THROTTLE -> throw new AwsError("ThrottlingException", "Rate exceeded");
                case ERROR -> throw new AwsError(500, "InternalFailure", "the stand-in was told to fail");
                case DENY -> throw new AwsError("AccessDeniedException", "the stand-in was told to deny " + operation);
                case LATENCY -> pause(rule);
                case DROP_BEFORE, DROP_AFTER, FAIL_ENTRY -> {}
            }
        });
        return fault.map(Fault::kind);
    }

    private static void pause(Fault rule) {
        try {
            Thread.sleep(rule.delay());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private JsonNode dispatch(String service, String operation, JsonNode request, Optional<Fault.Kind> fault) {
        return switch (service) {
            case "AWSStepFunctions" -> states.call(operation, request);
            case "AWSEvents" ->
                operation.equals("PutEvents") && fault.equals(Optional.of(Fault.Kind.FAIL_ENTRY))
                        ? bus.put(request, true)
                        : events.call(operation, request);
            default ->
                throw new AwsError(
                        404,
                        "UnknownOperationException",
                        "only Step Functions and EventBridge answer here; GET /_local/endpoints names the rest");
        };
    }

    private static String type(String service) {
        return service.equals("AWSEvents") ? JSON_1_1 : JSON_1_0;
    }

    private static void send(HttpExchange exchange, int status, Optional<String> error, JsonNode body, String type)
            throws IOException {
        var headers = exchange.getResponseHeaders();
        headers.set("Content-Type", type);
        headers.set("x-amzn-RequestId", UUID.randomUUID().toString());
        error.ifPresent(name -> headers.set("x-amzn-errortype", name));
        byte[] bytes = Json.MAPPER.writeValueAsBytes(body);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
