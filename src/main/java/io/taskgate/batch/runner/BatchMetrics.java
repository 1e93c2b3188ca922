package io.taskgate.batch.runner;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.taskgate.batch.ledger.BatchOutcome;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/// The metrics of batches (`docs/operations.md`). Counts are of this process. Thread-safe.
@Singleton
public final class BatchMetrics {

    private static final String BATCHES = "taskgate.batches";
    private static final String RUNNERS = "taskgate.batch.runners";
    private static final String EVENT = "event";

    private final MeterRegistry meters;
    private final Clock clock;

    public BatchMetrics(MeterRegistry meters, Clock clock) {
        this.meters = meters;
        this.clock = clock;
    }

    /// The source that first reported the completion of a runner.
    public enum ReportedBy {
        EVENT("event"),
        RECONCILIATION("reconciliation"),
        RUNNER("runner"),
        GATEWAY("gateway");

        private final String word;

        ReportedBy(String word) {
            this.word = word;
        }
    }

    public void driven(ActiveBatches drives) {
        Gauge.builder("taskgate.batches.active", drives, ActiveBatches::count)
                .description("batches that this process drives")
                .register(meters);
    }

    public void started() {
        count("started");
    }

    public void resumed() {
        count("resumed");
    }

    /// Counts a rejected batch.
    public void rejected() {
        count("rejected");
    }

    public void aborted() {
        count("aborted");
    }

    public void ended(BatchOutcome ending) {
        count(ending.error() != null ? "failed" : ending.failed() == 0 ? "succeeded" : "partial");
    }

    private void count(String what) {
        meters.counter(BATCHES, EVENT, what).increment();
    }

    public void runnerStarted() {
        meters.counter(RUNNERS, EVENT, "started", "reported_by", "gateway").increment();
    }

    void runnerEnded(boolean failed, ReportedBy by) {
        meters.counter(RUNNERS, EVENT, failed ? "failed" : "succeeded", "reported_by", by.word)
                .increment();
    }

    /// Records the delay of an event.
    ///
    /// @param at the end of the runner's execution, by AWS's clock
    void lag(Instant at) {
        Duration since = Duration.between(at, clock.instant());
        meters.timer("taskgate.batch.runner.lag").record(since.isNegative() ? Duration.ZERO : since);
    }
}
