package io.taskgate.call.transport;

import org.jspecify.annotations.Nullable;

/// A call that failed, as its workflow is told.
///
/// @param error         an error name that a Catch or Retry can name; never one that begins with `States.`
/// @param detail        for people; nothing of the service's body
/// @param serviceStatus the service's own status; null where it gave none
public record CallFailure(
        Kind kind, String error, String detail, @Nullable Integer serviceStatus) {

    /// What kind of failure it is, for the answer's status and for the metrics.
    public enum Kind {
        /// It said no: any status but 2xx, and those of [#SERVICE_ERROR].
        REJECTED,
        /// It said that it is not well: 5xx, 408, 425, 429.
        SERVICE_ERROR,
        /// It has no connection for us.
        UNREACHABLE,
        /// It broke off.
        CONNECTION_LOST,
        /// It answered with what can't be used.
        INVALID_RESPONSE,
        /// What the call proves itself by can't be had.
        AUTH_FAILED,
        /// It did not answer in time: whether it did the work is not known.
        TIMEOUT,
        /// It was not called: too many calls failed just now.
        CIRCUIT_OPEN,
        /// It was not called: too many calls are under way.
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
