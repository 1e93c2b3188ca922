package io.taskgate.http.access;

import io.taskgate.credential.ApiKeyFormat;
import io.taskgate.settings.RuleViolations;
import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.jspecify.annotations.Nullable;

/// An API key with its checksum, if it has one, or `sha256:` and its digest. No message has the key.
@Documented
@Target(ElementType.TYPE_USE)
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = WellFormedApiKey.IsWellFormed.class)
public @interface WellFormedApiKey {

    String message() default "{io.taskgate.http.access.WellFormedApiKey}";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /// Looks at the digits of a digest and at the checksum of a key.
    final class IsWellFormed implements ConstraintValidator<WellFormedApiKey, String> {
        @Override
        public boolean isValid(@Nullable String key, ConstraintValidatorContext context) {
            RuleViolations violations = new RuleViolations(context);
            String secret = key == null ? "" : key.strip();
            if (secret.startsWith(ApiKeyFormat.DIGEST) && !secret.matches("sha256:[0-9a-f]{64}")) {
                violations.add("Expected 64 lower-case hex digits after sha256:.");
            } else if (ApiKeyFormat.check(secret) == ApiKeyFormat.Check.BROKEN) {
                violations.add("Begins with " + ApiKeyFormat.PREFIX + ", but its checksum is wrong. Copy the whole key"
                        + " again, or generate a new one (docs/operations.md#api-keys).");
            }
            return violations.isEmpty();
        }
    }
}
