package io.taskgate.route.config;

import static io.taskgate.route.config.ConfigValueParser.or;

import io.taskgate.payload.ByteSize;
import io.taskgate.payload.InvalidDefinitionException;
import io.taskgate.payload.boundary.Boundary;
import io.taskgate.payload.boundary.Budget;
import io.taskgate.payload.boundary.Headroom;
import io.taskgate.payload.boundary.OverBudgetAction;
import io.taskgate.payload.boundary.ResultPath;
import io.taskgate.payload.jsonpath.AslPath;
import io.taskgate.route.CallDefinition;
import io.taskgate.route.ErrorNameMapping;
import io.taskgate.route.PlaceholderTemplate;
import io.taskgate.route.Service;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads the `call` and `response` of an operation.
final class CallDefinitionReader {

    /// A request is at most as large as a state. A called service needs the payload itself, and no reference.
    private static final Budget REQUEST =
            new Budget(Budget.STATE_LIMIT, new Headroom.Fixed(0, ResultPath.REPLACES), OverBudgetAction.REJECT, null);

    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Duration MAX_TIMEOUT = Duration.ofMinutes(5);
    private static final int CONCURRENCY = 64;
    private static final long MAX_RESPONSE = 64L * 1024 * 1024;
    private static final CallDefinition.Breaker BREAKER = new CallDefinition.Breaker(20, 0.5, Duration.ofSeconds(5));

    private static final Set<String> METHODS = Set.of("GET", "POST", "PUT", "PATCH", "DELETE");
    private static final Set<String> CALL = Set.of(
            "method",
            "path",
            "headers",
            "timeout",
            "retries",
            "concurrency",
            "max-response-size",
            "circuit-breaker",
            "errors",
            "accepted",
            "shape",
            "budget",
            "over-budget",
            "limit",
            "over-limit",
            "summary");

