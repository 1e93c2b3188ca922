package io.taskgate.callback.heartbeat;

import io.taskgate.callback.ledger.Ledger;
import io.taskgate.callback.ledger.Transitions;
import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.CallbackState;
import io.taskgate.callback.settlement.TaskCloser;
import io.taskgate.callback.stepfunctions.StepFunctions;
import io.taskgate.ratelimit.Priority;
import io.taskgate.runtime.ClockHealth;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/// Tells Step Functions of absorbed heartbeats before a third of their interval is over, so that a worker that
/// falls silent just after one is still given its whole interval.
@Singleton
public final class HeartbeatFlusher {

    private static final Logger LOG = Logger.getLogger(HeartbeatFlusher.class);

    /// A round comes once a second: what would be due before the next is told in this one.
    private static final Duration EVERY = Duration.ofSeconds(1);

    /// For what is told because this process ends, or because it does not know the time.
    private static final Duration EVER = Duration.ofDays(365);

    private final HeartbeatService heartbeat;
    private final TaskCloser closer;
    private final HeartbeatCache beats;
    private final Ledger ledger;
    private final ClockHealth clockHealth;
    private final Clock clock;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    public HeartbeatFlusher(
            HeartbeatService heartbeat,
            TaskCloser closer,
            HeartbeatCache beats,
            Ledger ledger,
            ClockHealth clockHealth,
            Clock clock) {
        this.heartbeat = heartbeat;
        this.closer = closer;
        this.beats = beats;
        this.ledger = ledger;
        this.clockHealth = clockHealth;
        this.clock = clock;
    }

    /// One round. Not to be run twice at once in a process.
    public void tell() {
        Instant now = clock.instant();
        if (clockHealth.isTrusted()) {
            begin(now.plus(EVERY)).forEach(HeartbeatFlusher::await);
            beats.forgetSilent(now);
        } else {
            // What is due can't be known; what is told too early costs a call.
            begin(now.plus(EVER)).forEach(HeartbeatFlusher::await);
        }
    }

    /// Tells of all that is untold, whenever it is due: nobody will later.
    /// May be called again for those that were absorbed meanwhile.
    public void tellAll(Duration within) throws InterruptedException {
        CompletableFuture<?>[] begun = begin(clock.instant().plus(EVER)).toArray(CompletableFuture[]::new);
        try {
            CompletableFuture.allOf(begun).get(within.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            LOG.warnf("a heartbeat could not be told or kept now: %s", e.getCause());
        } catch (TimeoutException e) {
            LOG.warn("some absorbed heartbeats could not be told in time");
        }
    }

    private List<CompletableFuture<Void>> begin(Instant by) {
        return beats.untold(by).stream()
                .map(known -> CompletableFuture.runAsync(() -> tell(known), threads))
                .toList();
    }

    private static void await(Future<?> telling) {
        try {
            telling.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            LOG.warnf("a heartbeat could not be told or kept now: %s", e.getCause());
        }
    }

    private void tell(HeartbeatCache.Known known) {
        Instant now = clock.instant();
        Optional<StepFunctions.Reply> reply = heartbeat.tell(known.pending(), Priority.BACKLOG);
        // A clock that has jumped would have the next heartbeats absorbed for as long as it is ahead.
        Instant toldAt = clockHealth.isTrusted() ? now : known.toldAt();
        switch (reply.orElse(null)) {
            case StepFunctions.Reply.Taken taken -> keep(known, toldAt, false);
            case StepFunctions.Reply.TimedOut timedOut -> close(known, timedOut);
            case StepFunctions.Reply.Unknown unknown -> close(known, unknown);
            // Told in the next round, or by the worker's next heartbeat; but the gateway's own clock must know
            // of it now.
            case StepFunctions.Reply.InvalidOutput invalid -> keep(known, known.toldAt(), true);
            case StepFunctions.Reply.Denied denied -> keep(known, known.toldAt(), true);
            case StepFunctions.Reply.NotApplied notApplied -> keep(known, known.toldAt(), true);
            case StepFunctions.Reply.Lost lost -> keep(known, known.toldAt(), true);
            case null -> keep(known, known.toldAt(), true);
        }
    }

    /// A newer token may have taken the record since: the heartbeat was accepted for the work, and counts for
    /// that token.
    private void close(HeartbeatCache.Known known, StepFunctions.Reply why) {
        Instant at = known.untold();
        if (closer.close(known.pending(), why) instanceof Ledger.Write.Refused(Callback standing)
                && at != null
                && standing.state() == CallbackState.PENDING
                && standing.generation() > known.pending().generation()
                && at.isAfter(standing.lastSign())
                && ledger.apply(standing.id(), Transitions.heartbeatAt(standing, at))
                        instanceof Ledger.Write.Written(Callback written)) {
            beats.learn(written, standing.lastSign(), at);
        }
    }

    private void keep(HeartbeatCache.Known known, Instant toldAt, boolean stillUntold) {
        Instant at = known.untold();
        if (at == null) {
            throw new IllegalStateException("only what is untold is told");
        }
        Instant left = stillUntold ? at : null;
        Callback pending = known.pending();
        Instant kept = pending.pulse().beatAt();
        if (kept != null && !at.isAfter(kept)) {
            beats.learn(pending, toldAt, left);
            return;
        }
        switch (ledger.apply(pending.id(), Transitions.heartbeatAt(pending, at))) {
            case Ledger.Write.Written written -> beats.learn(written.now(), toldAt, left);
            case Ledger.Write.Refused refused -> meanwhile(known, refused.standing(), toldAt);
            case Ledger.Write.Absent absent -> beats.forget(pending.id());
        }
    }

    /// Another process wrote a heartbeat. Ours stays untold if it is the later one, and goes by the next round.
    private void meanwhile(HeartbeatCache.Known known, Callback standing, Instant toldAt) {
        boolean same = standing.state() == CallbackState.PENDING
                && standing.generation() == known.pending().generation();
        if (same) {
            beats.learn(standing, toldAt, known.untold());
        } else {
            beats.forget(standing.id());
        }
    }
}
