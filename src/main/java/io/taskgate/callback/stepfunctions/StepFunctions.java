package io.taskgate.callback.stepfunctions;

import io.taskgate.callback.model.TaskToken;
import org.jspecify.annotations.Nullable;

/// What taskgate asks of Step Functions. One try a call: the caller knows when to try again. Safe for many
/// threads.
public interface StepFunctions {

    /// @param output JSON text in UTF-8, at most 262,144 bytes
    Reply success(TaskToken token, byte[] output);

    Reply failure(TaskToken token, String error, @Nullable String cause);

    Reply heartbeat(TaskToken token);

    /// How the task ended, by the execution's history.
    Ending ending(String executionArn, TaskToken token);

    /// What came of a call (callback-protocol: "What Step Functions' errors mean").
    sealed interface Reply {
        record Taken() implements Reply {}

        /// Expired, or already closed by anybody.
        record TimedOut() implements Reply {}

        /// TaskDoesNotExist or InvalidToken.
        record Unknown(String error) implements Reply {}

        record InvalidOutput(String message) implements Reply {}

        /// AccessDenied, ExpiredToken, a KMS refusal: only a person helps.
        record Denied(String error) implements Reply {}

        /// Surely not applied: throttled, or never connected.
        record NotApplied(String error, boolean throttled) implements Reply {}

        /// May have been applied: the connection broke, the reply was a 5xx, or none came in time.
        record Lost(String error) implements Reply {}
    }

    /// What a history says of one task.
    sealed interface Ending {
        record Succeeded(@Nullable String output) implements Ending {}

        record Failed(@Nullable String error, @Nullable String cause) implements Ending {}

        /// By Step Functions' own clock, a stop of the execution, or an abort of a branch.
        record ClosedOtherwise(String event) implements Ending {}

        record StillOpen() implements Ending {}

        /// The history does not tell, or can't be read.
        record CannotTell(String reason) implements Ending {}
    }
}
