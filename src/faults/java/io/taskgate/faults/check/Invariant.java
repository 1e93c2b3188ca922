package io.taskgate.faults.check;

/// The invariants of a run. The numbers refer to the promises in `docs/protocol.md`.
public enum Invariant {
    /// 1: An acknowledged answer never reached Step Functions.
    LOST,
    /// 2: Step Functions accepted an outcome that no worker submitted, or that differs from the acknowledged
    /// answer.
    WRONG,
    /// 2, 8: Two different answers to one task were both acknowledged.
    BOTH_ACKNOWLEDGED,
    /// 2: More than one answer was applied in one execution.
    TWICE,
    /// 3: The record is DELIVERED, but Step Functions does not have its outcome.
    FALSE_DELIVERED,
    /// 3: The record says that another party closed the task, but the gateway's outcome did.
    FALSE_CLOSED,
    /// 3: The record was AMBIGUOUS although no reply was dropped or late, no process ended or was stopped,
    /// and no write of the ledger failed.
    NEEDLESSLY_AMBIGUOUS,
    /// 7: The request for one token was published under more than one ID.
    REQUEST_IDS,
    /// 9: The task timed out before the deadline that a heartbeat response had announced.
    TIMED_OUT_EARLY,
    /// 5, 6: A worker answered, but the execution's task is still open at the end of the run.
    OPEN,
    /// The record is not in a final state after the end of the faults.
    UNFINISHED,
    /// 13: A valid answer or registration was rejected or caused a 500.
    REFUSED,
    /// 13: A 429 or 503 response has no Retry-After header.
    NO_RETRY_AFTER,
    /// 6: An upload to a gateway with a full disk did not get 503, or was not accepted when space was
    /// available again.
    DISK_FULL,
    /// 16: A malformed message is not in the dead-letter queue with its reason, or a valid message is.
    DEAD_LETTERS,
    /// 14: A gateway's output contains a task token.
    TOKEN_SHOWN,
    /// 12: Executions or messages in the queue remain after the time limit that follows the end of the
    /// faults.
    UNQUIET
}
