package io.taskgate.testing.batch;

import io.taskgate.batch.ledger.Batch;
import io.taskgate.batch.ledger.BatchLedger;
import io.taskgate.batch.ledger.RunnerRecord;
import io.taskgate.batch.request.BatchId;
import io.taskgate.batch.request.RunnerName;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// An in-memory store of batches with the conditions of the real one. Thread-safe.
public final class InMemoryBatchLedger implements BatchLedger {

    private final Map<BatchId, Batch> batches = new HashMap<>();
    private final Map<String, RunnerRecord> children = new HashMap<>();
    private final Map<BatchId, Long> reserved = new HashMap<>();
    private int refused;
    private volatile Runnable onChildren = () -> {};
    private volatile Consumer<Batch> onSave = _ -> {};
    private volatile Consumer<Batch> onSaved = _ -> {};

    /// Sets an action that runs before each write of a batch; the writer receives its exceptions.
    public void onSave(Consumer<Batch> does) {
        onSave = does;
    }

    /// Sets an action that runs after each write of a batch; the writer receives its exceptions.
    public void onSaved(Consumer<Batch> does) {
        onSaved = does;
    }

    /// Sets an action that runs once, before the next read of children.
    public void onChildren(Runnable does) {
        onChildren = does;
    }

    /// Returns the number of saves with an outdated version.
    public synchronized int refused() {
        return refused;
    }

    @Override
    public synchronized Optional<Batch> find(BatchId id) {
        return Optional.ofNullable(batches.get(id));
    }

    @Override
    public synchronized boolean create(Batch fresh) {
        return batches.putIfAbsent(fresh.id(), fresh) == null;
    }

    @Override
    public boolean save(Batch next) {
        onSave.accept(next);
        boolean written = write(next);
        onSaved.accept(next);
        return written;
    }

    private synchronized boolean write(Batch next) {
        Batch current = batches.get(next.id());
        if (current == null || current.lease().version() != next.lease().version() - 1) {
            refused++;
            return false;
        }
        batches.put(next.id(), next);
        return true;
    }

    @Override
    public synchronized boolean reserve(BatchId root, long runners, long most) {
        long now = reserved.getOrDefault(root, 0L) + runners;
        if (now > most) {
            return false;
        }
        reserved.put(root, now);
        return true;
    }

    @Override
    public synchronized long reservedRunners(BatchId root) {
        return reserved.getOrDefault(root, 0L);
    }

    private static String key(BatchId batch, long index) {
        return batch + "." + index;
    }

    @Override
    public synchronized boolean create(RunnerRecord fresh) {
        return children.putIfAbsent(key(fresh.batch(), fresh.index()), fresh) == null;
    }

    @Override
    public List<RunnerRecord> findRunners(BatchId batch, List<Long> indices) {
        Runnable first = onChildren;
        onChildren = () -> {};
        first.run();
        return read(batch, indices);
    }

    private synchronized List<RunnerRecord> read(BatchId batch, List<Long> indices) {
        return indices.stream()
                .sorted()
                .flatMap(index -> Optional.ofNullable(children.get(key(batch, index))).stream())
                .toList();
    }

    @Override
    public synchronized boolean endRunner(RunnerName runner, RunnerRecord.RunnerOutcome end) {
        String key = key(runner.batch(), runner.index());
        RunnerRecord child = children.get(key);
        if (child == null || !child.isRunning() || child.attempt() != runner.attempt()) {
            return false;
        }
        children.put(
                key,
                new RunnerRecord(
                        child.batch(),
                        child.index(),
                        child.attempt(),
                        child.first(),
                        child.count(),
                        child.from(),
                        child.to(),
                        end));
        return true;
    }

    @Override
    public synchronized boolean restart(RunnerRecord failed, int attempt) {
        String key = key(failed.batch(), failed.index());
        RunnerRecord child = children.get(key);
        if (child == null || !child.hasFailed() || child.attempt() != failed.attempt()) {
            return false;
        }
        children.put(key, child.restarted(attempt));
        return true;
    }

    @Override
    public synchronized List<BatchId> due(int shard, Instant now, int limit) {
        return batches.values().stream()
                .filter(batch ->
                        batch.lease().dueAt() != null && !batch.lease().dueAt().isAfter(now))
                .map(Batch::id)
                .limit(limit)
                .toList();
    }

    @Override
    public int shards() {
        return 1;
    }
}
