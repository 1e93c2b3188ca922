package io.taskgate.route.config;

import jakarta.validation.Constraint;
import jakarta.validation.Payload;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// The rules between the settings of a service and its operations ([ServiceRules]).
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = ServiceRules.class)
public @interface ConsistentService {

    String message() default "{io.taskgate.route.config.ConsistentService}";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};
}
