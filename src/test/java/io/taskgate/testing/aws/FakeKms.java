package io.taskgate.testing.aws;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// A KMS on loopback that decrypts what it has sealed, with the same encryption context only.
public final class FakeKms implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final Map<String, Sealed> sealed = new ConcurrentHashMap<>();
    private final List<JsonNode> requests = new CopyOnWriteArrayList<>();

    private record Sealed(String plaintext, Map<String, String> context) {}

    private FakeKms(HttpServer server) {
        this.server = server;
    }

    public static FakeKms start() throws IOException {
        FakeKms kms = new FakeKms(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
        kms.server.createContext("/", kms::answer);
        kms.server.start();
        return kms;
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /// Returns the ciphertext in base64.
    public String seal(String plaintext, Map<String, String> context) {
        String ciphertext = base64("ciphertext " + sealed.size());
        sealed.put(ciphertext, new Sealed(plaintext, new TreeMap<>(context)));
        return ciphertext;
    }

    /// Returns the Decrypt requests.
    public List<JsonNode> requests() {
        return requests;
    }

    private void answer(HttpExchange exchange) throws IOException {
        JsonNode request = JSON.readTree(exchange.getRequestBody());
        requests.add(request);
        Map<String, String> context = new TreeMap<>();
        request.path("EncryptionContext")
                .properties()
                .forEach(entry -> context.put(entry.getKey(), entry.getValue().asText()));
        Sealed found = sealed.get(request.path("CiphertextBlob").asText());
        ObjectNode response = JSON.createObjectNode();
        int status = 200;
        if (found != null && found.context().equals(context)) {
            response.put("KeyId", "arn:aws:kms:us-east-1:000000000000:key/secrets")
                    .put("Plaintext", base64(found.plaintext()));
        } else {
            status = 400;
            response.put("__type", "InvalidCiphertextException");
        }
        byte[] bytes = JSON.writeValueAsBytes(response);
        exchange.getResponseHeaders().add("Content-Type", "application/x-amz-json-1.1");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
