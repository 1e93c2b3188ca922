package io.taskgate.http.access;

import jakarta.validation.Constraint;
import jakarta.validation.Payload;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// The rules between the settings of a caller ([GrantRules]).
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = GrantRules.class)
public @interface ConsistentGrant {

    String message() default "{io.taskgate.http.access.ConsistentGrant}";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};
}
