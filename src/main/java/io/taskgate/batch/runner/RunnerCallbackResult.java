package io.taskgate.batch.runner;

import java.time.Instant;

/// What a runner's word of its own end came to.
public sealed interface RunnerCallbackResult {

    /// It counts: it was the first, or says the same as the first.
    record Counted(boolean succeeded) implements RunnerCallbackResult {}

    /// Another end counts already: the first one stays.
    record Conflict() implements RunnerCallbackResult {}

    /// Nobody waits for it any more.
    ///
    /// @param reason for people
    record Closed(String reason) implements RunnerCallbackResult {}

    record Expired(Instant at) implements RunnerCallbackResult {}

    /// The signature is not genuine, or there is no such runner.
    record Unknown() implements RunnerCallbackResult {}
}
