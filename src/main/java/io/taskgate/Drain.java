package io.taskgate;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduler;
import io.taskgate.aws.SqsConnector;
import io.taskgate.batch.BatchSweep;
import io.taskgate.callback.BeatRound;
import io.taskgate.callback.Pauses;
import io.taskgate.callback.Reporter;
import io.taskgate.callback.Sweep;
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

    private static final Duration ROUND = Duration.ofSeconds(2);

    private final Scheduler scheduler;
    private final SqsConnector events;
    private final Sweep sweep;
    private final Reporter reporter;
    private final BeatRound beats;
    private final BatchSweep batches;
    private final Pauses pauses;
    private final Duration grace;

    Drain(
            Scheduler scheduler,
            @Connector(SqsConnector.NAME) SqsConnector events,
            Sweep sweep,
            Reporter reporter,
            BeatRound beats,
            BatchSweep batches,
            Pauses pauses,
            ShutdownSettings settings) {
        this.scheduler = scheduler;
        this.events = events;
        this.sweep = sweep;
        this.reporter = reporter;
        this.beats = beats;
        this.batches = batches;
        this.pauses = pauses;
        this.grace = settings.grace();
    }

    void end(@Observes ShutdownEvent shutdown) throws InterruptedException {
        long end = pauses.nanoTime() + grace.toNanos();
        scheduler.pause();
        // Before the clients are closed. A round has two seconds, and no part of the grace that others need.
        sweep.stop(shorter(left(end), ROUND));
        batches.stop(left(end));
        // Before the reports: what is in work still makes some.
        events.stop(left(end));
        // Told first: these are few and short, and nobody takes them over.
        beats.tellAll(left(end));
        int unfinished = reporter.finish(left(end));
        if (unfinished > 0) {
            LOG.warnf("%d reports are handed over: another process finds them in the ledger", unfinished);
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private Duration left(long end) {
        return Duration.ofNanos(Math.max(0, end - pauses.nanoTime()));
    }
}
