package io.taskgate.batch.ledger;

import io.taskgate.batch.request.BatchId;
import io.taskgate.batch.request.RunnerName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The store of batches and their children: the ledger's table (ADR-0017). Every write is conditional. Safe for
/// many
/// threads.
///
/// Its calls throw [io.taskgate.callback.ledger.Ledger.LedgerUnavailableException] when nothing is known to be
/// written.
public interface BatchLedger {

    /// A strongly consistent read.
    Optional<Batch> find(BatchId id);

    /// @return false where there is one already
    boolean create(Batch fresh);

    /// Writes a batch over the one before it, `next.version() - 1`.
    ///
    /// @return false where another write came between
    boolean save(Batch next);

    /// Takes room for runners in a tree.
    ///
    /// @return false where it would have more than `most`; then nothing is taken
    boolean reserve(BatchId root, long runners, long most);

    /// How many runners a tree has taken room for.
    long reserved(BatchId root);

    /// @return false where there is one with its index already
    boolean create(RunnerRecord fresh);

    /// Children by their indices, in this order; strongly consistent. Those that are not there are left out.
    List<RunnerRecord> children(BatchId batch, List<Long> indices);

    /// Ends a child's attempt, once.
    ///
    /// @return false where it has ended, or runs another attempt
    boolean end(RunnerName runner, RunnerRecord.End end);

    /// Has a failed child run again.
    ///
    /// @return false where it has not failed, or is at another attempt
    boolean again(RunnerRecord failed, int attempt);

    /// Batches that may want a process, by the sparse index: a hint.
    List<BatchId> due(int shard, Instant now, int limit);

    int shards();
}
