package io.taskgate.batch.ledger;

import io.taskgate.batch.request.BatchId;
import io.taskgate.batch.request.RunnerName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Tells a listener of the batches that a ledger has written. Thread-safe.
public final class ObservedBatchLedger implements BatchLedger {

    private final BatchLedger ledger;
    private final BatchListener listener;

    public ObservedBatchLedger(BatchLedger ledger, BatchListener listener) {
        this.ledger = ledger;
        this.listener = listener;
    }

    @Override
    public boolean create(Batch fresh) {
        return told(fresh, ledger.create(fresh));
    }

    @Override
    public boolean save(Batch next) {
        return told(next, ledger.save(next));
    }

    private boolean told(Batch batch, boolean isWritten) {
        if (isWritten) {
            listener.changed(batch);
        }
        return isWritten;
    }

    // ---- what changes no batch

    @Override
    public Optional<Batch> find(BatchId id) {
        return ledger.find(id);
    }

    @Override
    public boolean reserve(BatchId root, long runners, long most) {
        return ledger.reserve(root, runners, most);
    }

    @Override
    public long reservedRunners(BatchId root) {
        return ledger.reservedRunners(root);
    }

    @Override
    public boolean create(RunnerRecord fresh) {
        return ledger.create(fresh);
    }

    @Override
    public List<RunnerRecord> findRunners(BatchId batch, List<Long> indices) {
        return ledger.findRunners(batch, indices);
    }

    @Override
    public boolean endRunner(RunnerName runner, RunnerRecord.RunnerOutcome end) {
        return ledger.endRunner(runner, end);
    }

    @Override
    public boolean restart(RunnerRecord failed, int attempt) {
        return ledger.restart(failed, attempt);
    }

    @Override
    public List<BatchId> due(int shard, Instant now, int limit) {
        return ledger.due(shard, now, limit);
    }

    @Override
    public int shards() {
        return ledger.shards();
    }
}
