package io.taskgate;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduler;
import io.taskgate.audit.AuditUpload;
import io.taskgate.aws.SqsConnector;
import io.taskgate.batch.BatchSweep;
import io.taskgate.callback.BeatRound;
import io.taskgate.callback.Pauses;
import io.taskgate.callback.Reporter;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.eclipse.microprofile.reactive.messaging.spi.Connector;
import org.jboss.logging.Logger;

/// The end of the process, once no request is in work: nothing new is begun, and what is held is finished or
/// handed
/// over. What is not finished in time is in the ledger or in the queue, where another process finds it.
@Singleton
final class Drain {

    private static final Logger LOG = Logger.getLogger(Drain.class);

    private final Scheduler scheduler;
    private final SqsConnector events;
    private final Reporter reporter;
    private final BeatRound beats;
    private final BatchSweep batches;
    private final AuditUpload audit;
    private final Pauses pauses;
    private final Duration grace;

    Drain(
            Scheduler scheduler,
            @Connector(SqsConnector.NAME) SqsConnector events,
            Reporter reporter,
            BeatRound beats,
            BatchSweep batches,
            AuditUpload audit,
            Pauses pauses,
            ShutdownSettings settings) {
        this.scheduler = scheduler;
        this.events = events;
        this.reporter = reporter;
        this.beats = beats;
        this.batches = batches;
        this.audit = audit;
        this.pauses = pauses;
        this.grace = settings.grace();
    }

    void end(@Observes ShutdownEvent shutdown) throws InterruptedException {
        long end = pauses.nanoTime() + grace.toNanos();
        scheduler.pause();
        batches.stop(left(end));
        // Before the reports: what is in work still makes some.
        events.stop(left(end));
        // Told first: these are few and short, and nobody takes them over.
        beats.tellAll(left(end));
        int unfinished = reporter.finish(left(end));
        if (unfinished > 0) {
            LOG.warnf("%d reports are handed over: another process finds them in the ledger", unfinished);
        }
        // Last, so that what the others record is among it.
        audit.finish();
    }

    private Duration left(long end) {
        return Duration.ofNanos(Math.max(0, end - pauses.nanoTime()));
    }
}
