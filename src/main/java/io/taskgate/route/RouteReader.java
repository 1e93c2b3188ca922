package io.taskgate.route;

import io.quarkus.runtime.configuration.DurationConverter;
import io.taskgate.payload.Boundary;
import io.taskgate.payload.Budget;
import io.taskgate.payload.InvalidShapeException;
import io.taskgate.payload.Shape;
import io.taskgate.payload.Summarizer;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads `taskgate.services.*`, strictly: every problem is collected, none is guessed around.
public final class RouteReader {

    private static final String PREFIX = "taskgate.services.";
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
    private static final Set<String> BOUNDARY =
            Set.of("shape", "budget", "headroom", "result-path", "over-budget", "limit", "over-limit", "summary");
    private static final Set<String> REQUEST = Set.of(
            "via",
            "bus",
            "detail-type",
            "path",
            "method",
            "shape",
            "budget",
            "headroom",
            "over-budget",
            "limit",
            "over-limit",
            "summary");

    private final ConfigurationProblems problems;

    public RouteReader(ConfigurationProblems problems) {
        this.problems = problems;
    }

    /// @param properties every configuration property by its name, those of others too
    public Routes read(Map<String, String> properties) {
        List<Route> routes = new ArrayList<>();
        Settings services = Settings.under(PREFIX, properties);
        services.children().forEach((service, settings) -> readService(service, settings, routes));
        return new Routes(routes);
    }

    private void readService(String service, Settings settings, List<Route> routes) {
        checkName(service, settings);
        settings.allowOnly(Set.of("url", "operations"), problems);
        URI url = settings.text("url") == null ? null : parsed(settings, "url", RouteReader::url);
        Settings operations = settings.child("operations");
        if (operations == null || operations.children().isEmpty()) {
            problems.add(
                    settings.key("operations"),
                    "is missing: name at least one operation, as in " + settings.key("operations")
                            + ".approve.request.via=event");
            return;
        }
        operations.children().forEach((operation, of) -> {
            checkName(operation, of);
            Route route = readOperation(service, operation, of, url);
            if (route != null) {
                routes.add(route);
            }
        });
    }

    private @Nullable Route readOperation(String service, String operation, Settings settings, @Nullable URI url) {
        settings.allowOnly(
                Set.of(
                        "request",
                        "result",
                        "heartbeat",
                        "timeout",
                        "match",
                        "webhook",
                        "probe",
                        "cancel",
                        "call",
                        "response"),
                problems);
        Settings request = settings.child("request");
        if (request == null && settings.child("call") != null) {
            // A synchronous call, which this version does not serve yet (docs/not-done.md): no callback waits for it.
            return null;
        }
        Target target = request == null ? null : target(request, url);
        if (request == null) {
            problems.add(
                    settings.key("request.via"),
                    "the route has no target: set it to event (published to EventBridge) " + "or http (sent to "
                            + PREFIX + service + ".url)");
        }
        Boundary in = request == null ? Boundary.DEFAULT : boundary(request, REQUEST);
        Settings result = settings.child("result");
        Boundary out = result == null ? Boundary.DEFAULT : boundary(result, BOUNDARY);
        Duration heartbeat = parsed(settings, "heartbeat", RouteReader::duration);
        Duration timeout = parsed(settings, "timeout", RouteReader::duration);
        Ways ways = new WaysReader(problems).read(settings, url, heartbeat);
        return target == null ? null : new Route(service, operation, target, in, out, heartbeat, timeout, ways);
    }

    private @Nullable Target target(Settings request, @Nullable URI url) {
        String via = request.text("via");
        if (via == null) {
            problems.add(request.key("via"), "the route has no target: set it to event or http");
            return null;
        }
        return switch (via) {
            case "event" ->
                new Target.Event(or(request.text("bus"), "default"), or(request.text("detail-type"), "Task Requested"));
            case "http" -> httpTarget(request, url);
            default -> {
                problems.add(request.key("via"), "\"" + via + "\" is unknown: use event or http");
                yield null;
            }
        };
    }

    private @Nullable Target httpTarget(Settings request, @Nullable URI url) {
        if (url == null) {
            problems.add(
                    request.key("via"),
                    "the route has no target: http needs the service's url, as in "
                            + request.key().replaceAll("\\.operations\\..*", ".url") + "=http://orders.internal:8080");
            return null;
        }
        String path = or(request.text("path"), "");
        if (!path.isEmpty() && !path.startsWith("/")) {
            problems.add(request.key("path"), "\"" + path + "\" must start with /");
            return null;
        }
        String method = or(request.text("method"), "POST");
        if (!Set.of("POST", "PUT", "PATCH").contains(method)) {
            problems.add(request.key("method"), "\"" + method + "\" can't carry a request: use POST, PUT or PATCH");
            return null;
        }
        try {
            return new Target.Http(new URI(url.toString().replaceAll("/+$", "") + path), method);
        } catch (URISyntaxException e) {
            problems.add(
                    request.key("path"),
                    "\"" + path + "\" is no path of a URL: encode what is not allowed in one, as in /a%20b");
            return null;
        }
    }

    private Boundary boundary(Settings settings, Set<String> names) {
        settings.allowOnly(names, problems);
        Budget budget = new BudgetReader(settings, names.contains("result-path"), problems).read();
        Shape shape = shape(settings);
        return new Boundary(shape == null ? Shape.IDENTITY : shape, budget, summary(settings.child("summary")));
    }

    private Summarizer summary(@Nullable Settings settings) {
        if (settings == null) {
            return Summarizer.BUILT_IN;
        }
        settings.allowOnly(Set.of("shape"), problems);
        if (settings.child("shape") == null) {
            problems.add(settings.key("shape"), "is missing: write what of the payload its reference shows");
        }
        Shape shape = shape(settings);
        return shape == null ? Summarizer.BUILT_IN : Summarizer.by(shape);
    }

    private @Nullable Shape shape(Settings settings) {
        Settings written = settings.child("shape");
        if (written == null) {
            return null;
        }
        try {
            return Shape.compile(ShapeSettings.json(written));
        } catch (InvalidShapeException e) {
            problems.add(written.key(), String.valueOf(e.getMessage()));
            return null;
        }
    }

    private <T> @Nullable T parsed(Settings settings, String name, Function<String, ? extends T> parse) {
        return settings.parsed(name, parse, problems);
    }

    private void checkName(String name, Settings settings) {
        if (!NAME.matcher(name).matches()) {
            problems.add(settings.key(), "\"" + name + "\" is no name: use 1 to 63 of a-z, 0-9 and -, not - first");
        }
    }

    static Duration duration(String text) {
        try {
            Duration duration = DurationConverter.parseDuration(text);
            if (duration == null || duration.toSeconds() < 1) {
                throw new InvalidShapeException("\"" + text + "\" is too short: at least 1s");
            }
            return duration;
        } catch (IllegalArgumentException e) {
            throw new InvalidShapeException("\"" + text + "\" is no duration: write 30s, 5m or 1h");
        }
    }

    private static URI url(String text) {
        try {
            URI url = URI.create(text);
            if (("http".equals(url.getScheme()) || "https".equals(url.getScheme())) && url.getHost() != null) {
                return url;
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        throw new InvalidShapeException(
                "\"" + text + "\" is no URL of a service: write http://host:port or https://host");
    }

    private static <T> T or(@Nullable T value, T otherwise) {
        return value == null ? otherwise : value;
    }
}
