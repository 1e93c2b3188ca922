package io.taskgate.http;

import org.jspecify.annotations.Nullable;

/// A failure as a worker writes it.
///
/// @param error an ASL error name, at most 256 characters
/// @param cause for people, at most 32,768 characters
record FailureForm(@Nullable String error, @Nullable String cause) {
    @Override
    public String toString() {
        return "FailureForm[" + error + "]";
    }
}
