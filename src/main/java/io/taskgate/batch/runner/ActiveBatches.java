package io.taskgate.batch.runner;

import io.taskgate.batch.ledger.Batch;
import io.taskgate.batch.request.BatchId;
import io.taskgate.batch.request.RunnerName;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// The batches that this process drives. Thread-safe.
@Singleton
public final class ActiveBatches {

    private final Map<BatchId, Drive> driven = new ConcurrentHashMap<>();
    private volatile boolean stopped;

    private record Drive(BatchSignal signal, int depth) {}

    /// Registers a batch.
    ///
    /// @return empty if this process drives it already
    public Optional<BatchSignal> register(Batch batch) {
        BatchSignal signal = new BatchSignal();
        if (driven.putIfAbsent(batch.id(), new Drive(signal, batch.depth())) != null) {
            return Optional.empty();
        }
        if (stopped) {
            signal.stop();
        }
        return Optional.of(signal);
    }

    public void unregister(BatchId batch) {
        driven.remove(batch);
    }

    public boolean isDriven(BatchId batch) {
        return driven.containsKey(batch);
    }

    public int count() {
        return driven.size();
    }

    /// The number of driven batches of a depth.
    public long count(int depth) {
        return driven.values().stream().filter(drive -> drive.depth() == depth).count();
    }

    /// Signals that a runner's outcome is written.
    void signal(RunnerName runner, boolean failed) {
        Drive drive = driven.get(runner.batch());
        if (drive != null) {
            drive.signal().ended(runner, failed);
        }
    }

    /// Stops all drivers, also those that start from now on.
    public void stop() {
        stopped = true;
        driven.values().forEach(drive -> drive.signal().stop());
    }

    public boolean isStopped() {
        return stopped;
    }
}
