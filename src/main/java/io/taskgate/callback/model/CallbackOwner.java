package io.taskgate.callback.model;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The owner of a callback: only the owner's newer token takes it over.
///
/// @param principal the authenticated caller, as its grant names it: `key:orders`, `bus:my.source`. A principal
///     keeps its name when its secret rotates
/// @param stateMachineArn the state machine that waits, without version or alias; null if the registration gave
///     no execution ARN
public record CallbackOwner(String principal, @Nullable String stateMachineArn) {

    /// `arn:<partition>:states:<region>:<account>:execution:<machine>:<name>`, of an Express workflow
    /// `express`. A child of a Distributed Map has `<machine>/<label>`: it belongs to the machine of its
    /// parent.
    private static final Pattern EXECUTION =
            Pattern.compile("(arn:[^:]+:states:[^:]*:[^:]*):(?:execution|express):([^:/]+)(?:/[^:]*)?:.+");

    /// The owner of a registration.
    ///
    /// @param executionArn the ARN that the registration gave; null, and a text that is not an execution ARN,
    ///     name no state machine
    public static CallbackOwner of(String principal, @Nullable String executionArn) {
        Matcher execution = EXECUTION.matcher(executionArn == null ? "" : executionArn);
        return new CallbackOwner(
                principal, execution.matches() ? execution.group(1) + ":stateMachine:" + execution.group(2) : null);
    }

    @Override
    public String toString() {
        return principal + (stateMachineArn == null ? "" : " (" + stateMachineArn + ")");
    }
}
