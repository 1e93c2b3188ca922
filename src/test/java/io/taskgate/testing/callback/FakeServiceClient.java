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

/// A service that takes every request unless it is told otherwise. Safe for many threads.
public final class FakeServiceClient implements ServiceClient {

    public record Sent(Target.Http target, String requestId, JsonNode body) {}

    private final List<Sent> sent = new CopyOnWriteArrayList<>();
    private final Queue<DispatchResult> script = new ConcurrentLinkedQueue<>();
    private volatile CountDownLatch hanging = new CountDownLatch(0);

    /// The answers to the next tries, in order; afterwards everything is taken again.
    public void script(DispatchResult... next) {
        script.addAll(List.of(next));
    }

    /// Every try, taken or not.
    public List<Sent> sent() {
        return List.copyOf(sent);
    }

    /// Takes requests and does not answer until the latch opens.
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
