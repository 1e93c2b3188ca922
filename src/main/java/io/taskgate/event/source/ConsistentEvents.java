package io.taskgate.event.source;

import jakarta.validation.Constraint;
import jakarta.validation.Payload;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// The rules between the settings of event sources ([EventRules]).
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = EventRules.class)
public @interface ConsistentEvents {

    String message() default "{io.taskgate.event.source.ConsistentEvents}";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};
}
