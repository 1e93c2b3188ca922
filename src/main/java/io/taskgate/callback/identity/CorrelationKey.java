package io.taskgate.callback.identity;

import jakarta.validation.Constraint;
import jakarta.validation.Payload;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Constraint of a text that is a correlation key ([CorrelationKeyRule]) or null.
/// [jakarta.validation.constraints.Size] checks its length, which the OpenAPI document shows.
@Target({ElementType.FIELD, ElementType.METHOD, ElementType.PARAMETER})
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = CorrelationKeyValidator.class)
public @interface CorrelationKey {

    String message() default "is no correlation key";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};
}
