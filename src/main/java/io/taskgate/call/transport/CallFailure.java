package io.taskgate.call.transport;

import org.jspecify.annotations.Nullable;

/// A failed call, as the workflow sees it.
///
/// @param error         an error name for Catch and Retry; never one that begins with `States.`
/// @param detail        for people; contains nothing from the body of the service
/// @param serviceStatus the status of the service; null for none
public record CallFailure(
        Kind kind, String error, String detail, @Nullable Integer serviceStatus) {

    /// The kind of failure, for the response status and the metrics.
    public enum Kind {
        /// The service rejected the request: any status except 2xx and those of [#SERVICE_ERROR].
        REJECTED,
        /// The service reported a temporary problem: 5xx, 408, 425, 429.
        SERVICE_ERROR,
        /// No connection to the service.
        UNREACHABLE,
        /// The service closed the connection early.
        CONNECTION_LOST,
        /// The response can't be used.
        INVALID_RESPONSE,
        /// The credentials are unavailable.
        AUTH_FAILED,
        /// The service did not answer in time: it is unknown whether it did the work.
        TIMEOUT,
        /// Not called: too many calls failed recently.
        CIRCUIT_OPEN,
        /// Not called: the concurrency limit is reached.
        TOO_MANY_CALLS
    }

    public static final String TIMEOUT = "Taskgate.ServiceTimeout";
    public static final String UNREACHABLE = "Taskgate.ServiceUnreachable";
    public static final String INVALID_RESPONSE = "Taskgate.InvalidResponse";
    public static final String TOO_LARGE = "Taskgate.PayloadTooLarge";
    public static final String CIRCUIT_OPEN = "Taskgate.CircuitOpen";
    public static final String TOO_MANY_CALLS = "Taskgate.TooManyCalls";
    public static final String AUTH_FAILED = "Taskgate.ServiceAuthFailed";
}
