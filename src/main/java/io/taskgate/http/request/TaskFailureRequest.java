package io.taskgate.http.request;

import io.quarkus.runtime.annotations.RegisterForReflection;
import org.jspecify.annotations.Nullable;

/// The body of a failure.
///
/// @param error an ASL error name; truncated to 256 characters, and prefixed with `Taskgate.` if it begins
/// with `States.`
/// @param cause for people; truncated to 32,768 characters
@RegisterForReflection
public record TaskFailureRequest(
        @Nullable String error, @Nullable String cause) {
    @Override
    public String toString() {
        return "TaskFailureRequest[" + error + "]";
    }
}
