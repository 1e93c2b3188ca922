package io.taskgate.batch.ledger;

import io.taskgate.batch.request.BatchId;
import io.taskgate.batch.request.RunnerName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The store of batches and their runners: the ledger's table (ADR-0017). Every write is conditional.
/// Thread-safe.
///
/// Its methods throw [io.taskgate.callback.ledger.Ledger.LedgerUnavailableException] if it is not known whether
/// anything was written.
public interface BatchLedger {

    /// Reads a batch, strongly consistent.
    Optional<Batch> find(BatchId id);

    /// Writes a new batch.
    ///
    /// @return false if it exists already
    boolean create(Batch fresh);

    /// Writes a batch over the version before it, `next.version() - 1`.
    ///
    /// @return false if another write came between
    boolean save(Batch next);

    /// Reserves runners in a tree.
    ///
    /// @return false if it would have more than `most`; then nothing is reserved
    boolean reserve(BatchId root, long runners, long most);

    /// The number of reserved runners of a tree.
    long reservedRunners(BatchId root);

    /// Writes a new runner.
    ///
    /// @return false if a runner with its index exists already
    boolean create(RunnerRecord fresh);

    /// Reads runners by their indices, in this order, strongly consistent. Runners that do not exist are left
    /// out.
    List<RunnerRecord> findRunners(BatchId batch, List<Long> indices);

    /// Ends a runner's attempt, once.
    ///
    /// @return false if it has ended, or has another attempt
    boolean endRunner(RunnerName runner, RunnerRecord.RunnerOutcome end);

    /// Has a failed runner started again.
    ///
    /// @return false if it has not failed, or has another attempt
    boolean restart(RunnerRecord failed, int attempt);

    /// The batches that are due, by the sparse index: a hint.
    List<BatchId> due(int shard, Instant now, int limit);

    int shards();
}
