package io.taskgate.simulation.world;

import io.taskgate.batch.ledger.Batch;
import io.taskgate.batch.ledger.BatchLedger;
import io.taskgate.batch.ledger.RunnerRecord;
import io.taskgate.batch.request.BatchId;
import io.taskgate.batch.request.RunnerName;
import io.taskgate.testing.batch.InMemoryBatchLedger;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The batches in the table that all gateways share, with the same delays and faults as the callbacks in it.
final class SimulatedBatchLedger implements BatchLedger {

    private final InMemoryBatchLedger batches = new InMemoryBatchLedger();
    private final SimulatedLedger table;

    SimulatedBatchLedger(SimulatedLedger table) {
        this.table = table;
    }

    @Override
    public Optional<Batch> find(BatchId id) {
        return table.read(() -> batches.find(id));
    }

    @Override
    public boolean create(Batch fresh) {
        return table.write(null, () -> batches.create(fresh));
    }

    @Override
    public boolean save(Batch next) {
        return table.write(null, () -> batches.save(next));
    }

    @Override
    public boolean reserve(BatchId root, long runners, long most) {
        return table.write(null, () -> batches.reserve(root, runners, most));
    }

    @Override
    public long reservedRunners(BatchId root) {
        return table.read(() -> batches.reservedRunners(root));
    }

    @Override
    public boolean create(RunnerRecord fresh) {
        return table.write(null, () -> batches.create(fresh));
    }

    @Override
    public List<RunnerRecord> findRunners(BatchId batch, List<Long> indices) {
        return table.read(() -> batches.findRunners(batch, indices));
    }

    @Override
    public boolean endRunner(RunnerName runner, RunnerRecord.RunnerOutcome end) {
        return table.write(null, () -> batches.endRunner(runner, end));
    }

    @Override
    public boolean restart(RunnerRecord failed, int attempt) {
        return table.write(null, () -> batches.restart(failed, attempt));
    }

    @Override
    public List<BatchId> due(int shard, Instant now, int limit) {
        return table.read(() -> batches.due(shard, now, limit));
    }

    @Override
    public int shards() {
        return batches.shards();
    }
}
