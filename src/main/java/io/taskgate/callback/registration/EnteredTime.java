package io.taskgate.callback.registration;

import static java.lang.annotation.ElementType.ANNOTATION_TYPE;
import static java.lang.annotation.ElementType.FIELD;
import static java.lang.annotation.ElementType.METHOD;
import static java.lang.annotation.ElementType.PARAMETER;
import static java.lang.annotation.ElementType.RECORD_COMPONENT;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import java.lang.annotation.Documented;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Constraint of a `$$.State.EnteredTime` that Step Functions can have given: from 2016, the year of Step
/// Functions, to five minutes from now by the validator's clock, which allows for clocks that differ. A time
/// outside of it would permanently decide which token of a correlation is the newest.
@Documented
@Constraint(validatedBy = EnteredTime.Check.class)
@Target({FIELD, METHOD, PARAMETER, ANNOTATION_TYPE, RECORD_COMPONENT})
@Retention(RetentionPolicy.RUNTIME)
public @interface EnteredTime {

    String message() default "is $$.State.EnteredTime: a time since 2016, and not in the future";

    Class<?>[] groups() default {};

    Class<? extends jakarta.validation.Payload>[] payload() default {};

    /// Validates the constraint. Thread-safe.
    final class Check implements ConstraintValidator<EnteredTime, Instant> {

        private static final Instant FIRST = Instant.parse("2016-01-01T00:00:00Z");
        private static final Duration AHEAD = Duration.ofMinutes(5);

        @Override
        public boolean isValid(@Nullable Instant time, ConstraintValidatorContext context) {
            return time == null
                    || (!time.isBefore(FIRST)
                            && !time.isAfter(context.getClockProvider()
                                    .getClock()
                                    .instant()
                                    .plus(AHEAD)));
        }
    }
}
