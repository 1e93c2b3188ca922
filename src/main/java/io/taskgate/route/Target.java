package io.taskgate.route;

import java.net.URI;

/// Where a route's request goes.
public sealed interface Target {

    /// An event on a bus of EventBridge.
    record Event(String bus, String detailType) implements Target {}

    /// An HTTP call to the service, which wants the service's proof.
    record Http(Service service, URI url, String method) implements Target {}

    /// A call whose response is waited for: nothing is dispatched, and a callback waits only where the call
    /// turned out
    /// long.
    record Call(CallDefinition plan) implements Target {}

    /// Nowhere: this gateway does the work itself.
    record Here() implements Target {}
}
