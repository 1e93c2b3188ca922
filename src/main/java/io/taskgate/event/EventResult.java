package io.taskgate.event;

import org.jspecify.annotations.Nullable;

/// What an event came to.
public sealed interface EventResult {

    /// It is dealt with, durably: it may be acknowledged.
    ///
    /// @param result     one word for it, as in the API
    /// @param callbackId the record that it found; null for none
    record Done(Result result, @Nullable String callbackId) implements EventResult {}

    /// It is wrong in itself, or not for this caller: the same will be refused again.
    record Refused(Why why, String field, String problem) implements EventResult {}

    /// Not now: the same may go well another time.
    record NotNow(String reason) implements EventResult {}

    /// Why an event is refused.
    enum Why {
        INVALID,
        FORBIDDEN,
        /// It registers under a key of another owner.
        NOT_OWNER,
        /// There is no such route. Over HTTP this looks like [#FORBIDDEN].
        UNKNOWN_ROUTE,
        UNKNOWN_CALLBACK,
        OVER_BUDGET
    }

    /// The ends of an event that is dealt with.
    enum Result {
        /// Step Functions has the answer.
        REPORTED,
        /// The answer is committed; Step Functions will have it.
        COMMITTED,
        /// The answer is kept for its registration.
        EARLY,
        /// A different answer stands; this one is recorded.
        CONFLICT,
        /// The task is gone.
        CLOSED,
        /// A webhook's delivery that an earlier generation was answered by: it changes nothing.
        REPLAYED,
        /// A sign of life was taken.
        HEARTBEAT,
        /// A task is registered.
        REGISTERED,
        /// The task was registered before.
        REPEATED,
        /// A task is registered in the place of an earlier one for the same work.
        TAKEN_OVER,
        /// A newer token for the same work is here already.
        SUPERSEDED,
        /// The end of an execution was looked into.
        EXECUTION_ENDED,
        /// Its route makes nothing of it.
        IGNORED,
        /// It fits no route: kept for a person.
        UNMATCHED,
        /// It fits more than one route: settled for neither, and kept for a person.
        AMBIGUOUS
    }
}
