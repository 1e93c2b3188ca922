package io.taskgate.callback.model;

/// The state of a callback (`callback-protocol`, the record's transitions).
public enum CallbackState {
    /// An answer came before its registration, and is stored.
    EARLY,
    /// Registered; the answer is awaited.
    PENDING,
    /// An outcome is committed; Step Functions may not have it yet.
    SETTLING,
    /// Step Functions has accepted the outcome.
    DELIVERED,
    /// The task was closed otherwise; the outcome, if any, was not accepted.
    CLOSED,
    /// Step Functions does not know the token.
    REJECTED,
    /// A response was lost and the task is closed: the history decides whether by this outcome.
    AMBIGUOUS,
    /// An early answer was never registered for, or a report could not be made for too long.
    EXPIRED,
    /// An early answer was withdrawn by an operator. A registered callback that is cancelled is reported
    /// instead.
    CANCELLED;

    /// Returns whether nothing more happens without a new token, an answer or an operator.
    public boolean isEnd() {
        return switch (this) {
            case EARLY, PENDING, SETTLING, AMBIGUOUS -> false;
            case DELIVERED, CLOSED, REJECTED, EXPIRED, CANCELLED -> true;
        };
    }
}
