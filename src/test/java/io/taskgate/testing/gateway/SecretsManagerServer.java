package io.taskgate.testing.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.taskgate.payload.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// The operation `GetSecretValue` of Secrets Manager (JSON 1.1, API model 2017-10-17) on loopback. All other
/// operations return an error.
public final class SecretsManagerServer implements AutoCloseable {

    private static final String BINARY = "binary";

    private final HttpServer server;
    private final Map<String, ObjectNode> secrets = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();

    private SecretsManagerServer(HttpServer server) {
        this.server = server;
    }

    public static SecretsManagerServer start() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        SecretsManagerServer started = new SecretsManagerServer(server);
        server.createContext("/", started::answer);
        server.start();
        return started;
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /// Adds a new current version of a secret.
    public void put(String id, String text) {
        secrets.put(id, value(id).put("SecretString", text));
    }

    /// Adds a new current version with binary content.
    public void putBinary(String id) {
        secrets.put(id, value(id).put("SecretBinary", BINARY.getBytes(StandardCharsets.UTF_8)));
    }

    private static ObjectNode value(String id) {
        ObjectNode value = JsonNodeFactory.instance.objectNode();
        value.putArray("VersionStages").add("AWSCURRENT");
        return value.put("Name", id);
    }

    /// Returns the requested secrets in order.
    public List<String> asked() {
        return List.copyOf(asked);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String operation = exchange.getRequestHeaders().getFirst("X-Amz-Target");
        JsonNode request = Json.parseTrusted(exchange.getRequestBody().readAllBytes());
        String id = request.path("SecretId").asText();
        boolean known = "secretsmanager.GetSecretValue".equals(operation)
                && request.path("VersionStage").asText("AWSCURRENT").equals("AWSCURRENT");
        ObjectNode value = known ? secrets.get(id) : null;
        if (known) {
            asked.add(id);
        }
        String body = value == null
                ? "{\"__type\": \"" + (known ? "ResourceNotFoundException" : "InvalidRequestException") + "\"}"
                : value.toString();
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/x-amz-json-1.1");
        exchange.sendResponseHeaders(value == null ? 400 : 200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
