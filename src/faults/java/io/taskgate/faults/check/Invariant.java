package io.taskgate.faults.check;

/// The violations that a run must never show. The numbers are of the promises in `docs/protocol.md`.
public enum Invariant {
    /// 1: an acknowledged answer never reached Step Functions.
    LOST,
    /// 2: Step Functions was told something that no worker said, or another thing than was acknowledged.
    WRONG,
    /// 2, 8: two different answers to one task were both acknowledged.
    BOTH_ACKNOWLEDGED,
    /// 2: more than one answer was applied in one execution.
    TWICE,
    /// 3: the record says DELIVERED, and Step Functions does not have its outcome.
    FALSE_DELIVERED,
    /// 3: the record says that somebody else closed the task, and it was our outcome that did.
    FALSE_CLOSED,
    /// 3: AMBIGUOUS, and no reply was dropped or late, no process died or stood still, and no write of the
    /// ledger failed.
    NEEDLESSLY_AMBIGUOUS,
    /// 7: the request was published under more than one id for one token.
    REQUEST_IDS,
    /// 9: timed out before the deadline that was told.
    TIMED_OUT_EARLY,
    /// 5, 6: a worker answered, and the execution's task is open at the end all the same.
    OPEN,
    /// The record is not at its end after the heal.
    UNFINISHED,
    /// 13: an answer or a registration was refused in a way that this workload never earns, or broke (500).
    REFUSED,
    /// 13: sent away with 429 or 503, and not told when to come again.
    NO_RETRY_AFTER,
    /// 6: an upload to a gateway whose disk is full was not told 503, or not taken when there was room again.
    DISK_FULL,
    /// 16: a wrong message is not among the dead letters with its reason, or a gateway buried a good one.
    DEAD_LETTERS,
    /// 14: a task token in a gateway's output.
    TOKEN_SHOWN,
    /// 12: not quiet in time after the heal: executions open, or messages in the queue.
    UNQUIET
}
