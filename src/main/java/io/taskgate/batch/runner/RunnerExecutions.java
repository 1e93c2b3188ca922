package io.taskgate.batch.runner;

import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The port of Step Functions for batches. Each call is one attempt. Thread-safe.
public interface RunnerExecutions {

    /// Calls StartExecution.
    ///
    /// @param input JSON in UTF-8, at most 262,144 bytes
    StartResult start(String machine, String name, byte[] input);

    /// The result of StartExecution.
    sealed interface StartResult {

        /// The execution runs, started by this call or by an earlier one with the same input.
        record Running() implements StartResult {}

        /// An execution of this name has ended.
        record Ended() implements StartResult {}

        /// The call was throttled or failed, or there are too many open executions: the same start again is
        /// safe.
        record NotNow(String reason, boolean throttled) implements StartResult {}

        /// The state machine does not exist, or permission is missing: no retry helps.
        record Refused(String reason) implements StartResult {}
    }

    /// Calls DescribeExecution.
    RunnerStatus describe(String executionArn);

    /// The result of DescribeExecution.
    sealed interface RunnerStatus {

        record Running() implements RunnerStatus {}

        /// The execution has succeeded.
        ///
        /// @param output JSON text
        record Succeeded(String output) implements RunnerStatus {}

        record Failed(String error, @Nullable String cause) implements RunnerStatus {}

        record Unknown() implements RunnerStatus {}

        record NotNow(String reason) implements RunnerStatus {}
    }

    /// The names of a state machine's running executions; empty if there are too many, or they can't be listed
    /// now.
    Optional<Set<String>> running(String machine);

    /// Calls StopExecution, which has no effect on an execution that has ended.
    ///
    /// @param error the ASL error name, at most 256 characters
    StopResult stop(String executionArn, String error, String cause);

    /// The result of StopExecution.
    sealed interface StopResult {

        /// The execution has ended, by this call or before it.
        record Ended() implements StopResult {}

        /// The execution was never started.
        record Unknown() implements StopResult {}

        record NotNow(String reason, boolean throttled) implements StopResult {}

        /// Permission is missing: no retry helps.
        record Refused(String reason) implements StopResult {}
    }

    /// The number of events of an execution's history: the ID of the last one.
    Events events(String executionArn);

    /// The result of GetExecutionHistory.
    sealed interface Events {

        record Counted(long last) implements Events {}

        record Unknown() implements Events {}

        record NotNow(String reason) implements Events {}
    }
}
