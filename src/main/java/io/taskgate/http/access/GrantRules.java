package io.taskgate.http.access;

import io.taskgate.settings.RuleViolations;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;

/// The rules between the settings of a caller.
public final class GrantRules implements ConstraintValidator<ConsistentGrant, AccessConfig.Granted> {

    @Override
    public boolean isValid(AccessConfig.Granted granted, ConstraintValidatorContext context) {
        RuleViolations violations = new RuleViolations(context);
        boolean hasRoles = granted.roles().filter(roles -> !roles.isEmpty()).isPresent();
        boolean forwards = granted instanceof AccessConfig.Key key && key.forwardsPrincipal();
        if (forwards && hasRoles) {
            violations.add(
                    "roles",
                    "A key that forwards principals has no roles of its own. Remove them, and set the roles of"
                            + " taskgate.access.principals.");
        }
        if (!forwards && !hasRoles) {
            violations.add("roles", "Required. Use some of " + Role.wireNames() + ".");
        }
        if (granted instanceof AccessConfig.Key key
                && key.nextSecret().isEmpty()
                && key.nextExpires().isPresent()) {
            violations.add("next-expires", "Requires next-secret.");
        }
        return violations.isEmpty();
    }
}
