package io.taskgate.event.source;

import io.taskgate.event.source.EventConfig.Role;
import io.taskgate.settings.RuleViolations;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The rules between the settings of event sources.
public final class EventRules implements ConstraintValidator<ConsistentEvents, EventConfig> {

    @Override
    public boolean isValid(EventConfig settings, ConstraintValidatorContext context) {
        RuleViolations violations = new RuleViolations(context);
        Map<String, String> names = new HashMap<>();
        new TreeMap<>(settings.sources()).forEach((name, source) -> check(name, source, names, violations));
        return violations.isEmpty();
    }

    private static void check(
            String name, EventConfig.Source settings, Map<String, String> names, RuleViolations violations) {
        String key = "sources." + name;
        String source = settings.source().orElse("").strip();
        int star = source.indexOf('*');
        if (star >= 0 && star < source.length() - 1) {
            violations.add(
                    key + ".source",
                    "\"" + source + "\" has a * before its end. Set the source of the events, for example acme.orders"
                            + " or acme.*.");
        }
        List<Role> roles = settings.roles().orElse(List.of());
        if (settings.services().orElse(List.of()).isEmpty()
                && (roles.contains(Role.WORKFLOW) || roles.contains(Role.WORKER))) {
            violations.add(key + ".services", "Required. Set the services that it registers or answers, or * for all.");
        }
        String other = source.isEmpty()
                ? null
                : names.putIfAbsent(source + " " + settings.account().orElse(""), name);
        if (other != null) {
            violations.add(
                    key + ".source",
                    "Duplicate of taskgate.events.sources." + other + ". Remove one of them, or set its account.");
        }
    }
}
