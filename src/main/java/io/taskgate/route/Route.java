package io.taskgate.route;

import io.taskgate.payload.boundary.Boundary;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A configured operation of a service that a workflow can wait for or call.
///
/// @param request   the boundary of the request to the service
/// @param result    the boundary of the result for the workflow
/// @param heartbeat the maximum time between heartbeats; null for no heartbeat
/// @param timeout   the time to wait for an answer; null for the timeout of Step Functions
/// @param ways      the channels of its answers in addition to callbacks
public record Route(
        String service,
        String operation,
        Target target,
        Boundary request,
        Boundary result,
        @Nullable Duration heartbeat,
        @Nullable Duration timeout,
        WorkTracking ways) {

    /// Creates a route that is answered only by callbacks.
    public Route(
            String service,
            String operation,
            Target target,
            Boundary request,
            Boundary result,
            @Nullable Duration heartbeat,
            @Nullable Duration timeout) {
        this(service, operation, target, request, result, heartbeat, timeout, WorkTracking.NONE);
    }

    /// The service name of the gateway itself. Not allowed in the configuration.
    public static final String OWN = "taskgate";

    /// Returns a route for work that the gateway does itself.
    public static Route own(String operation) {
        return new Route(OWN, operation, new Target.Internal(), Boundary.DEFAULT, Boundary.DEFAULT, null, null);
    }

    /// Returns the route name, for example `orders.approve`.
    public String name() {
        return service + "." + operation;
    }
}
