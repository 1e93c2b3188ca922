package io.taskgate.route.config;

import io.taskgate.payload.InvalidDefinitionException;
import io.taskgate.route.Service;
import io.taskgate.route.ServiceAuth;
import io.taskgate.route.Webhook;
import io.taskgate.route.WorkRequestTemplate;
import io.taskgate.settings.RuleViolations;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/// The rules of the ways in which a service that does not know taskgate answers: `match`, `webhook`, `probe`,
/// `cancel`.
final class TrackingRules {

    /// The field of a provider event that GitHub does not sign.
    private static final String UNSIGNED = "detail-type";

    private static final Service ANY = new Service("any", URI.create("http://x"), new ServiceAuth.None(), null);

    private final ServiceConfig service;
    private final String place;
    private final OperationConfig operation;
    private final RuleViolations violations;

    /// @param place below the service, with its dot
    TrackingRules(ServiceConfig service, String place, OperationConfig operation, RuleViolations violations) {
        this.service = service;
        this.place = place;
        this.operation = operation;
        this.violations = violations;
    }

    void check() {
        boolean signed = operation.webhook().isPresent();
        if (signed && operation.match().isEmpty()) {
            add(
                    "match.key",
                    "Required. Set the path of the correlation key in the webhook call, for example $.detail.orderId.");
        }
        operation.match().ifPresent(match -> {
            if (!signed && match.pattern().isEmpty()) {
                add(
                        "match.pattern",
                        "Required. Set an EventBridge pattern, for example {\"source\": [\"acme.shipping\"]}.");
            }
            if (operation
                    .webhook()
                    .flatMap(OperationConfig.Signature::scheme)
                    .filter(Webhook.Scheme.GITHUB::equals)
                    .isPresent()) {
                checkSigned(match);
            }
        });
        operation.probe().ifPresent(probe -> {
            checkRequest("probe.path", probe.path());
            checkTimes(probe);
        });
        operation.cancel().ifPresent(cancel -> checkRequest("cancel.path", cancel.path()));
    }

    private void add(String key, String problemAndFix) {
        violations.add(place + key, problemAndFix);
    }

    private void checkSigned(OperationConfig.Match match) {
        checkSigned("match.key", match.key());
        checkSigned("match.outcome", Optional.of(match.outcome()));
        checkSigned("match.error", match.error());
        checkSigned("match.cause", match.cause());
        checkSigned("match.result", Optional.of(match.result()));
        checkSigned("match.progress", match.progress());
        if (match.pattern().filter(pattern -> pattern.json().contains(UNSIGNED)).isPresent()) {
            add("match.pattern", UNSIGNED_FIELD);
        }
    }

    private static final String UNSIGNED_FIELD =
            "Reads detail-type, but GitHub signs only the body. Read $.detail, for example $.detail.action.";

    private void checkSigned(String key, Optional<DocumentExpression> expression) {
        if (expression.filter(written -> written.text().contains(UNSIGNED)).isPresent()) {
            add(key, UNSIGNED_FIELD);
        }
    }

    private void checkRequest(String key, Optional<String> path) {
        if (path.isEmpty()) {
            return;
        }
        if (!path.get().startsWith("/")) {
            add(key, "\"" + path.get() + "\" must start with /.");
            return;
        }
        if (service.url().isEmpty()) {
            add(key, "Requires the URL of the service, for example <this>.url=http://orders.internal:8080");
        }
        try {
            new WorkRequestTemplate(ANY, ANY.url() + path.get(), "GET");
        } catch (InvalidDefinitionException e) {
            add(key, String.valueOf(e.getMessage()));
        }
    }

    private void checkTimes(OperationConfig.Probe probe) {
        if (probe.maxInterval()
                .filter(most -> most.compareTo(probe.interval()) < 0)
                .isPresent()) {
            add("probe.max-interval", "Below <this>." + place + "probe.interval. Raise or remove it.");
        }
        Duration heartbeat = operation.heartbeat().orElse(null);
        if (heartbeat == null) {
            add(
                    "heartbeat",
                    "Required for a route with a probe, because a missed heartbeat reveals that the service is gone."
                            + " Set at least twice <this>." + place + "probe.interval.");
        } else if (heartbeat.compareTo(probe.interval().multipliedBy(2)) < 0) {
            add(
                    "probe.interval",
                    "Too long for a heartbeat of " + heartbeat.toSeconds()
                            + "s. Use at most half of the heartbeat, so that one failed poll causes no timeout.");
        }
    }
}
