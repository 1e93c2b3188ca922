package io.taskgate.standin.fault;

import io.taskgate.standin.eventbridge.delivery.DeliveryFailure;

/// Applies a fault to an event on its way, except delays.
public final class DeliveryFault {

    private DeliveryFault() {}

    /// @throws DeliveryFailure if the target does not get the event
    public static void before(Faults.Struck struck) throws DeliveryFailure {
        switch (struck.kind()) {
            case THROTTLE -> throw DeliveryFailure.passing("THROTTLING", "told to throttle");
            case ERROR ->
                throw DeliveryFailure.passing(
                        "ERROR_FROM_TARGET",
                        "told to fail with HTTP status code " + struck.fault().status());
            case DENY -> throw DeliveryFailure.lasting("NO_PERMISSIONS", "told to deny");
            case DROP_BEFORE, RESET_BEFORE ->
                throw DeliveryFailure.passing("CONNECTION_FAILURE", "told to drop the connection");
            case DROP_AFTER, RESET_AFTER, HALF_BODY, DRIP, LATENCY, FAIL_ENTRY, DUPLICATE, REORDER -> {}
        }
    }

    /// @throws DeliveryFailure if the target has the event, and EventBridge does not learn it
    public static void after(Faults.Struck struck) throws DeliveryFailure {
        switch (struck.kind()) {
            case DROP_AFTER, RESET_AFTER, HALF_BODY, DRIP ->
                throw DeliveryFailure.passing("TIMEOUT", "told to lose the answer");
            case THROTTLE, ERROR, DENY, DROP_BEFORE, RESET_BEFORE, LATENCY, FAIL_ENTRY, DUPLICATE, REORDER -> {}
        }
    }
}
