package io.taskgate.http.access;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Patterns of full state machine ARNs, where `*` matches any characters except a colon, or `*` alone matches
/// all. Partition, region and account are compared too: the same name in another account is another state
/// machine.
///
/// @param arns as configured
record StateMachinePatterns(List<String> arns) {

    private static final Pattern FORM =
            Pattern.compile("arn:[a-z*-]+:states:[a-z0-9*-]+:[0-9*]+:stateMachine:[^:\\s]+");
    private static final int EXECUTION_PARTS = 8;
    private static final int MACHINE_PARTS = 7;

    static boolean isWellFormed(String arn) {
        return arn.equals(Grant.ANY) || FORM.matcher(arn).matches();
    }

    /// Returns whether a pattern matches the state machine of this execution. Without an execution: whether
    /// `*` is configured.
    boolean matchesExecution(@Nullable String executionArn) {
        return arns.contains(Grant.ANY) || namesExecution(executionArn);
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
        if (arns.contains(Grant.ANY)) {
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
        return arns.stream().anyMatch(pattern -> glob(pattern, arn));
    }

    private static boolean glob(String pattern, String arn) {
        String[] wanted = pattern.split(":", -1);
        String[] given = arn.split(":", -1);
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
