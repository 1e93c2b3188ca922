package io.taskgate.batch.ledger;

/// The ASL error names with which a batch fails its parent. Part of the public contract.
public final class BatchErrors {

    /// More items failed than are tolerated.
    public static final String FAILED = "Taskgate.BatchFailed";

    /// A runner started a batch below the deepest level that is allowed.
    public static final String TOO_DEEP = "Taskgate.BatchTooDeep";

    /// More runners than are allowed, including nested ones.
    public static final String TOO_LARGE = "Taskgate.BatchTooLarge";

    /// More state transitions than the cost limit allows.
    public static final String TOO_EXPENSIVE = "Taskgate.BatchTooExpensive";

    /// The source does not have its format, or an item is too large.
    public static final String INVALID_SOURCE = "Taskgate.InvalidSource";

    /// Step Functions refused to start the runner.
    public static final String RUNNER_REJECTED = "Taskgate.RunnerRejected";

    /// A runner's output does not fit the `gather` shape.
    public static final String GATHER = "Taskgate.GatherFailed";

    /// No task waits for the batch any more; its stopped runners end with it.
    public static final String ABORTED = "Taskgate.BatchAborted";

    /// Another task resumed the batch at the same moment, and gets its answer.
    public static final String SUPERSEDED = "Taskgate.Superseded";

    private BatchErrors() {}
}
