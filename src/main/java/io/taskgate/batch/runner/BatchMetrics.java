package io.taskgate.batch.runner;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.taskgate.batch.ledger.BatchOutcome;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/// What is measured of batches (`docs/operations.md`). Counts are of this process. Safe for many threads.
@Singleton
public final class BatchMetrics {

    private static final String BATCHES = "taskgate.batches";
    private static final String RUNNERS = "taskgate.batch.runners";
    private static final String WHAT = "what";

    private final MeterRegistry meters;
    private final Clock clock;

    public BatchMetrics(MeterRegistry meters, Clock clock) {
        this.meters = meters;
        this.clock = clock;
    }

    /// Who told the end of a runner first.
    public enum Told {
        EVENT("event"),
        RECONCILIATION("reconciliation"),
        RUNNER("runner"),
        GATEWAY("gateway");

        private final String word;

        Told(String word) {
            this.word = word;
        }
    }

    public void driven(ActiveBatches drives) {
        Gauge.builder("taskgate.batches.driven", drives, ActiveBatches::count)
                .description("batches that this process drives")
                .register(meters);
    }

    public void started() {
        count("started");
    }

    public void resumed() {
        count("resumed");
    }

    /// A brake held one.
    public void braked() {
        count("braked");
    }

    public void aborted() {
        count("aborted");
    }

    public void ended(BatchOutcome ending) {
        count(ending.error() != null ? "failed" : ending.failed() == 0 ? "succeeded" : "partial");
    }

    private void count(String what) {
        meters.counter(BATCHES, WHAT, what).increment();
    }

    public void runnerStarted() {
        meters.counter(RUNNERS, WHAT, "started", "told", "gateway").increment();
    }

    void runnerEnded(boolean failed, Told by) {
        meters.counter(RUNNERS, WHAT, failed ? "failed" : "succeeded", "told", by.word)
                .increment();
    }

    /// How long an event took to get here.
    ///
    /// @param at when the runner's execution ended, by AWS's clock
    void lag(Instant at) {
        Duration since = Duration.between(at, clock.instant());
        meters.timer("taskgate.batch.runner.lag").record(since.isNegative() ? Duration.ZERO : since);
    }
}
