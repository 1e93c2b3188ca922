package io.taskgate.settings;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// A setting without a default. Its type is optional, so that a missing value is reported with all other
/// problems instead of ending the mapping.
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = RequiredValue.IsPresent.class)
public @interface RequiredValue {

    /// The sentence that names the value to set.
    String value();

    String message() default "{io.taskgate.settings.RequiredValue}";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /// Looks for a value.
    final class IsPresent implements ConstraintValidator<RequiredValue, Object> {

        private String fix = "";

        @Override
        public void initialize(RequiredValue constraint) {
            fix = constraint.value();
        }

        @Override
        public boolean isValid(@Nullable Object value, ConstraintValidatorContext context) {
            boolean present = switch (value) {
                case null -> false;
                case Optional<?> optional -> optional.isPresent();
                case OptionalInt optional -> optional.isPresent();
                case OptionalDouble optional -> optional.isPresent();
                case Map<?, ?> map -> !map.isEmpty();
                case Collection<?> collection -> !collection.isEmpty();
                default -> true;
            };
            if (!present) {
                new RuleViolations(context).add("Required. " + fix);
            }
            return present;
        }
    }
}
