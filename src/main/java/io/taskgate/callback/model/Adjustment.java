package io.taskgate.callback.model;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// One change that a boundary made to a payload or failure. Never holds content.
///
/// @param field the changed field: `request`, `result`, `error` or `cause`
/// @param from the size before
/// @param to the size after; 0 if it was dropped
public record Adjustment(String field, Kind kind, long from, long to) {

    /// The kind of a change. Sizes are bytes of JSON for payloads, and UTF-16 units for error names and causes.
    public enum Kind {
        /// A shape dropped or renamed members.
        TRIMMED("trimmed"),
        /// A reference replaces the payload.
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

        /// The name in the API.
        public String wireName() {
            return word;
        }

        /// Reads the name in the API.
        ///
        /// @throws IllegalArgumentException if there is no such kind
        public static Kind of(String word) {
            for (Kind kind : values()) {
                if (kind.word.equals(word)) {
                    return kind;
                }
            }
            throw new IllegalArgumentException("\"" + word + "\" is not a kind of change.");
        }
    }

    /// A text for people.
    String text() {
        return switch (kind) {
            case TRIMMED -> field + ": " + from + " B in, " + to + " B out";
            case CHECKED_IN -> field + ": " + from + " B in, " + to + " B out, checked in";
            case TOO_LARGE -> field + ": " + from + " B are too large, reported as " + CallbackErrors.PAYLOAD_TOO_LARGE;
            case CLIPPED -> field + ": clipped from " + from + " to " + to + " characters";
            case PREFIXED -> field + ": prefixed with Taskgate., names in States. are Step Functions' own";
        };
    }

    /// The changes as a text for people; null if nothing was changed.
    public static @Nullable String text(List<Adjustment> changes) {
        return changes.isEmpty() ? null : changes.stream().map(Adjustment::text).collect(Collectors.joining("; "));
    }
}
