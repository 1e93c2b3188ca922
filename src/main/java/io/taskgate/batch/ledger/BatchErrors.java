package io.taskgate.batch.ledger;

/// The ASL error names with which a batch fails its parent. Part of the public contract.
public final class BatchErrors {

    /// More items failed than are tolerated.
    public static final String FAILED = "Taskgate.BatchFailed";

    /// A runner scattered again below the deepest level that is allowed.
    public static final String TOO_DEEP = "Taskgate.BatchTooDeep";

    /// More runners than are allowed, counting all that are nested.
    public static final String TOO_LARGE = "Taskgate.BatchTooLarge";

    /// More state transitions than may be paid for.
    public static final String TOO_EXPENSIVE = "Taskgate.BatchTooExpensive";

    /// The source is not what its format says, or an item may not travel.
    public static final String INVALID_SOURCE = "Taskgate.InvalidSource";

    /// Step Functions refuses to start the runner.
    public static final String RUNNER_REJECTED = "Taskgate.RunnerRejected";

    /// A runner's output does not fit the `gather` shape.
    public static final String GATHER = "Taskgate.GatherFailed";

    /// Nobody waits for a batch any more; runners that are stopped for it end with it.
    public static final String ABORTED = "Taskgate.BatchAborted";

    /// Another task resumed the batch in the same moment, and gets its answer.
    public static final String SUPERSEDED = "Taskgate.Superseded";

    private BatchErrors() {}
}
