package io.taskgate.callback;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.route.Target;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// A service's status pages, which show nothing until they are told to. Safe for many threads.
final class FakeStatusPages implements StatusPages {

    private final List<URI> looks = new CopyOnWriteArrayList<>();
    private volatile Page page = new Page.NotShown("nothing yet");

    void show(JsonNode document) {
        page = new Page.Shown(document);
    }

    void showNothing() {
        page = new Page.NotShown("the service answered 500");
    }

    /// Every page that was asked for, in order.
    List<URI> looks() {
        return List.copyOf(looks);
    }

    @Override
    public Page look(Target.Http url) {
        looks.add(url.url());
        return page;
    }
}
