package io.taskgate.event.source;

import io.taskgate.payload.InvalidDefinitionException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A state machine ARN without version and alias, or `*` for all.
///
/// @param arn as configured
public record StateMachineArn(String arn) {

    /// Stands for every state machine.
    static final StateMachineArn ANY = new StateMachineArn("*");

    /// `arn:<partition>:states:<region>:<account>:stateMachine:<name>`
    private static final Pattern FORM =
            Pattern.compile("arn:[a-z0-9-]+:states:[a-z0-9-]+:\\d{12}:stateMachine:[^:*/\\s]{1,80}");

    /// The execution name of a map run is followed by `/` and the label of the map state.
    private static final Pattern EXECUTION = Pattern.compile(
            "(arn:[a-z0-9-]+:states:[a-z0-9-]+:\\d{12}):(?:execution|express):([^:*/\\s]{1,80})(?:/[^:]*)?:[^:]+(?::[^:]+)?");

    /// @throws InvalidDefinitionException if it is neither an ARN nor `*`
    static StateMachineArn parse(String text) {
        if (!text.equals(ANY.arn()) && !FORM.matcher(text).matches()) {
            throw new InvalidDefinitionException(
                    "Invalid state machine ARN \"" + text + "\". Use the full ARN without a version, or *.");
        }
        return new StateMachineArn(text);
    }

    /// Returns the state machine of an execution; empty if the text is not an execution ARN.
    public static Optional<StateMachineArn> ofExecution(String executionArn) {
        Matcher found = EXECUTION.matcher(executionArn);
        return found.matches()
                ? Optional.of(new StateMachineArn(found.group(1) + ":stateMachine:" + found.group(2)))
                : Optional.empty();
    }
}
