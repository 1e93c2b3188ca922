package io.taskgate.route.config;

import io.taskgate.payload.InvalidDefinitionException;
import io.taskgate.payload.boundary.Headroom;
import io.taskgate.payload.boundary.ResultPath;
import io.taskgate.route.PlaceholderTemplate;
import io.taskgate.settings.RuleViolations;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// The rules between the settings of an operation and its service. Those of the ways in which a service answers
/// are in [TrackingRules].
final class OperationRules {

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

    private final ServiceConfig service;
    private final String place;
    private final OperationConfig operation;
    private final RuleViolations violations;

    /// @param place below the service, with its dot
    OperationRules(ServiceConfig service, String place, OperationConfig operation, RuleViolations violations) {
        this.service = service;
        this.place = place;
        this.operation = operation;
        this.violations = violations;
    }

    void check() {
        operation.call().ifPresentOrElse(this::checkCall, this::checkCallback);
        operation.result().ifPresent(result -> checkBoundary("result", BoundarySettings.of(result)));
        new TrackingRules(service, place, operation, violations).check();
    }

    private void add(String key, String problemAndFix) {
        violations.add(place + key, problemAndFix);
    }

    private void checkCallback() {
        if (operation.response().isPresent()) {
            add("response", "Only valid for calls. Set <this>." + place + "call.path too.");
        }
        if (operation.request().isEmpty()) {
            add(
                    "request.via",
                    "The route has no target. Set it to event (published to EventBridge) or http (sent to <this>.url),"
                            + " or use call for a synchronous response.");
        }
        operation.request().ifPresent(request -> {
            checkBoundary("request", BoundarySettings.of(request));
            if (request.via().filter(OperationConfig.Via.HTTP::equals).isPresent()) {
                if (service.url().isEmpty()) {
                    add(
                            "request.via",
                            "The route has no target. http requires the URL of the service, for example"
                                    + " <this>.url=http://orders.internal:8080");
                }
                request.path().ifPresent(path -> checkPath("request.path", path, path));
            }
        });
    }

    private void checkCall(CallConfig call) {
        if (operation.request().isPresent()) {
            add("request", "Can't be combined with call. Remove one of them, or configure two operations.");
        }
        if (service.url().isEmpty()) {
            add("call", "The service has no URL. Set <this>.url=http://orders.internal:8080");
        }
        checkBoundary("call", BoundarySettings.of(call));
        operation.response().ifPresent(response -> {
            checkBoundary("response", BoundarySettings.of(response));
            checkHeadroom("response.headroom", response);
        });
        operation.result().ifPresent(result -> checkHeadroom("result.headroom", result));
        call.path().ifPresent(path -> checkPath("call.path", path.toString(), path.sample()));
        call.headers().keySet().forEach(this::checkHeader);
        checkErrors(call.errors());
        call.accepted().flatMap(CallConfig.Accepted::status).ifPresent(this::checkStatusPath);
    }

    private void checkHeadroom(String key, OperationConfig.Result result) {
        if (result.headroom().isInput()) {
            add(key, "\"input\" is only valid for callbacks, which register the state input. Set a size.");
        }
    }

    private void checkHeader(String name) {
        if (!HEADER.matcher(name).matches() || OWN_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
            add("call.headers." + name, "This header can't be set. Use another header, or auth for credentials.");
        }
    }

    private void checkErrors(CallConfig.Errors errors) {
        if (errors.code().isEmpty() && !errors.names().isEmpty()) {
            add(
                    "call.errors.names",
                    "Requires the path of the code in the body. Set <this>." + place + "call.errors.code.");
        }
        errors.names().forEach((code, name) -> checkError("call.errors.names." + code, name));
        errors.status().forEach((status, name) -> {
            checkError("call.errors.status." + status, name);
            if (!STATUS.matcher(status).matches()) {
                add("call.errors.status." + status, "Invalid status. Use 409, 4xx or 5xx.");
            }
        });
    }

    private void checkError(String key, String name) {
        if (name.startsWith("States.") || name.length() > MAX_ERROR) {
            add(
                    key,
                    "Invalid error name. Use 1 to " + MAX_ERROR
                            + " characters that do not start with States., for example Orders.OutOfStock.");
        }
    }

    private void checkStatusPath(PlaceholderTemplate status) {
        checkPath("call.accepted.status", status.toString(), status.sample());
        if (!status.hasOnly("job")) {
            add(
                    "call.accepted.status",
                    "\"" + status + "\" must have exactly the placeholder {job}, for example /jobs/{job}.");
        }
    }

    /// @param sample the path with values for its placeholders
    private void checkPath(String key, String path, String sample) {
        if (!sample.isEmpty() && !sample.startsWith("/")) {
            add(key, "\"" + path + "\" must start with /.");
            return;
        }
        try {
            URI.create("http://x" + sample);
        } catch (IllegalArgumentException e) {
            add(
                    key,
                    "\"" + path + "\" is not a valid URL path. Percent-encode special characters, for example /a%20b.");
        }
    }

    private void checkBoundary(String name, BoundarySettings settings) {
        if (settings.limit().isEmpty() && settings.overLimit().isPresent()) {
            add(name + ".over-limit", "Requires <this>." + place + name + ".limit. Set both.");
        }
        if (settings.headroom() instanceof Headroom.Input(ResultPath path) && !path.merges()) {
            add(
                    name + ".headroom",
                    "\"input\" is only valid for results that are merged into the input. Set <this>." + place + name
                            + ".result-path to the ResultPath of the state, for example $.approval.");
        }
        Optional<Long> below = settings.limit()
                .map(limit -> limit.bytes())
                .filter(limit -> limit < settings.budget().bytes());
        if (below.isPresent()) {
            add(
                    name + ".limit",
                    "The limit of " + below.get() + " B is below the budget of "
                            + settings.budget().bytes() + " B. Raise the limit or lower the budget.");
            return;
        }
        try {
            settings.boundary();
        } catch (InvalidDefinitionException e) {
            add(name + ".budget", String.valueOf(e.getMessage()));
        }
    }
}