    private static final Pattern HEADER = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}");

    /// Headers that the HTTP client or the gateway sets, and headers that must never be sent.
    private static final Set<String> OWN_HEADERS = Set.of(
            "host",
            "content-length",
            "content-type",
            "connection",
            "expect",
            "upgrade",
            "transfer-encoding",
            "accept",
            "task-token");

    private static final Pattern STATUS = Pattern.compile("[45](\\d\\d|xx)");
    private static final int MAX_ERROR = 256;

    private final ConfigurationProblems problems;

    CallDefinitionReader(ConfigurationProblems problems) {
        this.problems = problems;
    }

    /// Returns the boundary of the request.
    Boundary request(ConfigNode call) {
        return new BoundaryReader(problems).read(call, false, REQUEST);
    }

    /// @return null if there are problems
    @Nullable CallDefinition read(ConfigNode call, Boundary response, @Nullable Service service) {
        call.allowOnly(CALL, problems);
        if (service == null) {
            problems.add(
                    call.key(),
                    "The service has no URL. Set " + call.key().replaceAll("\\.operations\\..*", ".url")
                            + "=http://orders.internal:8080");
        }
        String method = or(call.text("method"), "POST").toUpperCase(Locale.ROOT);
        if (!METHODS.contains(method)) {
            problems.add(call.key("method"), "Unknown value \"" + method + "\". Use GET, POST, PUT, PATCH or DELETE.");
        }
        PlaceholderTemplate path = path(call, "path", service);
        Duration timeout = or(call.parsed("timeout", ConfigValueParser::duration, problems), TIMEOUT);
        if (timeout.compareTo(MAX_TIMEOUT) > 0) {
            problems.add(
                    call.key("timeout"),
                    "The maximum is 5m. For longer work use a callback: set request instead of call.");
        }
        return service == null
                ? null
                : new CallDefinition(
                        service,
                        method,
                        path,
                        headers(call.child("headers")),
                        response,
                        or(call.parsed("max-response-size", ByteSize::parse, problems), MAX_RESPONSE),
                        timeout,
                        or(counted(call, "retries", 0, 10), 0),
                        or(counted(call, "concurrency", 1, 100_000), CONCURRENCY),
                        breaker(call.child("circuit-breaker")),
                        errors(service.name(), call.child("errors")),
                        accepted(call.child("accepted"), service));
    }

    private @Nullable Integer counted(ConfigNode settings, String name, int least, int most) {
        return settings.parsed(name, text -> ConfigValueParser.count(text, least, most), problems);
    }

    private PlaceholderTemplate path(ConfigNode settings, String name, @Nullable Service service) {
        PlaceholderTemplate path =
                or(settings.parsed(name, PlaceholderTemplate::compile, problems), PlaceholderTemplate.compile(""));
        String sample = path.sample();
        if (!sample.isEmpty() && !sample.startsWith("/")) {
            problems.add(settings.key(name), "\"" + path + "\" must start with /.");
        }
        try {
            URI.create((service == null ? "http://x" : service.url()) + sample);
        } catch (IllegalArgumentException e) {
            problems.add(
                    settings.key(name),
                    "\"" + path + "\" is not a valid URL path. Percent-encode special characters, for example /a%20b.");
        }
        return path;
    }

    private Map<String, PlaceholderTemplate> headers(@Nullable ConfigNode settings) {
        Map<String, PlaceholderTemplate> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        if (settings == null) {
            return headers;
        }
        settings.children().keySet().forEach(name -> {
            if (!HEADER.matcher(name).matches() || OWN_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
                problems.add(
                        settings.key(name), "This header can't be set. Use another header, or auth for credentials.");
            }
            PlaceholderTemplate value = settings.parsed(name, PlaceholderTemplate::compile, problems);
            if (value != null) {
                headers.put(name, value);
            }
        });
        return headers;
    }

    private CallDefinition.Breaker breaker(@Nullable ConfigNode settings) {
        if (settings == null) {
            return BREAKER;
        }
        settings.allowOnly(Set.of("requests", "failure-ratio", "delay"), problems);
        return new CallDefinition.Breaker(
                or(counted(settings, "requests", 2, 10_000), BREAKER.requests()),
                or(settings.parsed("failure-ratio", CallDefinitionReader::ratio, problems), BREAKER.ratio()),
                or(settings.parsed("delay", ConfigValueParser::duration, problems), BREAKER.delay()));
    }

    private static double ratio(String text) {
        if (text.matches("0?\\.\\d{1,6}|1(\\.0{1,6})?") && Double.parseDouble(text) > 0) {
            return Double.parseDouble(text);
        }
        throw new InvalidDefinitionException(
                "Invalid value \"" + text + "\". Expected a number above 0 and up to 1, for example 0.5.");
    }

    private ErrorNameMapping errors(String service, @Nullable ConfigNode settings) {
        if (settings == null) {
            return new ErrorNameMapping(service, null, Map.of(), Map.of());
        }
        settings.allowOnly(Set.of("code", "names", "status"), problems);
        AslPath code = settings.parsed("code", CallDefinitionReader::path, problems);
        Map<String, String> byCode = names(settings.child("names"), any -> true, "");
        Map<String, String> byStatus = names(
                settings.child("status"), STATUS.asMatchPredicate()::test, "Invalid status. Use 409, 4xx or 5xx.");
        if (code == null && !byCode.isEmpty()) {
            problems.add(
                    settings.key("names"),
                    "Requires the path of the code in the body. Set " + settings.key("code") + ".");
        }
        return new ErrorNameMapping(service, code, byCode, byStatus);
    }

    private Map<String, String> names(@Nullable ConfigNode settings, Function<String, Boolean> known, String unknown) {
        Map<String, String> names = new TreeMap<>();
        if (settings == null) {
            return names;
        }
        settings.children().keySet().forEach(key -> {
            if (!known.apply(key)) {
                problems.add(settings.key(key), unknown);
            }
            String name = settings.text(key);
            if (name == null || name.startsWith("States.") || name.length() > MAX_ERROR) {
                problems.add(
                        settings.key(key),
                        "Invalid error name. Use 1 to " + MAX_ERROR
                                + " characters that do not start with States., for example Orders.OutOfStock.");
            } else {
                names.put(key, name);
            }
        });
        return names;
    }

    private Optional<CallDefinition.Accepted> accepted(@Nullable ConfigNode settings, Service service) {
        if (settings == null) {
            return Optional.empty();
        }
        settings.allowOnly(Set.of("job", "status"), problems);
        AslPath job = settings.parsed("job", CallDefinitionReader::path, problems);
        if (job == null) {
            problems.add(
                    settings.key("job"),
                    "Required. Set the path of the job ID in the body of a 202 response, for example $.jobId.");
            return Optional.empty();
        }
        Optional<PlaceholderTemplate> status =
                settings.text("status") == null ? Optional.empty() : Optional.of(path(settings, "status", service));
        status.filter(slots -> !slots.hasOnly("job"))
                .ifPresent(slots -> problems.add(
                        settings.key("status"),
                        "\"" + slots + "\" must have exactly the placeholder {job}, for example /jobs/{job}."));
        return Optional.of(new CallDefinition.Accepted(job, status));
    }

    private static AslPath path(String text) {
        AslPath path = AslPath.compile(text);
        if (!text.startsWith("$") || text.startsWith("$$")) {
            throw new InvalidDefinitionException(
                    "\"" + text + "\" must be a path into the body, for example $.error.code.");
        }
        return path;
    }
}
