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

/// The end of the process, once no request is in work: nothing new is begun, and what is held is finished or
/// handed
/// over. What is not finished in time is in the ledger or in the queue, where another process finds it.
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
        // Before the clients are closed. A round has two seconds, and no part of the grace that others need.
        sweep.stop(shorter(grace.dividedBy(5), ROUND));
        Duration left = grace.minusNanos(pauses.nanoTime() - begun);
        new Order(beats::tellAll, batches::stop, events::stop, this::finish).end(pauses, left);
    }

    private void finish(Duration within) throws InterruptedException {
        int unfinished = reporter.finish(within);
        if (unfinished > 0) {
            LOG.warnf("%d reports are handed over: another process finds them in the ledger", unfinished);
        }
        // Last, so that what the others record is among it.
        audit.finish();
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /// What ends within a time that it is given.
    interface Part {
        void end(Duration within) throws InterruptedException;
    }

    /// The parts of the process, and who of them ends before whom. None may take the time of those after it.
    ///
    /// @param beats   heartbeats that were absorbed
    /// @param events  what came by the queue
    /// @param reports under way
    record Order(Part beats, Part batches, Part events, Part reports) {

        void end(Sleeper pauses, Duration grace) throws InterruptedException {
            long end = pauses.nanoTime() + grace.toNanos();
            // These are few and short, wait for nobody, and nobody takes them over.
            beats.end(share(pauses, end, 4));
            batches.end(share(pauses, end, 4));
            // Before the reports: what is in work still makes some, and absorbs heartbeats.
            events.end(share(pauses, end, 3));
            beats.end(share(pauses, end, 3));
            reports.end(share(pauses, end, 1));
        }

        /// Of what is left, when so many parts may want it.
        private static Duration share(Sleeper pauses, long end, int parts) {
            return Duration.ofNanos(Math.max(0, end - pauses.nanoTime()) / parts);
        }
    }
}
