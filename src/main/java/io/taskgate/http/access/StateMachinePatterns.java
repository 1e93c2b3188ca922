package io.taskgate.http.access;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The patterns of the state machines of a grant.
///
/// @param patterns as configured
record StateMachinePatterns(List<StateMachinePattern> patterns) {

    private static final int EXECUTION_PARTS = 8;
    private static final int MACHINE_PARTS = 7;

    /// Returns whether a pattern matches the state machine of this execution. Without an execution: whether
    /// `*` is configured.
    boolean matchesExecution(@Nullable String executionArn) {
        return patterns.contains(StateMachinePattern.ANY) || namesExecution(executionArn);
    }

    /// Returns whether a pattern other than `*` alone matches the state machine of this execution.
    boolean namesExecution(@Nullable String executionArn) {
        String[] parts = executionArn == null ? new String[0] : executionArn.split(":", -1);
        boolean isExecution =
                parts.length >= EXECUTION_PARTS && (parts[5].equals("execution") || parts[5].equals("express"));
        return isExecution && matchUnversioned(machine(parts));
    }

    /// Returns whether a pattern matches this state machine, ignoring its version or alias.
    boolean matches(String stateMachineArn) {
        if (patterns.contains(StateMachinePattern.ANY)) {
            return true;
        }
        String[] parts = stateMachineArn.split(":", -1);
        return parts.length >= MACHINE_PARTS && parts[5].equals("stateMachine") && matchUnversioned(machine(parts));
    }

    private static String machine(String[] parts) {
        return String.join(
                ":",
                parts[0],
                parts[1],
                parts[2],
                parts[3],
                parts[4],
                "stateMachine",
                parts[6].replaceFirst("/.*$", ""));
    }

    private boolean matchUnversioned(String arn) {
        return patterns.stream().anyMatch(pattern -> pattern.matches(arn));
    }
}
