package io.taskgate.http.page;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.taskgate.http.problem.ProblemMapper;
import io.taskgate.http.server.ProblemResponder;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Map;

/// Serves `/console`: sends browsers there, confines the pages by headers, and hides them where the console is
/// disabled. Quarkus serves the files themselves from `META-INF/resources/console`. Runs on the event loop.
@Singleton
final class ConsolePageFilter {

    /// After the checks of the head and the limits, before the static files.
    private static final int ORDER = 800;

    private static final String PATH = "/console";
    private static final String PAGE = PATH + "/";
    private static final String SETTINGS = PAGE + "settings.json";
    private static final int FOUND = 302;
    private static final int NOT_FOUND = 404;
    private static final int METHOD_NOT_ALLOWED = 405;

    /// Nothing inline, nothing from other hosts, no frames, and no text that becomes HTML.
    private static final Map<String, String> HEADERS = Map.of(
            "Content-Security-Policy",
                    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
                            + " base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
                            + " require-trusted-types-for 'script'; trusted-types 'none'",
            "X-Content-Type-Options", "nosniff",
            "X-Frame-Options", "DENY",
            "Referrer-Policy", "no-referrer",
            "Cross-Origin-Opener-Policy", "same-origin",
            "Cross-Origin-Resource-Policy", "same-origin",
            "Permissions-Policy", "camera=(), geolocation=(), microphone=()",
            // Each file is asked for again, so that no page mixes the modules of two versions.
            "Cache-Control", "no-cache");

    private final boolean enabled;
    private final ConsoleSettingsDocument settings;

    ConsolePageFilter(ConsoleConfig config, ConsoleSettingsDocument settings) {
        this.enabled = config.enabled();
        this.settings = settings;
    }

    void register(@Observes Filters filters) {
        filters.register(this::handle, ORDER);
    }

    void handle(RoutingContext request) {
        String path = request.normalizedPath();
        if (path.equals("/") && enabled && isBrowser(request)) {
            redirect(request);
        } else if (!path.equals(PATH) && !path.startsWith(PAGE)) {
            request.next();
        } else if (!enabled) {
            ProblemResponder.respond(request, ProblemMapper.ofStatus(NOT_FOUND));
        } else if (!isRead(request)) {
            ProblemResponder.respond(request, ProblemMapper.ofStatus(METHOD_NOT_ALLOWED));
        } else if (path.equals(PATH)) {
            redirect(request);
        } else {
            serve(request, path);
        }
    }

    private void serve(RoutingContext request, String path) {
        HEADERS.forEach(request.response()::putHeader);
        if (path.equals(SETTINGS)) {
            request.response().putHeader("Content-Type", "application/json").end(settings.text());
        } else {
            request.next();
        }
    }

    private static void redirect(RoutingContext request) {
        HttpServerResponse response = request.response();
        response.setStatusCode(FOUND).putHeader("Location", PAGE).end();
    }

    private static boolean isRead(RoutingContext request) {
        HttpMethod method = request.request().method();
        return HttpMethod.GET.equals(method) || HttpMethod.HEAD.equals(method);
    }

    /// Programs that ask for JSON keep their 404.
    private static boolean isBrowser(RoutingContext request) {
        String accept = request.request().getHeader("Accept");
        return isRead(request) && accept != null && accept.contains("text/html");
    }
}
