package io.taskgate.event;

import org.jspecify.annotations.Nullable;

/// The result of handling an event.
public sealed interface EventResult {

    /// The event was handled durably and can be acknowledged.
    ///
    /// @param result     the result, as in the API
    /// @param callbackId the callback that was found; null for none
    record Handled(Result result, @Nullable String callbackId) implements EventResult {}

    /// The event is invalid, or not allowed for this caller: a retry would be rejected again.
    record Rejected(RejectionReason reason, String field, String problem) implements EventResult {}

    /// The event can't be handled now. A retry may succeed.
    record NotNow(String reason) implements EventResult {}

    /// The reasons why an event is rejected.
    enum RejectionReason {
        INVALID,
        FORBIDDEN,
        /// The correlation key belongs to another owner.
        NOT_OWNER,
        /// Unknown route. Over HTTP this looks like [#FORBIDDEN].
        UNKNOWN_ROUTE,
        UNKNOWN_CALLBACK,
        OVER_BUDGET
    }

    /// The results of a handled event.
    enum Result {
        /// Step Functions accepted the answer.
        REPORTED,
        /// The answer is committed and will be reported to Step Functions.
        COMMITTED,
        /// The answer is kept until its registration arrives.
        EARLY,
        /// The callback has a different outcome; this answer is recorded.
        CONFLICT,
        /// The task is closed.
        CLOSED,
        /// A webhook delivery that answered an earlier generation: it has no effect.
        REPLAYED,
        /// A heartbeat was recorded.
        HEARTBEAT,
        /// A task was registered.
        REGISTERED,
        /// The task was registered before.
        REPEATED,
        /// A task was registered in place of an earlier one for the same work.
        TAKEN_OVER,
        /// A newer token for the same work is registered.
        SUPERSEDED,
        /// The end of an execution was handled.
        EXECUTION_ENDED,
        /// The route ignores the event.
        IGNORED,
        /// No route matches: kept for inspection.
        UNMATCHED,
        /// More than one route matches: not settled, and kept for inspection.
        AMBIGUOUS
    }
}
