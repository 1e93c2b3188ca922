package io.taskgate.audit;

import jakarta.validation.Constraint;
import jakarta.validation.Payload;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// The rules between the settings of the audit log ([AuditRules]).
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = AuditRules.class)
public @interface ConsistentAudit {

    String message() default "{io.taskgate.audit.ConsistentAudit}";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};
}
