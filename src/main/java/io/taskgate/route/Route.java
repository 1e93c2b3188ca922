package io.taskgate.route;

import io.taskgate.payload.boundary.Boundary;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// One operation of one service, as configured, that a workflow may wait for or call.
///
/// @param request   what the service gets
/// @param result    what the workflow gets back
/// @param heartbeat the longest silence allowed to the worker; null where none is watched
/// @param timeout   how long the gateway waits for the answer; null for as long as Step Functions does
/// @param ways      how its answer may come besides by a callback
public record Route(
        String service,
        String operation,
        Target target,
        Boundary request,
        Boundary result,
        @Nullable Duration heartbeat,
        @Nullable Duration timeout,
        WorkTracking ways) {

    /// One that is answered by callbacks only.
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

    /// The service that this gateway is itself. No configuration may name it.
    public static final String OWN = "taskgate";

    /// Work that this gateway does itself.
    public static Route own(String operation) {
        return new Route(OWN, operation, new Target.Here(), Boundary.DEFAULT, Boundary.DEFAULT, null, null);
    }

    /// `orders.approve`
    public String name() {
        return service + "." + operation;
    }
}
