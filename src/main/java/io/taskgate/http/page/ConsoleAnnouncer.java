package io.taskgate.http.page;

import io.quarkus.vertx.http.HttpServerStart;
import io.vertx.core.http.HttpServerOptions;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/// Logs the URL of the console when the HTTP server has started.
@Singleton
final class ConsoleAnnouncer {

    private static final Logger LOG = Logger.getLogger(ConsoleAnnouncer.class);

    private final boolean enabled;

    ConsoleAnnouncer(ConsoleConfig config) {
        enabled = config.enabled();
    }

    void started(@ObservesAsync HttpServerStart start) {
        if (enabled) {
            LOG.infof("Console is available: url=%s", url(start.options()));
        }
    }

    private static String url(HttpServerOptions options) {
        String scheme = options.isSsl() ? "https" : "http";
        return scheme + "://" + options.getHost() + ":" + options.getPort() + "/console/";
    }
}
