package io.taskgate.standin.integration;

import org.jspecify.annotations.Nullable;

/// The end of a waiting task.
public sealed interface TaskOutcome {

    /// Returns whether the task timed out.
    default boolean isExpiry() {
        return switch (this) {
            case HeartbeatMissed(), TimedOut() -> true;
            case Succeeded _, Failed _, Stopped() -> false;
        };
    }

    /// @param output the JSON text exactly as received
    record Succeeded(String output) implements TaskOutcome {}

    record Failed(@Nullable String error, @Nullable String cause) implements TaskOutcome {}

    record HeartbeatMissed() implements TaskOutcome {}

    record TimedOut() implements TaskOutcome {}

    /// The execution ended before the task.
    record Stopped() implements TaskOutcome {}
}
