package io.taskgate.config;

import io.taskgate.route.CleartextUrlDetector;
import io.taskgate.settings.RuleViolations;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import java.util.TreeSet;

/// The rules between settings of the gateway.
public final class GatewayRules implements ConstraintValidator<ConsistentGateway, TaskgateConfig> {

    @Override
    public boolean isValid(TaskgateConfig settings, ConstraintValidatorContext context) {
        RuleViolations violations = new RuleViolations(context);
        settings.publicUrl()
                .filter(url -> url.getHost() != null && CleartextUrlDetector.isReadable(url))
                .filter(url -> !settings.links().allowPlainHttp())
                .ifPresent(url -> violations.add(
                        "public-url",
                        "\"" + url + "\" sends the signatures of links in clear text. Use an https:// URL, or, if the"
                                + " network encrypts the traffic, set taskgate.links.allow-plain-http: true."));
        new TreeSet<>(settings.vault().created().keySet())
                .stream()
                        .filter(id -> !settings.vault().keys().containsKey(id))
                        .forEach(id -> violations.add(
                                "vault.created." + id,
                                "Unknown key \"" + id + "\". Use a key of taskgate.vault.keys."));
        return violations.isEmpty();
    }
}
