package io.taskgate.callback.heartbeat;

import io.taskgate.callback.ledger.Ledger;
import io.taskgate.callback.ledger.Transitions;
import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.CallbackState;
import io.taskgate.callback.settlement.TaskCloser;
import io.taskgate.callback.stepfunctions.StepFunctions;
import io.taskgate.ratelimit.Priority;
import io.taskgate.runtime.ClockHealth;
import io.taskgate.runtime.Sleeper;
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
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/// Sends absorbed heartbeats to Step Functions before a third of their interval has passed, so that a worker
/// that fails just after one still has its whole interval. Thread-safe, but for its passes.
@Singleton
public final class HeartbeatFlusher {

    private static final Logger LOG = Logger.getLogger(HeartbeatFlusher.class);

    /// The time between two passes: a heartbeat that is due before the next pass is sent in this one.
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    /// Selects every absorbed heartbeat: for shutdown, and while the clock is not trusted.
    private static final Duration FOREVER = Duration.ofDays(365);

    private final HeartbeatService heartbeat;
    private final TaskCloser closer;
    private final HeartbeatCache cache;
    private final Ledger ledger;
    private final ClockHealth clockHealth;
    private final Clock clock;
    private final Sleeper sleeper;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    public HeartbeatFlusher(
            HeartbeatService heartbeat,
            TaskCloser closer,
            HeartbeatCache cache,
            Ledger ledger,
            ClockHealth clockHealth,
            Clock clock,
            Sleeper sleeper) {
        this.heartbeat = heartbeat;
        this.closer = closer;
        this.cache = cache;
        this.ledger = ledger;
        this.clockHealth = clockHealth;
        this.clock = clock;
        this.sleeper = sleeper;
    }

    /// Runs one pass. Not to be run concurrently in one process.
    public void flushDue() {
        Instant now = clock.instant();
        if (clockHealth.isTrusted()) {
            start(now.plus(INTERVAL)).forEach(HeartbeatFlusher::await);
            cache.evictSilent(now);
        } else {
            // Without a reliable clock, due heartbeats can't be determined; sending one too early costs only
            // a call.
            start(now.plus(FOREVER)).forEach(HeartbeatFlusher::await);
        }
    }

    /// Sends all absorbed heartbeats, whether due or not, because the process shuts down. May be called again
    /// for heartbeats that were absorbed meanwhile.
    public void flushAll(Duration within) throws InterruptedException {
        CompletableFuture<?>[] begun = start(clock.instant().plus(FOREVER)).toArray(CompletableFuture[]::new);
        try {
            var _ = sleeper.await(CompletableFuture.allOf(begun), within);
        } catch (ExecutionException e) {
            LOG.warnf("Heartbeat could not be sent or stored; the next pass will retry it: cause=%s", e.getCause());
        } catch (TimeoutException e) {
            LOG.warn("Absorbed heartbeats could not be sent before shutdown");
        }
    }

    private List<CompletableFuture<Void>> start(Instant by) {
        return cache.dueForRelay(by).stream()
                .map(known -> CompletableFuture.runAsync(() -> flushDue(known), threads))
                .toList();
    }

    private static void await(Future<?> telling) {
        try {
            telling.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            LOG.warnf("Heartbeat could not be sent or stored; the next pass will retry it: cause=%s", e.getCause());
        }
    }

    private void flushDue(HeartbeatCache.Entry known) {
        Instant now = clock.instant();
        Optional<StepFunctions.Reply> reply = heartbeat.sendHeartbeat(known.pending(), Priority.BACKLOG);
        // A clock that has jumped would have the next heartbeats absorbed for as long as it is ahead.
        Instant toldAt = clockHealth.isTrusted() ? now : known.sentAt();
        switch (reply.orElse(null)) {
            case StepFunctions.Reply.Accepted taken -> persist(known, toldAt, false);
            case StepFunctions.Reply.TimedOut timedOut -> close(known, timedOut);
            case StepFunctions.Reply.Unknown unknown -> close(known, unknown);
            // Told in the next round, or by the worker's next heartbeat; but the gateway's own clock must know
            // of it now.
            case StepFunctions.Reply.InvalidOutput invalid -> persist(known, known.sentAt(), true);
            case StepFunctions.Reply.Denied denied -> persist(known, known.sentAt(), true);
            case StepFunctions.Reply.NotApplied notApplied -> persist(known, known.sentAt(), true);
            case StepFunctions.Reply.ReplyLost lost -> persist(known, known.sentAt(), true);
            case null -> persist(known, known.sentAt(), true);
        }
    }

    /// Closes a task. If a newer token has taken over the record, the heartbeat counts for that token: it was
    /// accepted for the same work.
    private void close(HeartbeatCache.Entry known, StepFunctions.Reply why) {
        Instant at = known.unsentAt();
        if (closer.close(known.pending(), why) instanceof Ledger.Write.ConditionFailed(Callback current)
                && at != null
                && current.state() == CallbackState.PENDING
                && current.generation() > known.pending().generation()
                && at.isAfter(current.lastHeardAt())
                && ledger.apply(current.id(), Transitions.heartbeatAt(current, at))
                        instanceof Ledger.Write.Applied(Callback applied)) {
            cache.put(applied, current.lastHeardAt(), at);
        }
    }

    private void persist(HeartbeatCache.Entry known, Instant toldAt, boolean stillUntold) {
        Instant at = known.unsentAt();
        if (at == null) {
            throw new IllegalStateException("The heartbeat has already been sent.");
        }
        Instant left = stillUntold ? at : null;
        Callback pending = known.pending();
        Instant kept = pending.heartbeatState().lastAt();
        if (kept != null && !at.isAfter(kept)) {
            cache.put(pending, toldAt, left);
            return;
        }
        switch (ledger.apply(pending.id(), Transitions.heartbeatAt(pending, at))) {
            case Ledger.Write.Applied applied -> cache.put(applied.callback(), toldAt, left);
            case Ledger.Write.ConditionFailed conflict -> onConditionFailed(known, conflict.current(), toldAt);
            case Ledger.Write.NotFound notFound -> cache.forget(pending.id());
        }
    }

    /// Handles a heartbeat that another process has written. Ours stays unsent if it is the later one, and is
    /// sent in the next pass.
    private void onConditionFailed(HeartbeatCache.Entry known, Callback current, Instant toldAt) {
        boolean same = current.state() == CallbackState.PENDING
                && current.generation() == known.pending().generation();
        if (same) {
            cache.put(current, toldAt, known.unsentAt());
        } else {
            cache.forget(current.id());
        }
    }
}
