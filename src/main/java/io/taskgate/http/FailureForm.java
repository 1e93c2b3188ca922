package io.taskgate.http;

import io.quarkus.runtime.annotations.RegisterForReflection;
import org.jspecify.annotations.Nullable;

/// A failure as a worker writes it.
///
/// @param error an ASL error name, at most 256 characters
/// @param cause for people, at most 32,768 characters
@RegisterForReflection
record FailureForm(@Nullable String error, @Nullable String cause) {
    @Override
    public String toString() {
        return "FailureForm[" + error + "]";
    }
}
