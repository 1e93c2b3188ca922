package io.taskgate.batch.runner;

import java.time.Instant;

/// The result of a runner's report of its own completion.
public sealed interface RunnerCallbackResult {

    /// The report was the first, or equals the first.
    record Counted(boolean succeeded) implements RunnerCallbackResult {}

    /// A different report came first and stays.
    record Conflict() implements RunnerCallbackResult {}

    /// The batch does not wait for this runner any more.
    ///
    /// @param reason the reason, for people
    record Closed(String reason) implements RunnerCallbackResult {}

    record Expired(Instant at) implements RunnerCallbackResult {}

    /// The signature is invalid, or there is no such runner.
    record Unknown() implements RunnerCallbackResult {}
}
