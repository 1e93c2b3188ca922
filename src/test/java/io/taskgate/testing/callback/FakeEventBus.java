package io.taskgate.testing.callback;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.callback.dispatch.DispatchResult;
import io.taskgate.callback.dispatch.EventBus;
import io.taskgate.payload.json.Json;
import io.taskgate.route.Target;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/// An event bus that accepts every event by default. Thread-safe.
public final class FakeEventBus implements EventBus {

    public record Published(Target.Event target, JsonNode detail) {}

    private final List<Published> published = new CopyOnWriteArrayList<>();
    private final Queue<DispatchResult> script = new ConcurrentLinkedQueue<>();
    private final Queue<Runnable> meanwhile = new ConcurrentLinkedQueue<>();

    /// Sets the results of the next attempts, in order; later attempts succeed.
    public void script(DispatchResult... next) {
        script.addAll(List.of(next));
    }

    /// An action that runs during the next attempt.
    public void meanwhile(Runnable act) {
        meanwhile.add(act);
    }

    /// The accepted events.
    public List<Published> published() {
        return List.copyOf(published);
    }

    /// Returns the details of the accepted events with a detail-type.
    public List<JsonNode> published(String detailType) {
        return published.stream()
                .filter(event -> event.target().detailType().equals(detailType))
                .map(Published::detail)
                .toList();
    }

    @Override
    public DispatchResult publish(Target.Event target, JsonNode detail) {
        DispatchResult scripted = script.poll();
        Runnable act = meanwhile.poll();
        if (act != null) {
            act.run();
        }
        DispatchResult delivery = scripted == null ? new DispatchResult.Accepted() : scripted;
        if (delivery instanceof DispatchResult.Accepted) {
            published.add(new Published(target, Json.parseTrusted(Json.bytes(detail))));
        }
        return delivery;
    }
}
