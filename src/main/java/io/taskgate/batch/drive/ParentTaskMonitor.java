package io.taskgate.batch.drive;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.taskgate.batch.ledger.Batch;
import io.taskgate.batch.ledger.BatchProgress;
import io.taskgate.batch.runner.ParentTask;
import io.taskgate.callback.heartbeat.HeartbeatResult;
import io.taskgate.runtime.Sleeper;
import java.time.Duration;
import org.jboss.logging.Logger;

/// Sends heartbeats for the task that waits for a running batch, and detects that a newer token takes its place
/// or that no task waits any more. Not thread-safe.
final class ParentTaskMonitor {

    private static final Logger LOG = Logger.getLogger(ParentTaskMonitor.class);

    /// The time between two reads of the callback: a newer token may have a heartbeat interval of a few
    /// seconds, and nothing else reports it.
    private static final Duration CHECK_INTERVAL = Duration.ofSeconds(2);

    private final LeasedBatch leased;
    private final ParentTask parent;
    private final Sleeper sleeper;
    private long checkedAt;
    private long heartbeatAt;

    ParentTaskMonitor(LeasedBatch leased, ParentTask parent, Sleeper sleeper) {
        this.leased = leased;
        this.parent = parent;
        this.sleeper = sleeper;
        this.checkedAt = beforeFirstCheck();
        this.heartbeatAt = checkedAt;
    }

    private long beforeFirstCheck() {
        return sleeper.nanoTime() - Duration.ofDays(1).toNanos();
    }

    /// Runs one step.
    ///
    /// @return whether there is more to do
    boolean step() {
        if (leased.isAbandoned() || leased.isReleased() || leased.batch().state() != Batch.State.RUNNING) {
            return false;
        }
        long now = sleeper.nanoTime();
        if (now - checkedAt >= CHECK_INTERVAL.toNanos()) {
            checkParent(now);
        }
        Batch.BatchAttempt turn = leased.batch().batchAttempt();
        if (!leased.isAbandoned()
                && turn.parent() != null
                && now - heartbeatAt
                        >= Duration.ofSeconds(turn.heartbeatSeconds()).toNanos()) {
            sendHeartbeat(turn, now);
        }
        return true;
    }

    private void checkParent(long now) {
        checkedAt = now;
        Batch batch = leased.batch();
        switch (parent.status(batch)) {
            case ParentTask.ParentStatus.Waiting _ -> {}
            case ParentTask.ParentStatus.Newer(var callback) -> {
                if (leased.takeOver(BatchAttemptFactory.withNewerToken(batch.batchAttempt(), callback))) {
                    LOG.infof(
                            "Newer token took over the batch: batchId=%s generation=%d",
                            batch.id(), callback.generation());
                    heartbeatAt = beforeFirstCheck();
                }
            }
            case ParentTask.ParentStatus.Closed(var state) -> {
                LOG.warnf("Batch was abandoned, no task waits for it: batchId=%s parentState=%s", batch.id(), state);
                leased.abandon();
            }
        }
    }

    private void sendHeartbeat(Batch.BatchAttempt turn, long now) {
        heartbeatAt = now;
        HeartbeatResult reply = parent.heartbeat(turn, progress());
        if (reply instanceof HeartbeatResult.TaskClosed || reply instanceof HeartbeatResult.Unknown) {
            checkParent(now);
        }
    }

    private JsonNode progress() {
        BatchProgress progress = leased.progress();
        return JsonNodeFactory.instance
                .objectNode()
                .put("batches", progress.batches())
                .put("items", progress.items())
                .put("running", leased.running());
    }
}
