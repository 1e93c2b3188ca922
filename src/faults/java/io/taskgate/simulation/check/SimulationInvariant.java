package io.taskgate.simulation.check;

/// What a run must never show.
public enum SimulationInvariant {
    /// An acknowledged answer did not end a task of its work, though one was there to end.
    LOST,
    /// A task was ended by what nobody answered for its work.
    WRONG,
    /// The same answer ended two tasks of one work that both waited.
    TWICE,
    /// A registered task is open at the end, long after its bounds and the heal.
    OPEN,
    /// A record is not at its end, long after the heal.
    UNFINISHED,
    /// The record says DELIVERED, and Step Functions has another end.
    FALSE_DELIVERED,
    /// The record says CLOSED, and it was our outcome that ended the task.
    FALSE_CLOSED,
    /// A task timed out before the deadline that its last acknowledged sign of life gave it.
    TIMED_OUT_EARLY,
    /// A time-out came more than the bound after its deadline, with everything healthy.
    TIMED_OUT_LATE,
    /// With nothing wrong but one service that hangs, an answer took more than ten seconds.
    DELAYED,
    /// One token's request arrived under two ids.
    REQUEST_IDS,
    /// A further execution on a key was not answered.
    BLOCKED,
    /// A gateway that was asked to end kept a lease, though none of its calls failed: others have to wait for it.
    NOT_GIVEN_BACK,
    /// A call was refused in a way that it never earns.
    REFUSED,
    /// An event that is wrong in itself is not among the dead letters with a reason, a good one is there, or a stray
    /// one
    /// is not kept.
    DEAD_LETTERS,
    /// A play broke, or did not come to its end.
    BROKEN
}
