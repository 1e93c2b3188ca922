package io.taskgate.simulation.world;

import io.taskgate.batch.ledger.Batch;
import io.taskgate.batch.ledger.BatchLedger;
import io.taskgate.batch.ledger.RunnerRecord;
import io.taskgate.batch.request.BatchId;
import io.taskgate.batch.request.RunnerName;
import io.taskgate.testing.batch.InMemoryBatchLedger;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The batches in the table that all gateways share, with the same delays and faults as the callbacks.
final class SimulatedBatchLedger implements BatchLedger {

    private final InMemoryBatchLedger batches = new InMemoryBatchLedger();
    private final SimulatedLedger table;
    private final Map<BatchId, Lease> leases = new LinkedHashMap<>();

    SimulatedBatchLedger(SimulatedLedger table) {
        this.table = table;
    }

    /// The last write of a batch by which a process acquired or kept its lease.
    private record Lease(SimulatedHost by, long at, long version) {}

    /// Returns the batches whose lease a process holds and has renewed since a time. A driver that has left a
    /// batch does not write it any more.
    List<BatchId> heldBy(SimulatedHost host, long since) {
        return leases.entrySet().stream()
                .filter(lease ->
                        lease.getValue().by().equals(host) && lease.getValue().at() >= since)
                .filter(lease -> batches.find(lease.getKey())
                        .filter(batch -> !batch.isClosed()
                                && batch.lease().version() == lease.getValue().version())
                        .isPresent())
                .map(Map.Entry::getKey)
                .toList();
    }

    private boolean saved(Batch next) {
        boolean saved = batches.save(next);
        SimulatedHost by = table.caller();
        if (saved && by != null && !next.lease().holder().isEmpty()) {
            long version = batches.find(next.id()).orElseThrow().lease().version();
            leases.put(next.id(), new Lease(by, table.now(), version));
        }
        return saved;
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
        return table.write(null, () -> saved(next));
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
