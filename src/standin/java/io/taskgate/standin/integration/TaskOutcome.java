package io.taskgate.standin.integration;

import org.jspecify.annotations.Nullable;

/// How a waiting task ended.
public sealed interface TaskOutcome {

    /// Whether time ran out.
    default boolean isExpiry() {
        return switch (this) {
            case HeartbeatMissed(), TimedOut() -> true;
            case Succeeded _, Failed _, Stopped() -> false;
        };
    }

    /// @param output the JSON text exactly as it was sent
    record Succeeded(String output) implements TaskOutcome {}

    record Failed(@Nullable String error, @Nullable String cause) implements TaskOutcome {}

    record HeartbeatMissed() implements TaskOutcome {}

    record TimedOut() implements TaskOutcome {}

    /// The execution ended under it.
    record Stopped() implements TaskOutcome {}
}
