package io.taskgate.callback.model;

import io.taskgate.payload.json.CanonicalJson;
import io.taskgate.payload.json.JsonText;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a worker says of its work.
public sealed interface Answer {

    /// Step Functions' limits of SendTaskFailure, in characters (API model, 2026-08).
    int MAX_ERROR = 256;

    int MAX_CAUSE = 32_768;

    /// Done; the result is any JSON.
    record Success(JsonText result) implements Answer {}

    /// Not done.
    ///
    /// @param error an ASL error name as it was given; [ReportedFailure] fits it to Step Functions' limits
    /// @param cause the same, for people
    record Failure(String error, @Nullable String cause) implements Answer {}

    /// What is wrong with a failure; empty where nothing is. What is merely too long is clipped
    /// ([ReportedFailure]).
    static Optional<Flaw> flawOf(@Nullable String error) {
        return error == null || error.isBlank()
                ? Optional.of(new Flaw("error", "name the error, as an ASL Catch would: OutOfStock"))
                : Optional.empty();
    }

    /// A field and what to mend in it.
    record Flaw(String field, String message) {}

    /// The same for the same answer, whatever the order of its members.
    default String digest() {
        return switch (this) {
            case Success(JsonText result) -> CallbackId.sha256Hex("SUCCESS\n" + CanonicalJson.sha256(result));
            case Failure(String error, String cause) ->
                CallbackId.sha256Hex("FAILURE\n" + error.length() + "\n" + error + "\n" + (cause == null ? "" : cause));
        };
    }
}
