package io.taskgate.batch.request;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The name of a runner's execution: always the same for the same batch, index and attempt, so that a second
/// start is not a second execution. `<name>-<batch id>-<index>`, then `-r<attempt>` from the first resume on.
///
/// @param attempt the number of resumes
public record RunnerName(BatchId batch, long index, int attempt) {

    /// The maximum length of an execution's name, in characters (Step Functions API model, 2026-08).
    public static final int MAX_LENGTH = 80;

    /// The maximum length of the caller's own name in it.
    public static final int MAX_OWN_LENGTH = 28;

    private static final Pattern FORM =
            Pattern.compile("[A-Za-z0-9_-]{0,28}?-(bt_[A-Za-z0-9_-]{27})-(\\d{1,12})(?:-r(\\d{1,4}))?");

    /// The name of the execution.
    ///
    /// @param own the caller's own name: at most [#MAX_OWN_LENGTH] characters
    public String text(String own) {
        return own + "-" + batch.value() + "-" + index + (attempt == 0 ? "" : "-r" + attempt);
    }

    /// Reads the name of an execution; empty if it is not a runner.
    public static Optional<RunnerName> parse(String name) {
        Matcher found = FORM.matcher(name);
        return found.matches()
                ? Optional.of(new RunnerName(
                        new BatchId(found.group(1)),
                        Long.parseLong(found.group(2)),
                        found.group(3) == null ? 0 : Integer.parseInt(found.group(3))))
                : Optional.empty();
    }

    /// Reads the ARN of an execution, `arn:aws:states:<region>:<account>:execution:<machine>:<name>`.
    public static Optional<RunnerName> ofExecution(String arn) {
        String[] parts = arn.split(":", -1);
        return parts.length == 8 && parts[5].equals("execution") ? parse(parts[7]) : Optional.empty();
    }
}
