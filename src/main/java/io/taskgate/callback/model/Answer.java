package io.taskgate.callback.model;

import io.taskgate.crypto.Sha256;
import io.taskgate.payload.json.CanonicalJson;
import io.taskgate.payload.json.JsonText;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The answer of a worker.
public sealed interface Answer {

    /// Step Functions' limits of SendTaskFailure, in characters (API model, 2026-08).
    int MAX_ERROR = 256;

    int MAX_CAUSE = 32_768;

    /// A success; the result is any JSON value.
    record Success(JsonText result) implements Answer {}

    /// A failure.
    ///
    /// @param error the ASL error name as it was sent; [ReportedFailure] fits it to the limits of Step
    ///     Functions
    /// @param cause the reason for people as it was sent, with the same limits
    record Failure(String error, @Nullable String cause) implements Answer {}

    /// Validates a failure. A text that is only too long is clipped ([ReportedFailure]).
    ///
    /// @return the problem; empty if it is valid
    static Optional<Flaw> flawOf(@Nullable String error) {
        return error == null || error.isBlank()
                ? Optional.of(new Flaw("error", "name the error, as an ASL Catch would: OutOfStock"))
                : Optional.empty();
    }

    /// A problem of a field.
    record Flaw(String field, String message) {}

    /// The digest of the answer, the same whatever the order of its members.
    default String digest() {
        return switch (this) {
            case Success(JsonText result) -> Sha256.hex("SUCCESS\n" + CanonicalJson.sha256(result));
            case Failure(String error, String cause) ->
                Sha256.hex("FAILURE\n" + error.length() + "\n" + error + "\n" + (cause == null ? "" : cause));
        };
    }
}
