package io.taskgate.standin.definition;

import io.taskgate.standin.fault.AwsError;
import java.util.regex.Pattern;

/// Validates names of state machines and executions: 1 to 80 characters without those that AWS forbids.
public final class NameRule {

    private static final Pattern NAME = Pattern.compile(
            "[^\\s<>{}\\[\\]?*\"#%\\\\^|~`$&,;:/\\p{Cntrl}]{1," + ServiceLimits.EXECUTION_NAME_CHARACTERS + "}");

    private NameRule() {}

    /// @throws AwsError InvalidName
    public static String check(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new AwsError("InvalidName", "Invalid Name: '" + name + "'");
        }
        return name;
    }
}
