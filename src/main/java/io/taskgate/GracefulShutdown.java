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

    private static final Duration ROUND = Duration.ofSeconds(2);

    private final Scheduler scheduler;
    private final SqsConnector events;
    private final CallbackSweeper sweep;
    private final OutcomeReporter reporter;
    private final HeartbeatFlusher beats;
    private final BatchSweeper batches;
    private final AuditUploader audit;
    private final Sleeper pauses;
    private final Duration grace;

    GracefulShutdown(
            Scheduler scheduler,
            @Connector(SqsConnector.NAME) SqsConnector events,
            CallbackSweeper sweep,
            OutcomeReporter reporter,
            HeartbeatFlusher beats,
            BatchSweeper batches,
            AuditUploader audit,
            Sleeper pauses,
            ShutdownConfig settings) {
        this.scheduler = scheduler;
        this.events = events;
        this.sweep = sweep;
        this.reporter = reporter;
        this.beats = beats;
        this.batches = batches;
        this.audit = audit;
        this.pauses = pauses;
        this.grace = settings.gracePeriod();
    }

    void end(@Observes ShutdownEvent shutdown) throws InterruptedException {
        scheduler.pause();
        long begun = pauses.nanoTime();
        // Before the clients are closed. An upload pass has two seconds, and uses none of the grace period of
        // the others.
        sweep.stop(shorter(grace.dividedBy(5), ROUND));
        Duration left = grace.minusNanos(pauses.nanoTime() - begun);
        new Order(beats::flushAll, batches::stop, events::stop, this::finish).end(pauses, left);
    }

    private void finish(Duration within) throws InterruptedException {
        int unfinished = reporter.awaitIdle(within);
        if (unfinished > 0) {
            LOG.warnf("Shutdown hands over reports to other processes: reports=%d", unfinished);
        }
        // Last, because the other parts still record events.
        audit.finish();
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /// A part of the process that ends within a time limit.
    interface Part {
        void end(Duration within) throws InterruptedException;
    }

    /// The parts of the process in shutdown order. No part may use the time of later parts.
    ///
    /// @param beats   absorbed heartbeats
    /// @param events  from the queue
    /// @param reports in progress
    record Order(Part beats, Part batches, Part events, Part reports) {

        void end(Sleeper pauses, Duration grace) throws InterruptedException {
            long end = pauses.nanoTime() + grace.toNanos();
            // These are few and short, and no other process takes them over.
            beats.end(share(pauses, end, 4));
            batches.end(share(pauses, end, 4));
            // Before the reports: the work in progress still creates reports and absorbs heartbeats.
            events.end(share(pauses, end, 3));
            beats.end(share(pauses, end, 3));
            reports.end(share(pauses, end, 1));
        }

        /// Returns the share of the remaining time for one of several parts.
        private static Duration share(Sleeper pauses, long end, int parts) {
            return Duration.ofNanos(Math.max(0, end - pauses.nanoTime()) / parts);
        }
    }
}
