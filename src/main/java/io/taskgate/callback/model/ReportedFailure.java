package io.taskgate.callback.model;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A worker's failure within the limits of SendTaskFailure.
///
/// @param error the error name: at most [Answer#MAX_ERROR] characters, and not reserved to Step Functions
/// @param cause the cause: at most [Answer#MAX_CAUSE] characters
/// @param changes the changes that fitted it
public record ReportedFailure(String error, @Nullable String cause, List<Adjustment> changes) {

    private static final String RESERVED = "States.";
    private static final String PREFIX = "Taskgate.";

    public static ReportedFailure of(Answer.Failure failure) {
        List<Adjustment> changes = new ArrayList<>();
        String error = failure.error();
        if (error.startsWith(RESERVED)) {
            error = PREFIX + error;
            changes.add(new Adjustment(
                    "error",
                    Adjustment.Kind.PREFIXED,
                    failure.error().length(),
                    failure.error().length() + PREFIX.length()));
        }
        String shortError = clipped("error", error, Answer.MAX_ERROR, changes);
        String cause = failure.cause();
        String shortCause = cause == null ? null : clipped("cause", cause, Answer.MAX_CAUSE, changes);
        return new ReportedFailure(shortError, shortCause, List.copyOf(changes));
    }

    /// Clips a text. Counts UTF-16 units, which are never fewer than code points, and never splits a pair: the
    /// text fits however AWS counts.
    private static String clipped(String field, String text, int most, List<Adjustment> changes) {
        if (text.length() <= most) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most;
        changes.add(new Adjustment(field, Adjustment.Kind.CLIPPED, text.length(), end));
        return text.substring(0, end);
    }
}
