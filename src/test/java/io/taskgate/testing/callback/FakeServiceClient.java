package io.taskgate.testing.callback;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.callback.dispatch.DispatchResult;
import io.taskgate.callback.dispatch.ServiceClient;
import io.taskgate.payload.json.Json;
import io.taskgate.route.Target;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/// A service that accepts every request by default. Thread-safe.
public final class FakeServiceClient implements ServiceClient {

    public record Sent(Target.Http target, String requestId, JsonNode body) {}

    private final List<Sent> sent = new CopyOnWriteArrayList<>();
    private final Queue<DispatchResult> script = new ConcurrentLinkedQueue<>();
    private volatile CountDownLatch hanging = new CountDownLatch(0);

    /// Sets the results of the next attempts, in order; later attempts succeed.
    public void script(DispatchResult... next) {
        script.addAll(List.of(next));
    }

    /// Returns all attempts, accepted or not.
    public List<Sent> sent() {
        return List.copyOf(sent);
    }

    /// Delays the responses until the latch opens.
    public void hangUntil(CountDownLatch opens) {
        hanging = opens;
    }

    @Override
    public DispatchResult send(Target.Http target, String requestId, JsonNode body) {
        sent.add(new Sent(target, requestId, Json.parseTrusted(Json.bytes(body))));
        DispatchResult scripted = script.poll();
        try {
            hanging.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return scripted == null ? new DispatchResult.Accepted() : scripted;
    }
}
