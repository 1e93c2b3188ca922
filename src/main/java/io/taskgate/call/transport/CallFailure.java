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
        /// It said no: any status but 2xx, and those of [#UNWELL].
        REFUSED,
        /// It said that it is not well: 5xx, 408, 425, 429.
        UNWELL,
        /// It has no connection for us.
        UNREACHABLE,
        /// It broke off.
        BROKEN,
        /// It answered with what can't be used.
        INVALID,
        /// What the call proves itself by can't be had.
        UNPROVEN,
        /// It did not answer in time: whether it did the work is not known.
        TIMEOUT,
        /// It was not called: too many calls failed just now.
        CIRCUIT_OPEN,
        /// It was not called: too many calls are under way.
        TOO_MANY
    }

    public static final String TIMEOUT = "Taskgate.ServiceTimeout";
    public static final String UNREACHABLE = "Taskgate.ServiceUnreachable";
    public static final String INVALID = "Taskgate.InvalidResponse";
    public static final String TOO_LARGE = "Taskgate.PayloadTooLarge";
    public static final String CIRCUIT_OPEN = "Taskgate.CircuitOpen";
    public static final String TOO_MANY = "Taskgate.TooManyCalls";
    public static final String NO_PROOF = "Taskgate.ServiceAuthFailed";
}
