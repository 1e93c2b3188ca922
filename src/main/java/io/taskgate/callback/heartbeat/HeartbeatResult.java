package io.taskgate.callback.heartbeat;

import io.taskgate.callback.model.Callback;

/// The result of a heartbeat.
public sealed interface HeartbeatResult {

    /// The heartbeat was accepted.
    record Accepted(Callback callback) implements HeartbeatResult {}

    /// The callback is not registered yet; nothing was written, because a heartbeat is of no use later.
    record Early() implements HeartbeatResult {}

    /// The task is closed: the worker should stop.
    record TaskClosed(Callback current) implements HeartbeatResult {}

    /// The callback does not exist, or the caller may not see it.
    record Unknown() implements HeartbeatResult {}

    /// This process can't accept a heartbeat now; nothing was written. Retry soon, or at another gateway.
    record NotNow(String reason) implements HeartbeatResult {}

    /// The heartbeat could not be sent to Step Functions. Retry soon.
    record NotRelayed(String reason) implements HeartbeatResult {}
}
