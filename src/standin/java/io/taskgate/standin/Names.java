package io.taskgate.standin;

import java.util.regex.Pattern;

/// Names of state machines and executions: 1 to 80 characters, none of those that AWS forbids.
final class Names {

    private static final Pattern NAME = Pattern.compile(
            "[^\\s<>{}\\[\\]?*\"#%\\\\^|~`$&,;:/\\p{Cntrl}]{1," + Limits.EXECUTION_NAME_CHARACTERS + "}");

    private Names() {}

    /// @throws AwsError InvalidName
    static String check(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new AwsError("InvalidName", "Invalid Name: '" + name + "'");
        }
        return name;
    }
}
