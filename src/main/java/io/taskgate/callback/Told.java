package io.taskgate.callback;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A worker's failure as SendTaskFailure takes it.
///
/// @param error    at most [Answer#MAX_ERROR] characters, and no name that is reserved to Step Functions
/// @param cause    at most [Answer#MAX_CAUSE] characters
/// @param adjusted what was changed, for people; null where nothing was
record Told(String error, @Nullable String cause, @Nullable String adjusted) {

    private static final String RESERVED = "States.";
    private static final String PREFIX = "Taskgate.";

    static Told of(Answer.Failure failure) {
        List<String> changes = new ArrayList<>();
        String error = failure.error();
        if (error.startsWith(RESERVED)) {
            error = PREFIX + error;
            changes.add("error: prefixed with " + PREFIX + ", names in " + RESERVED + " are Step Functions' own");
        }
        String shortError = clipped("error", error, Answer.MAX_ERROR, changes);
        String cause = failure.cause();
        String shortCause = cause == null ? null : clipped("cause", cause, Answer.MAX_CAUSE, changes);
        return new Told(shortError, shortCause, changes.isEmpty() ? null : String.join("; ", changes));
    }

    /// Counts UTF-16 units, which are never fewer than code points, and never halves a pair: it fits however AWS
    /// counts.
    private static String clipped(String field, String text, int most, List<String> changes) {
        if (text.length() <= most) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most;
        changes.add(field + ": clipped from " + text.length() + " to " + end + " characters");
        return text.substring(0, end);
    }
}
