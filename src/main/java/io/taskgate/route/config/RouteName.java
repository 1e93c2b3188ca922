package io.taskgate.route.config;

import jakarta.validation.Constraint;
import jakarta.validation.Payload;
import jakarta.validation.ReportAsSingleViolation;
import jakarta.validation.constraints.Pattern;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// The name of a service or an operation.
@Documented
@Target(ElementType.TYPE_USE)
@Retention(RetentionPolicy.RUNTIME)
@Pattern(regexp = "[a-z0-9][a-z0-9-]{0,62}") @ReportAsSingleViolation
@Constraint(validatedBy = {})
public @interface RouteName {

    String message() default
            "Invalid name \"${validatedValue}\". Use 1 to 63 characters of a-z, 0-9 and -, not starting with -.";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};
}
