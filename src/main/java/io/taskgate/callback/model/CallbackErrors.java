package io.taskgate.callback.model;

/// The ASL error names of failures that taskgate itself reports. Part of the public contract.
public final class CallbackErrors {

    public static final String HEARTBEAT_TIMEOUT = "Taskgate.HeartbeatTimeout";
    public static final String TIMEOUT = "Taskgate.Timeout";
    public static final String SUPERSEDED = "Taskgate.Superseded";
    public static final String CANCELLED = "Taskgate.Cancelled";
    public static final String PAYLOAD_TOO_LARGE = "Taskgate.PayloadTooLarge";
    public static final String DISPATCH_FAILED = "Taskgate.DispatchFailed";
    public static final String UNKNOWN_ROUTE = "Taskgate.UnknownRoute";
    public static final String INVALID_REQUEST = "Taskgate.InvalidRequest";
    public static final String OWNER_CONFLICT = "Taskgate.OwnerConflict";
    public static final String INVALID_RESULT = "Taskgate.InvalidResult";

    private CallbackErrors() {}
}
