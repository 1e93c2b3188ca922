package io.taskgate.testing.callback;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.callback.probe.StatusPageClient;
import io.taskgate.route.Target;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// The status pages of a service, which are unavailable by default. Thread-safe.
public final class FakeStatusPageClient implements StatusPageClient {

    private final List<URI> requests = new CopyOnWriteArrayList<>();
    private volatile Page page = new Page.Unavailable("not set");

    public void show(JsonNode document) {
        page = new Page.Found(document);
    }

    public void showNothing() {
        page = new Page.Unavailable("The service returned 500");
    }

    /// Returns all requested pages in order.
    public List<URI> requests() {
        return List.copyOf(requests);
    }

    @Override
    public Page fetch(Target.Http url) {
        requests.add(url.url());
        return page;
    }
}
