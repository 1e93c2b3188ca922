package io.taskgate.batch;

import java.time.Instant;

/// What a runner's word of its own end came to.
public sealed interface RunnerSettled {

    /// It counts: it was the first, or says the same as the first.
    record Counted(boolean succeeded) implements RunnerSettled {}

    /// Another end counts already: the first one stays.
    record Conflict() implements RunnerSettled {}

    /// Nobody waits for it any more.
    ///
    /// @param reason for people
    record Closed(String reason) implements RunnerSettled {}

    record Expired(Instant at) implements RunnerSettled {}

    /// The signature is not genuine, or there is no such runner.
    record Unknown() implements RunnerSettled {}
}
