package io.taskgate.contract;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

/// What AWS can't be asked cheaply, or answers in a way that no document tells.
@Retention(RetentionPolicy.RUNTIME)
@DisabledIfSystemProperty(
        named = ContractTarget.PROPERTY,
        matches = ContractTarget.GIVEN,
        disabledReason = "asks too much of AWS")
@interface StandInsOnly {

    /// Why.
    String value();
}
