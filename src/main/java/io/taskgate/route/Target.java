package io.taskgate.route;

import java.net.URI;

/// The target of the requests of a route.
public sealed interface Target {

    /// An event on an EventBridge bus.
    record Event(String bus, String detailType) implements Target {}

    /// An HTTP request to the service, with its credentials.
    record Http(Service service, URI url, String method) implements Target {}

    /// A synchronous call. Nothing is dispatched, and a callback exists only for a long-running job.
    record Call(CallDefinition plan) implements Target {}

    /// The gateway itself.
    record Internal() implements Target {}
}
