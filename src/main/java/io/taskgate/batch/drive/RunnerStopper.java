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

/// Stops the runners of a batch that nobody waits for any more, at the account's rate. What becomes of them is
/// told as any runner's end is.
final class RunnerStopper {

    private static final Logger LOG = Logger.getLogger(RunnerStopper.class);

    private static final int PAGE = 100;
    private static final int TRIES = 5;

    private final BatchLedger ledger;
    private final RunnerExecutions runners;
    private final RateLimiter pacer;

    RunnerStopper(BatchLedger ledger, RunnerExecutions runners, RateLimiter pacer) {
        this.ledger = ledger;
        this.runners = runners;
        this.pacer = pacer;
    }

    /// @param error an ASL error name that they end with
    /// @param alive asked often; what it throws ends it
    void stop(Batch batch, String error, String cause, Runnable alive) throws InterruptedException {
        BatchProgress progress = batch.progress();
        for (long from = progress.completedBefore(); from < progress.batches(); from += PAGE) {
            List<Long> page = LongStream.range(from, Math.min(from + PAGE, progress.batches()))
                    .boxed()
                    .toList();
            for (RunnerRecord child : ledger.children(batch.id(), page)) {
                alive.run();
                // A resume meanwhile has runners of its own.
                boolean own = child.attempt() <= batch.attempt();
                if (own && child.isRunning() && !stop(batch, child, error, cause)) {
                    return;
                }
            }
        }
    }

    /// @return false where no runner can be stopped
    private boolean stop(Batch batch, RunnerRecord child, String error, String cause) throws InterruptedException {
        String arn = batch.request().execution(child.name());
        for (int tried = 0; tried < TRIES; tried++) {
            pacer.pass();
            switch (runners.stop(arn, error, cause)) {
                case RunnerExecutions.Stopped.Ended _, RunnerExecutions.Stopped.Unknown _ -> {
                    return true;
                }
                case RunnerExecutions.Stopped.Refused(String reason) -> {
                    LOG.warnf("%s: its runners can't be stopped, and run on: %s", batch.id(), reason);
                    return false;
                }
                case RunnerExecutions.Stopped.NotNow(String reason, boolean throttled) -> {
                    LOG.debugf("%s: runner %d is not stopped now: %s", batch.id(), child.index(), reason);
                    if (throttled) {
                        pacer.throttled();
                    }
                }
            }
        }
        LOG.warnf("%s: runner %d could not be stopped, and runs on", batch.id(), child.index());
        return true;
    }
}
