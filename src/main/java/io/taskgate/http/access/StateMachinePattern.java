package io.taskgate.http.access;

import io.taskgate.payload.InvalidDefinitionException;
import java.util.regex.Pattern;

/// A pattern of full state machine ARNs, where `*` matches any characters except a colon, or `*` alone matches all.
///
/// @param arn as configured
public record StateMachinePattern(String arn) {

    private static final Pattern FORM =
            Pattern.compile("arn:[a-z*-]+:states:[a-z0-9*-]+:[0-9*]+:stateMachine:[^:\\s]+");

    /// Matches every state machine.
    static final StateMachinePattern ANY = new StateMachinePattern(Grant.ANY);

    /// @throws InvalidDefinitionException if it is neither an ARN nor `*`
    static StateMachinePattern parse(String text) {
        if (!text.equals(Grant.ANY) && !FORM.matcher(text).matches()) {
            throw new InvalidDefinitionException("Invalid state machine ARN \"" + text + "\". Use the full ARN, for"
                    + " example arn:aws:states:us-east-1:111122223333:stateMachine:orders, or *.");
        }
        return new StateMachinePattern(text);
    }

    /// Compares partition, region and account too: the same name in another account is another state machine.
    boolean matches(String stateMachineArn) {
        String[] wanted = arn.split(":", -1);
        String[] given = stateMachineArn.split(":", -1);
        if (wanted.length != given.length) {
            return false;
        }
        for (int i = 0; i < wanted.length; i++) {
            if (!GlobPattern.matches(wanted[i], given[i])) {
                return false;
            }
        }
        return true;
    }
}
