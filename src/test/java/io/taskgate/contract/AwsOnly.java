package io.taskgate.contract;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// AWS's contract that a part of the stand-ins does not keep; docs/standins.md lists it.
@Retention(RetentionPolicy.RUNTIME)
@EnabledIfSystemProperty(named = Aws.PROPERTY, matches = Aws.GIVEN, disabledReason = "a stand-in differs")
@interface AwsOnly {

    /// What the part does.
    String value();
}
