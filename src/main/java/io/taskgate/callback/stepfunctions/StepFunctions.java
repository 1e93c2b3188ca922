package io.taskgate.callback.stepfunctions;

import io.taskgate.callback.model.TaskToken;
import org.jspecify.annotations.Nullable;

/// The port of Step Functions. Each call is one attempt: the caller retries. Thread-safe.
public interface StepFunctions {

    /// Calls SendTaskSuccess.
    ///
    /// @param output JSON text in UTF-8, at most 262,144 bytes
    Reply success(TaskToken token, byte[] output);

    Reply failure(TaskToken token, String error, @Nullable String cause);

    Reply heartbeat(TaskToken token);

    /// Reads the outcome of a task from the execution's history.
    TaskOutcome taskOutcome(String executionArn, TaskToken token);

    /// The reply to a call (callback-protocol: "What Step Functions' errors mean").
    sealed interface Reply {
        record Accepted() implements Reply {}

        /// The task has timed out or is closed already.
        record TimedOut() implements Reply {}

        /// TaskDoesNotExist or InvalidToken.
        record Unknown(String error) implements Reply {}

        record InvalidOutput(String message) implements Reply {}

        /// AccessDenied, ExpiredToken, a KMS refusal: a retry needs a person's change.
        record Denied(String error) implements Reply {}

        /// The call was surely not applied: throttled, or never connected.
        record NotApplied(String error, boolean throttled) implements Reply {}

        /// The call may have been applied: the connection broke, the response was a 5xx, or none came in time.
        record ReplyLost(String error) implements Reply {}
    }

    /// The outcome of one task in a history.
    sealed interface TaskOutcome {
        record Succeeded(@Nullable String output) implements TaskOutcome {}

        record Failed(@Nullable String error, @Nullable String cause) implements TaskOutcome {}

        /// The task ended by the clock of Step Functions, a stop of the execution, or an abort of a branch.
        record ClosedOtherwise(String event) implements TaskOutcome {}

        record StillOpen() implements TaskOutcome {}

        /// The history does not show the outcome, or can't be read.
        record CannotTell(String reason) implements TaskOutcome {}
    }
}
