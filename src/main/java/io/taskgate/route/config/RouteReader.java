package io.taskgate.route.config;

import io.taskgate.payload.boundary.Boundary;
import io.taskgate.payload.boundary.Budget;
import io.taskgate.route.CallDefinition;
import io.taskgate.route.Route;
import io.taskgate.route.RouteRegistry;
import io.taskgate.route.Service;
import io.taskgate.route.Target;
import io.taskgate.route.WorkTracking;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads `taskgate.services.*` strictly: collects every problem and assumes no values.
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

    private final SecretDecryptor secrets;
    private final boolean anySecret;

    /// Reads plain-text secrets.
    public RouteReader(ConfigurationProblems problems) {
        this(problems, SecretDecryptor.PLAIN);
    }

    public RouteReader(ConfigurationProblems problems, SecretDecryptor secrets) {
        this(problems, secrets, false);
    }

    /// @param anySecret whether short webhook secrets are accepted: for development and tests
    public RouteReader(ConfigurationProblems problems, SecretDecryptor secrets, boolean anySecret) {
        this.problems = problems;
        this.secrets = secrets;
        this.anySecret = anySecret;
    }

    /// @param properties all configuration properties by name
    public RouteRegistry read(Map<String, String> properties) {
        List<Route> routes = new ArrayList<>();
        ConfigNode services = ConfigNode.of(PREFIX, properties);
        services.children().forEach((service, settings) -> readService(service, settings, routes));
        return new RouteRegistry(routes);
    }

    private void readService(String service, ConfigNode settings, List<Route> routes) {
        checkName(service, settings);
        if (service.equals(Route.OWN)) {
            problems.add(PREFIX + service, "This name is reserved for the gateway. Rename the service.");
        }
        settings.allowOnly(
                Set.of("url", "auth", "tls", "location-paths", "allow-plain-http", "allow-addresses", "operations"),
                problems);
        Service called = new ServiceReader(secrets, problems).read(service, settings);
        ConfigNode operations = settings.child("operations");
        if (operations == null || operations.children().isEmpty()) {
            problems.add(
                    settings.key("operations"),
                    "Required. Configure at least one operation, for example " + settings.key("operations")
                            + ".approve.request.via=event.");
            return;
        }
        operations.children().forEach((operation, of) -> {
            checkName(operation, of);
            Route route = readOperation(service, operation, of, called);
            if (route != null) {
                routes.add(route);
            }
        });
    }

    private @Nullable Route readOperation(
            String service, String operation, ConfigNode settings, @Nullable Service called) {
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
        ConfigNode call = settings.child("call");
        ConfigNode request = settings.child("request");
        if (call != null) {
            return readCall(service, operation, settings, call, called);
        }
        if (settings.child("response") != null) {
            problems.add(settings.key("response"), "Only valid for calls. Set " + settings.key("call.path") + " too.");
        }
        Target target = request == null ? null : target(request, called);
        if (request == null) {
            problems.add(
                    settings.key("request.via"),
                    "The route has no target. Set it to event (published to EventBridge) or http (sent to " + PREFIX
                            + service + ".url), or use call for a synchronous response.");
        }
        Boundary in = request == null ? Boundary.DEFAULT : boundary(request, REQUEST);
        ConfigNode result = settings.child("result");
        Boundary out = result == null ? Boundary.DEFAULT : boundary(result, BOUNDARY);
        return route(service, operation, settings, target, in, out, called);
    }

    private @Nullable Route readCall(
            String service, String operation, ConfigNode settings, ConfigNode call, @Nullable Service called) {
        if (settings.child("request") != null) {
            problems.add(
                    settings.key("request"),
                    "Can't be combined with call. Remove one of them, or configure two" + " operations.");
        }
        CallDefinitionReader reader = new CallDefinitionReader(problems);
        ConfigNode written = settings.child("response");
        Boundary response = written == null ? Boundary.DEFAULT : boundary(written, BOUNDARY);
        ConfigNode result = settings.child("result");
        Boundary late = result == null ? response : boundary(result, BOUNDARY);
        if (response.budget().dependsOnInput() || late.budget().dependsOnInput()) {
            problems.add(
                    settings.key(response.budget().dependsOnInput() ? "response.headroom" : "result.headroom"),
                    "\"input\" is only valid for callbacks, which register the state input. Set a size.");
        }
        Boundary request = reader.request(call);
        CallDefinition plan = reader.read(call, response, called);
        Target target = plan == null ? null : new Target.Call(plan);
        return route(service, operation, settings, target, request, late, called);
    }

    private @Nullable Route route(
            String service,
            String operation,
            ConfigNode settings,
            @Nullable Target target,
            Boundary request,
            Boundary result,
            @Nullable Service called) {
        Duration heartbeat = settings.parsed("heartbeat", ConfigValueParser::duration, problems);
        Duration timeout = settings.parsed("timeout", ConfigValueParser::duration, problems);
        WorkTracking ways = new WorkTrackingReader(problems, secrets, anySecret).read(settings, called, heartbeat);
        return target == null ? null : new Route(service, operation, target, request, result, heartbeat, timeout, ways);
    }

    private @Nullable Target target(ConfigNode request, @Nullable Service called) {
        String via = request.text("via");
        if (via == null) {
            problems.add(request.key("via"), "The route has no target. Set it to event or http.");
            return null;
        }
        return switch (via) {
            case "event" ->
                new Target.Event(
                        ConfigValueParser.or(request.text("bus"), "default"),
                        ConfigValueParser.or(request.text("detail-type"), "Task Requested"));
            case "http" -> httpTarget(request, called);
            default -> {
                problems.add(request.key("via"), "Unknown value \"" + via + "\". Use event or http.");
                yield null;
            }
        };
    }

    private @Nullable Target httpTarget(ConfigNode request, @Nullable Service called) {
        if (called == null) {
            problems.add(
                    request.key("via"),
                    "The route has no target. http requires the URL of the service, for example "
                            + request.key().replaceAll("\\.operations\\..*", ".url") + "=http://orders.internal:8080");
            return null;
        }
        String path = ConfigValueParser.or(request.text("path"), "");
        if (!path.isEmpty() && !path.startsWith("/")) {
            problems.add(request.key("path"), "\"" + path + "\" must start with /.");
            return null;
        }
        String method = ConfigValueParser.or(request.text("method"), "POST");
        if (!Set.of("POST", "PUT", "PATCH").contains(method)) {
            problems.add(
                    request.key("method"),
                    "The method \"" + method + "\" can't carry a request body. Use POST, PUT or PATCH.");
            return null;
        }
        try {
            return new Target.Http(called, new URI(called.url() + path), method);
        } catch (URISyntaxException e) {
            problems.add(
                    request.key("path"),
                    "\"" + path + "\" is not a valid URL path. Percent-encode special characters, for example /a%20b.");
            return null;
        }
    }

    private Boundary boundary(ConfigNode settings, Set<String> names) {
        settings.allowOnly(names, problems);
        return new BoundaryReader(problems).read(settings, names.contains("result-path"), Budget.DEFAULT);
    }

    private void checkName(String name, ConfigNode settings) {
        if (!NAME.matcher(name).matches()) {
            problems.add(
                    settings.key(),
                    "Invalid name \"" + name + "\". Use 1 to 63 characters of a-z, 0-9 and -, not starting with -.");
        }
    }
}
