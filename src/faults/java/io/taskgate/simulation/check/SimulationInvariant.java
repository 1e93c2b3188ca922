package io.taskgate.simulation.check;

/// The invariants of a run.
public enum SimulationInvariant {
    /// An acknowledged answer did not end a task of its work, although such a task was open.
    LOST,
    /// A task ended with an outcome that was not submitted for its work.
    WRONG,
    /// The same answer ended two waiting tasks of the same work.
    TWICE,
    /// A registered task is open at the end of the run, long after its limits and the end of the faults.
    OPEN,
    /// A record is not in a final state, long after the end of the faults.
    UNFINISHED,
    /// The record is DELIVERED, but Step Functions has another outcome.
    FALSE_DELIVERED,
    /// The record is CLOSED, but the gateway's outcome ended the task.
    FALSE_CLOSED,
    /// A task timed out before the deadline that follows from its last acknowledged sign of life.
    TIMED_OUT_EARLY,
    /// A time-out occurred too long after its deadline although no other faults were active.
    TIMED_OUT_LATE,
    /// An answer took more than ten seconds although the only fault was a service that hangs.
    DELAYED,
    /// The request of one token arrived under two IDs.
    REQUEST_IDS,
    /// A further execution on a key was not answered.
    BLOCKED,
    /// A gateway kept a lease after its shutdown although none of its calls failed, so others must wait for
    /// its expiry.
    NOT_GIVEN_BACK,
    /// A valid call was rejected.
    REFUSED,
    /// An invalid event is not in the dead-letter queue with a reason, a valid event is, or a stray event was
    /// not stored.
    DEAD_LETTERS,
    /// A scenario failed or did not end.
    BROKEN
}
