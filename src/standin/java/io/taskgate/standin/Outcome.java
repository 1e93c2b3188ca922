package io.taskgate.standin;

import org.jspecify.annotations.Nullable;

/// How a waiting task ended.
sealed interface Outcome {

    /// Whether time ran out.
    default boolean isExpiry() {
        return switch (this) {
            case HeartbeatMissed(), TimedOut() -> true;
            case Succeeded _, Failed _, Stopped() -> false;
        };
    }

    /// @param output the JSON text exactly as it was sent
    record Succeeded(String output) implements Outcome {}

    record Failed(@Nullable String error, @Nullable String cause) implements Outcome {}

    record HeartbeatMissed() implements Outcome {}

    record TimedOut() implements Outcome {}

    /// The execution ended under it.
    record Stopped() implements Outcome {}
}
