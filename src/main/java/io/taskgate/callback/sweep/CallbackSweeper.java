package io.taskgate.callback.sweep;

import io.micrometer.core.instrument.MeterRegistry;
import io.taskgate.callback.dispatch.DispatchResult;
import io.taskgate.callback.dispatch.RequestDispatcher;
import io.taskgate.callback.heartbeat.HeartbeatService;
import io.taskgate.callback.ledger.Ledger;
import io.taskgate.callback.ledger.Transitions;
import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.CallbackErrors;
import io.taskgate.callback.model.CallbackId;
import io.taskgate.callback.model.CallbackState;
import io.taskgate.callback.model.Outcome;
import io.taskgate.callback.model.ProtocolTimings;
import io.taskgate.callback.model.RegisteredTask;
import io.taskgate.callback.probe.StatusProber;
import io.taskgate.callback.report.OutcomeReporter;
import io.taskgate.callback.report.Reconciler;
import io.taskgate.ratelimit.Priority;
import io.taskgate.runtime.ClockHealth;
import io.taskgate.runtime.Sleeper;
import io.taskgate.runtime.StalenessTracker;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Finds what is due and does it: time-outs, requests that were never published, reports that stopped half-way,
/// ambiguous endings, early answers that nobody came for. Any number of replicas may sweep at once: the index
/// is a hint, and every act is a guarded write.
@Singleton
public final class CallbackSweeper {

    private static final Logger LOG = Logger.getLogger(CallbackSweeper.class);

    /// How many records are asked for at once.
    private static final int PAGE = 100;

    /// How many of each queue are looked at side by side: each takes a connection to the ledger. A look reads,
    /// decides and writes; what may hang is begun on threads of its own ([TargetExecutor]).
    private static final int LOOKS = 32;

    /// Requests at once to one service.
    private static final int REQUESTS_AT_ONCE = 16;

    /// Histories that are read at once: each may take 25 calls of an operation with a small quota.
    private static final int HISTORIES_AT_ONCE = 2;

    private static final String HISTORIES = "histories";

    /// A round goes no further after this: the next one begins again with what has been due the longest.
    private static final Duration ROUND = Duration.ofSeconds(2);

    private final Ledger ledger;
    private final RequestDispatcher dispatcher;
    private final OutcomeReporter reporter;
    private final Reconciler reconciler;
    private final StatusProber prober;
    private final HeartbeatService heartbeat;
    private final ClockHealth clockHealth;
    private final Sleeper pauses;
    private final Clock clock;
    private final StalenessTracker<CallbackId, Held> watch;
    private final ShardLeases leases;
    private final SweepMetrics meters;
    private final Map<Ledger.Queue, Semaphore> looks = new EnumMap<>(Ledger.Queue.class);
    private final TargetExecutor outgoing = new TargetExecutor(REQUESTS_AT_ONCE);
    private final TargetExecutor silences = new TargetExecutor(REQUESTS_AT_ONCE);
    private final TargetExecutor histories = new TargetExecutor(HISTORIES_AT_ONCE);
    private final ReentrantLock inRound = new ReentrantLock();
    private volatile boolean stopped;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    public CallbackSweeper(
            Ledger ledger,
            RequestDispatcher dispatcher,
            OutcomeReporter reporter,
            Reconciler reconciler,
            StatusProber prober,
            HeartbeatService heartbeat,
            ClockHealth clockHealth,
            Sleeper pauses,
            Clock clock,
            MeterRegistry meters) {
        this.ledger = ledger;
        this.dispatcher = dispatcher;
        this.reporter = reporter;
        this.reconciler = reconciler;
        this.prober = prober;
        this.heartbeat = heartbeat;
        this.clockHealth = clockHealth;
        this.pauses = pauses;
        this.watch = new StalenessTracker<>(pauses);
        this.leases = new ShardLeases(ledger, pauses);
        this.clock = clock;
        this.meters = new SweepMetrics(meters);
        for (Ledger.Queue queue : Ledger.Queue.values()) {
            looks.put(queue, new Semaphore(LOOKS));
        }
    }

    /// What of a lease changes when somebody takes it.
    private record Held(long generation, long fence) {}

    /// One round over every shard. Not to be run twice at once in a process.
    ///
    /// @return whether more is due than the round had time for: the next one should begin at once
    public boolean sweep() {
        inRound.lock();
        try {
            return !stopped && sweepNow();
        } finally {
            inRound.unlock();
        }
    }

    /// Begins nothing more, and waits for what the round under way has begun: its clients are about to be
    /// closed.
    public void stop(Duration within) throws InterruptedException {
        stopped = true;
        if (inRound.tryLock(within.toNanos(), TimeUnit.NANOSECONDS)) {
            inRound.unlock();
        } else {
            LOG.warn("a round of the sweep goes on while the process ends");
        }
    }

    private boolean sweepNow() {
        if (!clockHealth.isTrusted()) {
            LOG.warn("the clock is more than 2 s off AWS's: not sweeping");
            meters.ended(SweepMetrics.End.CLOCK_OFF);
            return false;
        }
        try {
            boolean cutOff = round();
            meters.ended(SweepMetrics.End.DONE);
            return cutOff;
        } catch (Ledger.LedgerUnavailableException e) {
            meters.ended(SweepMetrics.End.NO_LEDGER);
            throw e;
        }
    }

