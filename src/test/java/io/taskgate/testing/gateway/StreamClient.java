package io.taskgate.testing.gateway;

import io.restassured.RestAssured;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// A client of server-sent events of the gateway under test. It reads lines on a thread of its own.
public final class StreamClient implements AutoCloseable {

    private final HttpClient http = HttpClient.newHttpClient();
    private final HttpResponse<InputStream> response;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private volatile boolean ended;

    private StreamClient(URI url, @Nullable String key, @Nullable String lastEventId) {
        HttpRequest.Builder request = HttpRequest.newBuilder(url);
        if (key != null) {
            request.header("X-Api-Key", key);
        }
        if (lastEventId != null) {
            request.header("Last-Event-ID", lastEventId);
        }
        try {
            response = http.send(
                    request.header("Accept", "text/event-stream").build(), HttpResponse.BodyHandlers.ofInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        Thread.ofVirtual().start(this::read);
    }

    public static StreamClient open(String path, String key, @Nullable String lastEventId) {
        return open(url(path), key, lastEventId);
    }

    public static StreamClient open(URI url, String key, @Nullable String lastEventId) {
        return new StreamClient(url, key, lastEventId);
    }

    private static URI url(String path) {
        return URI.create("http://localhost:" + RestAssured.port + path);
    }

    /// Returns the status of the response, without reading its body.
    public static int status(String path, @Nullable String key) {
        try (StreamClient client = new StreamClient(url(path), key, null)) {
            return client.response.statusCode();
        }
    }

    public HttpResponse<?> response() {
        return response;
    }

    private void read() {
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            reader.lines().forEach(lines::add);
        } catch (UncheckedIOException | IOException e) {
            lines.add("! " + e.getMessage());
        } finally {
            ended = true;
        }
    }

    /// Returns the lines up to now.
    public List<String> lines() {
        return List.copyOf(lines);
    }

    /// Returns the data of the events up to now.
    public List<String> data() {
        return lines.stream()
                .filter(line -> line.startsWith("data:"))
                .map(line -> line.substring("data:".length()).strip())
                .toList();
    }

    /// Returns the ID of the last event up to now; null if there was none.
    public @Nullable String lastEventId() {
        return lines.stream()
                .filter(line -> line.startsWith("id:"))
                .map(line -> line.substring("id:".length()).strip())
                .reduce((_, last) -> last)
                .orElse(null);
    }

    public boolean isEnded() {
        return ended;
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
