package io.taskgate.callback.model;

/// Where a callback stands (`callback-protocol`, the record's transitions).
public enum CallbackState {
    /// An answer came before its registration, and is kept.
    EARLY,
    /// Registered; the answer is awaited.
    PENDING,
    /// One outcome is committed; Step Functions may not know it yet.
    SETTLING,
    /// Step Functions took our outcome.
    DELIVERED,
    /// Somebody else closed the task; our outcome, if any, was not taken.
    CLOSED,
    /// Step Functions does not know the token.
    REJECTED,
    /// A reply was lost and the task is closed now: by us or by somebody else, history decides.
    AMBIGUOUS,
    /// Nobody came for an early answer, or a report could not be made for too long.
    EXPIRED,
    /// An early answer was withdrawn by an operator. A registered callback that is cancelled is reported
    /// instead.
    CANCELLED;

    /// Whether nothing more happens unless a new token, an answer or an operator comes.
    public boolean isEnd() {
        return switch (this) {
            case EARLY, PENDING, SETTLING, AMBIGUOUS -> false;
            case DELIVERED, CLOSED, REJECTED, EXPIRED, CANCELLED -> true;
        };
    }
}
