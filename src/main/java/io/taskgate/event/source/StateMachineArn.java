package io.taskgate.event.source;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Parses state machine ARNs, without version and alias.
public final class StateMachineArn {

    /// `arn:<partition>:states:<region>:<account>:stateMachine:<name>`
    private static final Pattern FORM =
            Pattern.compile("arn:[a-z0-9-]+:states:[a-z0-9-]+:\\d{12}:stateMachine:[^:*/\\s]{1,80}");

    /// The execution name of a map run is followed by `/` and the label of the map state.
    private static final Pattern EXECUTION = Pattern.compile(
            "(arn:[a-z0-9-]+:states:[a-z0-9-]+:\\d{12}):(?:execution|express):([^:*/\\s]{1,80})(?:/[^:]*)?:[^:]+(?::[^:]+)?");

    private StateMachineArn() {}

    static boolean isOne(String text) {
        return FORM.matcher(text).matches();
    }

    /// Returns the state machine of an execution; empty if the text is not an execution ARN.
    public static Optional<String> ofExecution(String executionArn) {
        Matcher found = EXECUTION.matcher(executionArn);
        return found.matches() ? Optional.of(found.group(1) + ":stateMachine:" + found.group(2)) : Optional.empty();
    }
}
