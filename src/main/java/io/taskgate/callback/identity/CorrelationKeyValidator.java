package io.taskgate.callback.identity;

import io.taskgate.callback.model.Registration;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Applies [CorrelationKeyRule] to request documents. Thread-safe.
public final class CorrelationKeyValidator implements ConstraintValidator<CorrelationKey, String> {

    @Override
    public boolean isValid(@Nullable String key, ConstraintValidatorContext context) {
        if (key == null || key.isEmpty() || key.length() > Registration.MAX_KEY) {
            // absent, or @Size says it
            return true;
        }
        Optional<String> problem = CorrelationKeyRule.problem(key);
        problem.ifPresent(message -> {
            context.disableDefaultConstraintViolation();
            context.buildConstraintViolationWithTemplate(message).addConstraintViolation();
        });
        return problem.isEmpty();
    }
}
