package io.taskgate.http.reader;

import io.taskgate.http.problem.ProblemException;
import org.jspecify.annotations.Nullable;

/// Reads the query parameter `limit` of lists. It is read as text, because Jakarta REST answers 404 to a number that
/// it can't read.
public final class PageLimit {

    private PageLimit() {}

    /// @throws ProblemException 400 unless the text is an integer from 1 to `max`
    public static int parse(@Nullable String text, int otherwise, int max) {
        if (text == null) {
            return otherwise;
        }
        try {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= max) {
                return limit;
            }
        } catch (NumberFormatException e) {
            // reported below
        }
        throw ProblemException.invalid("limit", "Expected an integer between 1 and " + max + ".");
    }
}
