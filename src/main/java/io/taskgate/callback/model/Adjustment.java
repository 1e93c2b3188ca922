package io.taskgate.callback.model;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Something that a boundary changed of what it was given. Never holds content.
///
/// @param field what was changed: `request`, `result`, `error` or `cause`
/// @param from  its size as it came
/// @param to    its size as it travels; 0 where it does not
public record Adjustment(String field, Kind kind, long from, long to) {

    /// What was done. Sizes are bytes of JSON for payloads, and UTF-16 units for names and reasons.
    public enum Kind {
        /// A shape dropped or renamed something.
        TRIMMED("trimmed"),
        /// A reference travels instead.
        CHECKED_IN("checked-in"),
        /// It was too large for its boundary, and the task fails.
        TOO_LARGE("too-large"),
        /// The end was cut off.
        CLIPPED("clipped"),
        /// A reserved name got `Taskgate.` before it.
        PREFIXED("prefixed");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        /// As callers read it.
        public String wireName() {
            return word;
        }

        /// @throws IllegalArgumentException for any other word
        public static Kind of(String word) {
            for (Kind kind : values()) {
                if (kind.word.equals(word)) {
                    return kind;
                }
            }
            throw new IllegalArgumentException("\"" + word + "\" is no kind of change");
        }
    }

    /// For people.
    String text() {
        return switch (kind) {
            case TRIMMED -> field + ": " + from + " B in, " + to + " B out";
            case CHECKED_IN -> field + ": " + from + " B in, " + to + " B out, checked in";
            case TOO_LARGE -> field + ": " + from + " B are too large, reported as " + CallbackErrors.PAYLOAD_TOO_LARGE;
            case CLIPPED -> field + ": clipped from " + from + " to " + to + " characters";
            case PREFIXED -> field + ": prefixed with Taskgate., names in States. are Step Functions' own";
        };
    }

    /// All of them for people; null where nothing was changed.
    public static @Nullable String text(List<Adjustment> changes) {
        return changes.isEmpty() ? null : changes.stream().map(Adjustment::text).collect(Collectors.joining("; "));
    }
}
