package io.taskgate.callback;

import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Applies [CorrelationKeys] to forms.
public final class CorrelationKeyValidator implements ConstraintValidator<CorrelationKey, String> {

    @Override
    public boolean isValid(@Nullable String key, ConstraintValidatorContext context) {
        if (key == null || key.isEmpty() || key.length() > Registration.MAX_KEY) {
            // absent, or @Size says it
            return true;
        }
        Optional<String> problem = CorrelationKeys.problem(key);
        problem.ifPresent(message -> {
            context.disableDefaultConstraintViolation();
            context.buildConstraintViolationWithTemplate(message).addConstraintViolation();
        });
        return problem.isEmpty();
    }
}
