package io.taskgate.callback.model;

import io.taskgate.crypto.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/// A task token of Step Functions: the right to end a task. It can't be printed, compared by time, or written
/// as JSON by accident; [#reveal()] is called only to send it to Step Functions or to seal it.
public final class TaskToken {

    /// The maximum length in characters (Step Functions API model, 2026-08).
    public static final int MAX_LENGTH = 2_048;

    private final String value;
    private final String digest;

    private TaskToken(String value) {
        this.value = value;
        this.digest = Sha256.hex(value);
    }

    /// Creates a token.
    ///
    /// @throws IllegalArgumentException if the value is empty or longer than [#MAX_LENGTH]; the message does
    ///     not hold the value
    public static TaskToken of(String value) {
        if (value.isEmpty() || value.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("A task token must have 1 to " + MAX_LENGTH + " characters.");
        }
        return new TaskToken(value);
    }

    public String reveal() {
        return value;
    }

    /// SHA-256 of the token as lower-case hex: distinguishes tokens in places that may not hold them.
    public String digest() {
        return digest;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TaskToken that
                && MessageDigest.isEqual(
                        value.getBytes(StandardCharsets.UTF_8), that.value.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public int hashCode() {
        return digest.hashCode();
    }

    @Override
    public String toString() {
        return "TaskToken[hidden]";
    }
}