    /// What the parts of one round share.
    ///
    /// @param end    by the monotonic clock, in nanoseconds: no part asks for another page after it
    /// @param seen   what was due
    /// @param cutOff whether a part had more when time was over
    /// @param outage whether the ledger failed a look: none is begun any more
    private record InRound(long end, Set<CallbackId> seen, AtomicBoolean cutOff, AtomicBoolean outage) {}

    private boolean round() {
        InRound round = new InRound(
                pauses.nanoTime() + ROUND.toNanos(),
                ConcurrentHashMap.newKeySet(),
                new AtomicBoolean(),
                new AtomicBoolean());
        List<Future<?>> parts = new ArrayList<>();
        for (Ledger.Queue queue : Ledger.Queue.values()) {
            for (int shard = 0; shard < ledger.shards(); shard++) {
                int part = shard;
                parts.add(threads.submit(() -> sweep(queue, part, round)));
            }
        }
        awaitAll(parts, "a part of the sweep broke: %s");
        leases.roundEnded();
        watch.retain(round.seen);
        return round.cutOff.get();
    }

    /// Page by page, while this is the process for a part with more than one, so that what can't be dealt with
    /// now does
    /// not stand before what can.
    private void sweep(Ledger.Queue queue, int shard, InRound round) {
        Instant now = clock.instant();
        Ledger.Mark after = null;
        do {
            Ledger.Due page = ledger.due(queue, shard, now, PAGE, after);
            round.seen.addAll(page.ids());
            // Asked once a round: each time may cost a read and a write.
            if (after == null && !leases.maySweep(queue, shard, page.next() != null)) {
                return;
            }
            List<? extends Future<?>> underWay =
                    page.ids().stream().map(id -> looking(queue, id, round)).toList();
            awaitAll(underWay, "a due record could not be dealt with now: %s");
            after = queue == Ledger.Queue.REPORTS && !reporter.hasRoom() ? null : page.next();
        } while (after != null && !stopped && pauses.nanoTime() < round.end);
        if (after != null) {
            round.cutOff.set(true);
        }
    }

    private Future<?> looking(Ledger.Queue queue, CallbackId id, InRound round) {
        Semaphore places = Objects.requireNonNull(looks.get(queue));
        return threads.submit(() -> {
            places.acquireUninterruptibly();
            try {
                if (!stopped && !round.outage.get()) {
                    look(id);
                }
            } catch (Ledger.LedgerUnavailableException e) {
                round.outage.set(true);
                throw e;
            } finally {
                places.release();
            }
        });
    }

    /// Waits for each, also after one has failed: what a round has begun is over before the next one begins,
    /// and an outage of hours leaves nothing behind.
    ///
    /// @throws Ledger.LedgerUnavailableException where that ended one: nothing else will go better now
    private static void awaitAll(List<? extends Future<?>> works, String broken) {
        Ledger.@Nullable LedgerUnavailableException outage = null;
        for (Future<?> work : works) {
            try {
                await(work, broken);
            } catch (Ledger.LedgerUnavailableException e) {
                outage = e;
            }
        }
        if (outage != null) {
            throw outage;
        }
    }

