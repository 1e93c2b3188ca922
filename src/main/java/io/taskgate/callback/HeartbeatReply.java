package io.taskgate.callback;

/// What a heartbeat came to.
public sealed interface HeartbeatReply {

    /// Step Functions took it.
    record Beating(Callback callback) implements HeartbeatReply {}

    /// Nobody waits yet. Nothing is written: a heartbeat is of no use later.
    record Early() implements HeartbeatReply {}

    /// Nobody waits any more: stop working.
    record Stop(Callback standing) implements HeartbeatReply {}

    /// No such callback, or none that this caller may see.
    record Unknown() implements HeartbeatReply {}

    /// This process can't take it now, and nothing was written. Send it again soon, or to another gateway.
    record NotNow(String reason) implements HeartbeatReply {}

    /// Step Functions could not be told. Send it again soon.
    record NotRelayed(String reason) implements HeartbeatReply {}
}
