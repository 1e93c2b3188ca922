package io.taskgate.http.page;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.runtime.LaunchMode;
import io.taskgate.http.access.AccessConfig;
import jakarta.inject.Singleton;
import java.util.TreeMap;

/// The facts that the pages need before a caller has signed in: `/console/settings.json`. Public, so it holds no
/// secret; in development mode it names the API keys that the repository publishes.
@Singleton
final class ConsoleSettingsDocument {

    private final String text;

    ConsoleSettingsDocument(ConsoleConfig config, AccessConfig access) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        ArrayNode keys = document.putArray("developmentKeys");
        if (LaunchMode.current() == LaunchMode.DEVELOPMENT) {
            new TreeMap<>(access.keys())
                    .forEach((name, key) -> key.secret().filter(name::equals).ifPresent(keys::add));
        }
        ObjectNode links = document.putObject("links");
        new TreeMap<>(config.links()).forEach(links::put);
        text = document.toString();
    }

    String text() {
        return text;
    }
}
