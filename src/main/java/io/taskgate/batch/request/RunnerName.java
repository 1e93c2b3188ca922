package io.taskgate.batch.request;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a runner's execution is called: always the same for the same batch, index and attempt, so that a second
/// start
/// is no second execution. `<name>-<batch id>-<index>`, then `-r<attempt>` from the first resume on.
///
/// @param attempt counts the resumes, from 0
public record RunnerName(BatchId batch, long index, int attempt) {

    /// Of an execution's name, in characters (Step Functions API model, 2026-08).
    public static final int MOST = 80;

    /// What is left of it for the caller's own name.
    public static final int MOST_OWN = 28;

    private static final Pattern FORM =
            Pattern.compile("[A-Za-z0-9_-]{0,28}?-(bt_[A-Za-z0-9_-]{27})-(\\d{1,12})(?:-r(\\d{1,4}))?");

    /// @param own at most [#MOST_OWN] characters
    public String text(String own) {
        return own + "-" + batch.value() + "-" + index + (attempt == 0 ? "" : "-r" + attempt);
    }

    /// The name of an execution of ours; empty for any other.
    public static Optional<RunnerName> parse(String name) {
        Matcher found = FORM.matcher(name);
        return found.matches()
                ? Optional.of(new RunnerName(
                        new BatchId(found.group(1)),
                        Long.parseLong(found.group(2)),
                        found.group(3) == null ? 0 : Integer.parseInt(found.group(3))))
                : Optional.empty();
    }

    /// The same of an execution's ARN, `arn:aws:states:<region>:<account>:execution:<machine>:<name>`.
    public static Optional<RunnerName> ofExecution(String arn) {
        String[] parts = arn.split(":", -1);
        return parts.length == 8 && parts[5].equals("execution") ? parse(parts[7]) : Optional.empty();
    }
}
