package io.taskgate.http.request;

import io.quarkus.runtime.annotations.RegisterForReflection;
import org.jspecify.annotations.Nullable;

/// A failure as a worker writes it.
///
/// @param error an ASL error name; clipped to 256 characters, and a name in `States.` is prefixed with
/// `Taskgate.`
/// @param cause for people; clipped to 32,768 characters
@RegisterForReflection
public record TaskFailureRequest(
        @Nullable String error, @Nullable String cause) {
    @Override
    public String toString() {
        return "TaskFailureRequest[" + error + "]";
    }
}
