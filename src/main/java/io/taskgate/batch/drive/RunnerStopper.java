package io.taskgate.batch.drive;

import io.taskgate.batch.ledger.Batch;
import io.taskgate.batch.ledger.BatchLedger;
import io.taskgate.batch.ledger.BatchProgress;
import io.taskgate.batch.ledger.RunnerRecord;
import io.taskgate.batch.runner.RunnerExecutions;
import io.taskgate.ratelimit.RateLimiter;
import java.util.List;
import java.util.stream.LongStream;
import org.jboss.logging.Logger;

/// Stops the runners of a batch that no task waits for any more, at the account's rate. Their completions come
/// in as any runner's. Thread-safe.
final class RunnerStopper {

    private static final Logger LOG = Logger.getLogger(RunnerStopper.class);

    private static final int PAGE = 100;
    private static final int MAX_ATTEMPTS = 5;

    private final BatchLedger ledger;
    private final RunnerExecutions runners;
    private final RateLimiter limiter;

    RunnerStopper(BatchLedger ledger, RunnerExecutions runners, RateLimiter limiter) {
        this.ledger = ledger;
        this.runners = runners;
        this.limiter = limiter;
    }

    /// Stops the runners of a batch.
    ///
    /// @param error the ASL error name with which they end
    /// @param alive called often; its exception ends the method
    void stop(Batch batch, String error, String cause, Runnable alive) throws InterruptedException {
        BatchProgress progress = batch.progress();
        for (long from = progress.completedBefore(); from < progress.batches(); from += PAGE) {
            List<Long> page = LongStream.range(from, Math.min(from + PAGE, progress.batches()))
                    .boxed()
                    .toList();
            for (RunnerRecord child : ledger.findRunners(batch.id(), page)) {
                alive.run();
                // A concurrent resume has its own runners.
                boolean own = child.attempt() <= batch.attempt();
                if (own && child.isRunning() && !stop(batch, child, error, cause)) {
                    return;
                }
            }
        }
    }

    /// Stops one runner.
    ///
    /// @return false if no runner can be stopped
    private boolean stop(Batch batch, RunnerRecord child, String error, String cause) throws InterruptedException {
        String arn = batch.request().execution(child.name());
        for (int tried = 0; tried < MAX_ATTEMPTS; tried++) {
            limiter.acquire();
            switch (runners.stop(arn, error, cause)) {
                case RunnerExecutions.StopResult.Ended _, RunnerExecutions.StopResult.Unknown _ -> {
                    return true;
                }
                case RunnerExecutions.StopResult.Refused(String reason) -> {
                    LOG.warnf("Runners could not be stopped: batchId=%s reason=%s", batch.id(), reason);
                    return false;
                }
                case RunnerExecutions.StopResult.NotNow(String reason, boolean throttled) -> {
                    LOG.debugf(
                            "Runner could not be stopped; it is retried: batchId=%s runner=%d reason=%s",
                            batch.id(), child.index(), reason);
                    if (throttled) {
                        limiter.onThrottled();
                    }
                }
            }
        }
        LOG.warnf("Runner could not be stopped: batchId=%s runner=%d", batch.id(), child.index());
        return true;
    }
}