    /// @throws Ledger.LedgerUnavailableException where that ended it
    private static void await(Future<?> work, String broken) {
        try {
            work.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Ledger.LedgerUnavailableException away) {
                throw away;
            }
            LOG.warnf(broken, e.getCause());
        }
    }

    /// One record that may be due.
    public void look(CallbackId id) {
        Callback standing = ledger.find(id).orElse(null);
        Instant now = clock.instant();
        if (standing == null || standing.dueAt() == null || standing.dueAt().isAfter(now)) {
            return;
        }
        if (!clockHealth.isTrusted()) {
            // The round began with a clock that was right; the reply to this very read may have told that it
            // has jumped.
            return;
        }
        meters.due(standing.state(), standing.dueAt(), now);
        switch (standing.state()) {
            case PENDING -> pending(standing);
            case SETTLING -> settling(standing);
            case AMBIGUOUS -> histories.begin(HISTORIES, id, () -> reconciler.reconcile(standing));
            case EARLY ->
                ledger.apply(
                        id,
                        Transitions.unclaimed(
                                standing, CallbackState.EXPIRED, "nobody registered for this answer", clock.instant()));
            case DELIVERED, CLOSED, REJECTED, EXPIRED, CANCELLED ->
                ledger.apply(id, Transitions.reschedule(standing, null));
        }
    }

    private void pending(Callback pending) {
        Instant now = clock.instant();
        RegisteredTask task = pending.registeredTask();
        if (isOver(pending.pulse().deadline(), now)) {
            Duration silence = task.heartbeat() == null ? Duration.ZERO : task.heartbeat();
            timeOut(
                    pending,
                    Outcome.Kind.HEARTBEAT_TIMEOUT,
                    CallbackErrors.HEARTBEAT_TIMEOUT,
                    "no heartbeat for " + silence.toSeconds() + " s",
                    now);
        } else if (isOver(task.deadline(), now)) {
            timeOut(pending, Outcome.Kind.TIMEOUT, CallbackErrors.TIMEOUT, "no answer until " + task.deadline(), now);
        } else if (pending.dispatch() == Callback.Dispatch.NEEDED) {
            dispatchAgain(pending, now);
        } else if (task.heartbeat() == null
                && task.deadline() == null
                && !now.isBefore(task.registeredAt().plus(ProtocolTimings.LONGEST_EXECUTION))) {
            askWhetherOpen(pending, now);
        } else if (ledger.apply(pending.id(), Transitions.reschedule(pending, prober.nextLook(pending)))
                instanceof Ledger.Write.Written written) {
            // The next look is fixed first, so that a service that hangs is not asked by every round.
            if (Transitions.isNearlySilent(pending, now)) {
                silences.begin(pending.service(), pending.id(), () -> heartbeat.holdOpen(written.now()));
            }
            prober.begin(written.now());
        }
    }

    /// No clock watches this task, and its execution should be over by now.
    private void askWhetherOpen(Callback pending, Instant now) {
        if (ledger.apply(pending.id(), Transitions.reschedule(pending, now.plus(ProtocolTimings.ASKED_AGAIN)))
                instanceof Ledger.Write.Written written) {
            outgoing.begin(pending.service(), pending.id(), () -> heartbeat.closeIfGone(written.now()));
        }
    }

    private static boolean isOver(@Nullable Instant deadline, Instant now) {
        return deadline != null && !now.isBefore(deadline.plus(ProtocolTimings.SKEW_MARGIN));
    }

    private void timeOut(Callback pending, Outcome.Kind kind, String error, String cause, Instant now) {
        Outcome outcome = Outcome.own(kind, error, cause, UUID.randomUUID().toString(), now);
        if (ledger.apply(pending.id(), Transitions.timeOut(pending, outcome, now))
                instanceof Ledger.Write.Written written) {
            LOG.warnf("%s: %s: %s", pending.id(), kind, cause);
            prober.forget(pending.id());
            reporter.reportInBackground(written.now(), Priority.FRESH);
            outgoing.begin(pending.service(), pending.id(), () -> dispatcher.taskGone(written.now(), error));
        }
    }

    private void dispatchAgain(Callback pending, Instant now) {
        // The next look is fixed first: a bus that hangs must not be asked by every round.
        Duration age = Duration.between(pending.registeredTask().registeredAt(), now);
        Duration wait = ProtocolTimings.within(
                age.dividedBy(2), ProtocolTimings.DISPATCH_RETRY, ProtocolTimings.DISPATCH_RETRY_MAX);
        Instant timeOut = Transitions.nextTimeOut(pending, now);
        Instant next = timeOut.isBefore(now.plus(wait)) ? timeOut : now.plus(wait);
        if (!(ledger.apply(pending.id(), Transitions.reschedule(pending, next)) instanceof Ledger.Write.Written)) {
            return;
        }
        outgoing.begin(pending.service(), pending.id(), () -> dispatch(pending));
    }

    private void dispatch(Callback pending) {
        if (dispatcher.dispatch(pending).delivery() instanceof DispatchResult.Never never) {
            Instant now = clock.instant();
            Outcome failure = Outcome.notSent(
                    CallbackErrors.DISPATCH_FAILED,
                    never.reason(),
                    UUID.randomUUID().toString(),
                    now);
            if (ledger.apply(pending.id(), Transitions.settle(pending.generation(), failure, now))
                    instanceof Ledger.Write.Written written) {
                reporter.reportInBackground(written.now(), Priority.FRESH);
            }
        }
    }

    /// Whether all that rounds have begun is done.
    public boolean isIdle() {
        return outgoing.isIdle() && silences.isIdle() && histories.isIdle();
    }

    private void settling(Callback settling) {
        Instant now = clock.instant();
        if (reporter.isAtWork(settling) || (settling.lease().held() && !stoodStill(settling))) {
            return;
        }
        if (settling.changedAt().plus(ProtocolTimings.REPORT_GIVEN_UP).isBefore(now)) {
            ledger.apply(
                    settling.id(),
                    Transitions.end(
                            settling,
                            CallbackState.EXPIRED,
                            "could not be reported for 14 days: " + settling.reason(),
                            now));
            return;
        }
        if (!reporter.hasRoom(settling)) {
            // It stays due. Taken over now, it would only be put back: two writes for nothing.
            return;
        }
        if (ledger.apply(settling.id(), Transitions.takeOver(settling, now)) instanceof Ledger.Write.Written written) {
            if (settling.lease().held()) {
                LOG.warnf("%s: its report stopped half-way: taken over", settling.id());
            }
            reporter.reportInBackground(written.now(), Priority.BACKLOG);
        }
    }

    /// Whether a lease has not moved while this process watched it for a lease's time.
    private boolean stoodStill(Callback settling) {
        Held held = new Held(settling.generation(), settling.lease().fence());
        return watch.stoodFor(settling.id(), held) >= ProtocolTimings.LEASE.toNanos();
    }
}
