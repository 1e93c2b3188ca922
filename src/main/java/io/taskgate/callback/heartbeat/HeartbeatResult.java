package io.taskgate.callback.heartbeat;

import io.taskgate.callback.model.Callback;

/// What a heartbeat came to.
public sealed interface HeartbeatResult {

    /// Step Functions took it.
    record Beating(Callback callback) implements HeartbeatResult {}

    /// Nobody waits yet. Nothing is written: a heartbeat is of no use later.
    record Early() implements HeartbeatResult {}

    /// Nobody waits any more: stop working.
    record Stop(Callback standing) implements HeartbeatResult {}

    /// No such callback, or none that this caller may see.
    record Unknown() implements HeartbeatResult {}

    /// This process can't take it now, and nothing was written. Send it again soon, or to another gateway.
    record NotNow(String reason) implements HeartbeatResult {}

    /// Step Functions could not be told. Send it again soon.
    record NotRelayed(String reason) implements HeartbeatResult {}
}
