package io.taskgate.route;

import java.net.URI;

/// Where a route's request goes.
public sealed interface Target {

    /// An event on a bus of EventBridge.
    record Event(String bus, String detailType) implements Target {}

    /// An HTTP call to the service.
    record Http(URI url, String method) implements Target {}

    /// Nowhere: this gateway does the work itself.
    record Here() implements Target {}
}
