package io.taskgate.contract;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

/// Marks tests that are expensive against AWS, or depend on undocumented AWS behaviour.
@Retention(RetentionPolicy.RUNTIME)
@DisabledIfSystemProperty(
        named = ContractTarget.PROPERTY,
        matches = ContractTarget.GIVEN,
        disabledReason = "too expensive or undocumented for AWS")
@interface StandInsOnly {

    /// The reason.
    String value();
}
