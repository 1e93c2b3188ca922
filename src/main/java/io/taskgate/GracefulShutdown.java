package io.taskgate;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduler;
import io.taskgate.audit.AuditUploader;
import io.taskgate.aws.sqs.SqsConnector;
import io.taskgate.batch.drive.BatchSweeper;
import io.taskgate.callback.heartbeat.HeartbeatFlusher;
import io.taskgate.callback.report.OutcomeReporter;
import io.taskgate.callback.sweep.CallbackSweeper;
import io.taskgate.config.ShutdownConfig;
import io.taskgate.runtime.Sleeper;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.eclipse.microprofile.reactive.messaging.spi.Connector;
import org.jboss.logging.Logger;

/// Shuts down the process after the last request: starts no new work, and finishes or hands over the work in
/// progress. Unfinished work is in the ledger or in the queue, where another process finds it.
@Singleton
final class GracefulShutdown {

    private static final Logger LOG = Logger.getLogger(GracefulShutdown.class);

    private final Scheduler scheduler;
    private final SqsConnector events;
    private final CallbackSweeper sweep;
    private final OutcomeReporter reporter;
    private final HeartbeatFlusher heartbeats;
    private final BatchSweeper batches;
    private final AuditUploader audit;
    private final Sleeper sleeper;
    private final Duration grace;

    GracefulShutdown(
            Scheduler scheduler,
            @Connector(SqsConnector.NAME) SqsConnector events,
            CallbackSweeper sweep,
            OutcomeReporter reporter,
            HeartbeatFlusher heartbeats,
            BatchSweeper batches,
            AuditUploader audit,
            Sleeper sleeper,
            ShutdownConfig settings) {
        this.scheduler = scheduler;
        this.events = events;
        this.sweep = sweep;
        this.reporter = reporter;
        this.heartbeats = heartbeats;
        this.batches = batches;
        this.audit = audit;
        this.sleeper = sleeper;
        this.grace = settings.gracePeriod();
    }

    void shutDown(@Observes ShutdownEvent shutdown) throws InterruptedException {
        scheduler.pause();
        new ShutdownSequence(sweep::stop, heartbeats::flushAll, batches::stop, events::stop, this::finishReports)
                .stopAll(sleeper, grace);
    }

    private void finishReports(Duration within) throws InterruptedException {
        int unfinished = reporter.awaitIdle(within);
        if (unfinished > 0) {
            LOG.warnf("Shutdown hands over reports to other processes: reports=%d", unfinished);
        }
        // Last, because the other parts still record events.
        audit.finish();
    }

    /// A part of the process that ends within a time limit.
    interface Part {
        void stop(Duration within) throws InterruptedException;
    }

    /// The parts of the process in shutdown order. No part may use the time of later parts.
    ///
    /// @param sweep      the running pass over the callbacks
    /// @param heartbeats absorbed heartbeats
    /// @param events     from the queue
    /// @param reports    in progress
    record ShutdownSequence(Part sweep, Part heartbeats, Part batches, Part events, Part reports) {

        private static final Duration MAX_SWEEP_STOP = Duration.ofSeconds(2);

        void stopAll(Sleeper sleeper, Duration grace) throws InterruptedException {
            long end = sleeper.nanoTime() + grace.toNanos();
            // First, because a pass starts work of the other parts.
            sweep.stop(shorter(grace.dividedBy(5), MAX_SWEEP_STOP));
            // These are few and short, and no other process takes them over.
            heartbeats.stop(share(sleeper, end, 4));
            batches.stop(share(sleeper, end, 4));
            // Before the reports: the work in progress still creates reports and absorbs heartbeats.
            events.stop(share(sleeper, end, 3));
            heartbeats.stop(share(sleeper, end, 3));
            reports.stop(share(sleeper, end, 1));
        }

        /// Returns the share of the remaining time for one of several parts.
        private static Duration share(Sleeper sleeper, long end, int parts) {
            return Duration.ofNanos(Math.max(0, end - sleeper.nanoTime()) / parts);
        }

        private static Duration shorter(Duration one, Duration other) {
            return one.compareTo(other) < 0 ? one : other;
        }
    }
}
