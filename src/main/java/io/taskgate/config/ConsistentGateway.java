package io.taskgate.config;

import jakarta.validation.Constraint;
import jakarta.validation.Payload;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// The rules between settings of the gateway ([GatewayRules]).
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = GatewayRules.class)
public @interface ConsistentGateway {

    String message() default "{io.taskgate.config.ConsistentGateway}";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};
}
