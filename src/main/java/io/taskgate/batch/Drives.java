package io.taskgate.batch;

import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Which batches this process drives. Safe for many threads.
@Singleton
public final class Drives {

    private final Map<BatchId, Signal> driven = new ConcurrentHashMap<>();

    /// @return empty where it is driven here already
    Optional<Signal> begin(BatchId batch) {
        Signal signal = new Signal();
        return driven.putIfAbsent(batch, signal) == null ? Optional.of(signal) : Optional.empty();
    }

    void end(BatchId batch) {
        driven.remove(batch);
    }

    boolean isDriven(BatchId batch) {
        return driven.containsKey(batch);
    }

    int count() {
        return driven.size();
    }

    /// A runner's end is written.
    void signal(RunnerName runner, boolean failed) {
        Signal signal = driven.get(runner.batch());
        if (signal != null) {
            signal.ended(runner, failed);
        }
    }

    /// All drivers put their batches down.
    void stop() {
        driven.values().forEach(Signal::stop);
    }
}
