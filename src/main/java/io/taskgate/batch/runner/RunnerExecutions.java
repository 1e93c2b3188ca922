package io.taskgate.batch.runner;

import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What batches ask of Step Functions. One try a call. Safe for many threads.
public interface RunnerExecutions {

    /// @param input JSON in UTF-8, at most 262,144 bytes
    Started start(String machine, String name, byte[] input);

    /// What a StartExecution came to.
    sealed interface Started {

        /// It runs, started by this call or by an earlier one with the same input.
        record Running() implements Started {}

        /// An execution of this name is there, and has ended.
        record Ended() implements Started {}

        /// Throttled, a 5xx, no reply, too many open executions: the same start again is safe.
        record NotNow(String reason, boolean throttled) implements Started {}

        /// No machine, no permission, a wrong ARN: no retry helps.
        record Refused(String reason) implements Started {}
    }

    /// How an execution stands.
    Standing describe(String executionArn);

    /// What a DescribeExecution came to.
    sealed interface Standing {

        record Running() implements Standing {}

        /// @param output JSON text
        record Succeeded(String output) implements Standing {}

        record Failed(String error, @Nullable String cause) implements Standing {}

        record Unknown() implements Standing {}

        record NotNow(String reason) implements Standing {}
    }

    /// The names of a machine's running executions; empty where there are too many, or they can't be had now.
    Optional<Set<String>> running(String machine);

    /// Stops an execution; nothing happens to one that has ended.
    ///
    /// @param error an ASL error name, at most 256 characters
    Stopped stop(String executionArn, String error, String cause);

    /// What a StopExecution came to.
    sealed interface Stopped {

        /// It has ended, by this call or before it.
        record Ended() implements Stopped {}

        /// It was never started.
        record Unknown() implements Stopped {}

        record NotNow(String reason, boolean throttled) implements Stopped {}

        /// No permission: no retry helps.
        record Refused(String reason) implements Stopped {}
    }

    /// How many events an execution's history has: the id of the last one.
    Events events(String executionArn);

    /// What a GetExecutionHistory came to.
    sealed interface Events {

        record Counted(long last) implements Events {}

        record Unknown() implements Events {}

        record NotNow(String reason) implements Events {}
    }
}
