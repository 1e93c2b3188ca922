package io.taskgate.testing.callback;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.callback.probe.StatusPageClient;
import io.taskgate.route.Target;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// The status pages of a service, which are unavailable by default. Thread-safe.
public final class FakeStatusPageClient implements StatusPageClient {

    private final List<URI> looks = new CopyOnWriteArrayList<>();
    private volatile Page page = new Page.Unavailable("not set");

    public void show(JsonNode document) {
        page = new Page.Found(document);
    }

    public void showNothing() {
        page = new Page.Unavailable("The service returned 500");
    }

    /// Returns all requested pages in order.
    public List<URI> looks() {
        return List.copyOf(looks);
    }

    @Override
    public Page fetch(Target.Http url) {
        looks.add(url.url());
        return page;
    }
}
