package io.taskgate.aws.client;

import jakarta.validation.Constraint;
import jakarta.validation.Payload;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// The rules between the settings of the claim check ([PayloadStoreRules]).
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = PayloadStoreRules.class)
public @interface ConsistentPayloadStore {

    String message() default "{io.taskgate.aws.client.ConsistentPayloadStore}";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};
}
