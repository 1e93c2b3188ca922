package io.taskgate.callback;

/// The ASL error names of failures that taskgate itself reports. Part of the public contract.
final class Failures {

    static final String HEARTBEAT_TIMEOUT = "Taskgate.HeartbeatTimeout";
    static final String TIMEOUT = "Taskgate.Timeout";
    static final String SUPERSEDED = "Taskgate.Superseded";
    static final String CANCELLED = "Taskgate.Cancelled";
    static final String PAYLOAD_TOO_LARGE = "Taskgate.PayloadTooLarge";
    static final String DISPATCH_FAILED = "Taskgate.DispatchFailed";
    static final String UNKNOWN_ROUTE = "Taskgate.UnknownRoute";
    static final String INVALID_REQUEST = "Taskgate.InvalidRequest";
    static final String INVALID_RESULT = "Taskgate.InvalidResult";

    private Failures() {}
}
