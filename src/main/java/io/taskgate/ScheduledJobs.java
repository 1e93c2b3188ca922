package io.taskgate;

import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduler;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.taskgate.audit.AuditUploader;
import io.taskgate.batch.drive.BatchSweeper;
import io.taskgate.callback.heartbeat.HeartbeatFlusher;
import io.taskgate.callback.ledger.Ledger.LedgerUnavailableException;
import io.taskgate.callback.sweep.CallbackSweeper;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/// The scheduled jobs: every second a sweep of callbacks and one of batches, and passes over absorbed
/// heartbeats and hourly audit files.
@Singleton
class ScheduledJobs {

    private static final Logger LOG = Logger.getLogger(ScheduledJobs.class);

    private final Scheduler scheduler;
    private final CallbackSweeper sweep;
    private final HeartbeatFlusher heartbeats;
    private final BatchSweeper batches;
    private final AuditUploader audit;
    private boolean ledgerAway;

    ScheduledJobs(
            Scheduler scheduler,
            CallbackSweeper sweep,
            HeartbeatFlusher heartbeats,
            BatchSweeper batches,
            AuditUploader audit) {
        this.scheduler = scheduler;
        this.sweep = sweep;
        this.heartbeats = heartbeats;
        this.batches = batches;
        this.audit = audit;
    }

    @Scheduled(
            every = "${taskgate.sweep.interval:1s}",
            delayed = "1s",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
            skipExecutionIf = SweepDisabled.class)
    @RunOnVirtualThread
    void sweepCallbacks() {
        try {
            boolean more = true;
            // A shutdown stops the scheduler first.
            while (more && scheduler.isRunning()) {
                more = sweep.sweep();
            }
            if (ledgerAway) {
                LOG.info("Sweep resumed, the ledger is available");
            }
            ledgerAway = false;
        } catch (LedgerUnavailableException e) {
            // Logged once: a long outage of AWS must not flood the log.
            if (!ledgerAway && scheduler.isRunning()) {
                LOG.warnf("Sweep paused: error=\"%s\"", e.getMessage());
            }
            ledgerAway = true;
        }
    }

    @Scheduled(
            every = "${taskgate.sweep.interval:1s}",
            delayed = "1s",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
            skipExecutionIf = SweepDisabled.class)
    @RunOnVirtualThread
    void sweepBatches() {
        try {
            batches.sweep();
        } catch (LedgerUnavailableException e) {
            // The sweep of callbacks logs it.
            LOG.debugf("Batch sweep paused: error=\"%s\"", e.getMessage());
        }
    }

    @Scheduled(every = "1s", delayed = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void flushHeartbeats() {
        heartbeats.flushDue();
    }

    @Scheduled(every = "10s", delayed = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void uploadAuditFiles() {
        audit.round();
    }
}
