package io.taskgate.callback.sweep;

import io.taskgate.callback.dispatch.DispatchResult;
import io.taskgate.callback.dispatch.RequestDispatcher;
import io.taskgate.callback.heartbeat.HeartbeatService;
import io.taskgate.callback.ledger.CallbackSchedule;
import io.taskgate.callback.ledger.Ledger;
import io.taskgate.callback.ledger.ReportTransitions;
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
import java.util.Set;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Processes one due callback: its time-out, the dispatch of its request, a report that stopped, an ambiguous
/// report, an early answer that expired. It reads, decides and writes; an action that may hang (a request, a
/// history, a call of Step Functions) runs on a thread of its own. Any number of replicas may process the same
/// callback, because each write is guarded. Thread-safe.
@Singleton
public final class DueCallbackProcessor {

    private static final Logger LOG = Logger.getLogger(DueCallbackProcessor.class);

    /// The largest number of concurrent requests to one service.
    private static final int MAX_REQUESTS = 16;

    /// The largest number of histories that are read concurrently: each may take 25 calls of an operation with
    /// a small quota.
    private static final int MAX_HISTORIES = 2;

    private static final String HISTORIES = "histories";

    private final Ledger ledger;
    private final RequestDispatcher dispatcher;
    private final OutcomeReporter reporter;
    private final Reconciler reconciler;
    private final StatusProber prober;
    private final HeartbeatService heartbeat;
    private final ClockHealth clockHealth;
    private final Clock clock;
    private final StalenessTracker<CallbackId, ReportLease> leases;
    private final SweepMetrics metrics;
    private final LedgerRecovery recovery;
    private final TargetExecutor outgoing = new TargetExecutor(MAX_REQUESTS);
    private final TargetExecutor silences = new TargetExecutor(MAX_REQUESTS);
    private final TargetExecutor histories = new TargetExecutor(MAX_HISTORIES);

    public DueCallbackProcessor(
            Ledger ledger,
            RequestDispatcher dispatcher,
            OutcomeReporter reporter,
            Reconciler reconciler,
            StatusProber prober,
            HeartbeatService heartbeat,
            ClockHealth clockHealth,
            Sleeper sleeper,
            Clock clock,
            SweepMetrics metrics) {
        this.ledger = ledger;
        this.dispatcher = dispatcher;
        this.reporter = reporter;
        this.reconciler = reconciler;
        this.prober = prober;
        this.heartbeat = heartbeat;
        this.clockHealth = clockHealth;
        this.leases = new StalenessTracker<>(sleeper);
        this.recovery = new LedgerRecovery(sleeper);
        this.clock = clock;
        this.metrics = metrics;
    }

    /// The part of a lease that changes when another process takes it.
    private record ReportLease(long generation, long fence) {}

    /// Forgets the leases of all callbacks that are not due any more.
    void retain(Set<CallbackId> due) {
        leases.retain(due);
    }

    /// Returns whether all actions that were started have ended.
    boolean isIdle() {
        return outgoing.isIdle() && silences.isIdle() && histories.isIdle();
    }

    /// Has the time-outs by silence wait where this process has not seen whether writes have worked.
    void reads(boolean does) {
        recovery.reads(does);
    }

    /// Notes that the ledger could not be called.
    void ledgerFailed() {
        recovery.failed();
    }

    private Ledger.Write write(CallbackId id, Ledger.Transition transition) {
        return recovery.observe(() -> ledger.apply(id, transition));
    }

    /// Processes a callback that may be due.
    public void process(CallbackId id) {
        Callback current = ledger.find(id).orElse(null);
        Instant now = clock.instant();
        if (current == null || current.dueAt() == null || current.dueAt().isAfter(now)) {
            return;
        }
        if (!clockHealth.isTrusted()) {
            // The clock may have jumped since the sweep began; the response to this read may have shown it.
            return;
        }
        metrics.due(current.state(), current.dueAt(), now);
        switch (current.state()) {
            case PENDING -> processPending(current);
            case SETTLING -> processSettling(current);
            case AMBIGUOUS -> histories.submit(HISTORIES, id, () -> reconciler.reconcile(current));
            case EARLY ->
                write(
                        id,
                        Transitions.endEarly(
                                current,
                                CallbackState.EXPIRED,
                                "No registration arrived for this answer.",
                                clock.instant()));
            case DELIVERED, CLOSED, REJECTED, EXPIRED, CANCELLED -> write(id, Transitions.reschedule(current, null));
        }
    }

    private void processPending(Callback pending) {
        Instant now = clock.instant();
        RegisteredTask task = pending.registeredTask();
        if (hasPassed(pending.heartbeatState().deadline(), now) && recovery.isRecent()) {
            // Heartbeats that other processes have absorbed may come now: this write shows whether writes work.
            write(pending.id(), Transitions.reschedule(pending, now.plus(LedgerRecovery.GRACE)));
        } else if (hasPassed(pending.heartbeatState().deadline(), now)) {
            Duration silence = task.heartbeat() == null ? Duration.ZERO : task.heartbeat();
            timeOut(
                    pending,
                    Outcome.Kind.HEARTBEAT_TIMEOUT,
                    CallbackErrors.HEARTBEAT_TIMEOUT,
                    "no heartbeat for " + silence.toSeconds() + " s",
                    now);
        } else if (hasPassed(task.deadline(), now)) {
            timeOut(pending, Outcome.Kind.TIMEOUT, CallbackErrors.TIMEOUT, "no answer until " + task.deadline(), now);
        } else if (pending.dispatch() == Callback.Dispatch.NEEDED) {
            redispatch(pending, now);
        } else if (task.heartbeat() == null
                && task.deadline() == null
                && !now.isBefore(task.registeredAt().plus(ProtocolTimings.MAX_EXECUTION))) {
            checkTaskIsOpen(pending, now);
        } else if (write(pending.id(), Transitions.reschedule(pending, prober.nextPollAt(pending)))
                instanceof Ledger.Write.Applied applied) {
            // Rescheduled first, so that a service that hangs is not called by every pass.
            if (CallbackSchedule.isNearlySilent(pending, now)) {
                silences.submit(pending.service(), pending.id(), () -> heartbeat.keepTaskOpen(applied.callback()));
            }
            prober.pollAsync(applied.callback());
        }
    }

    /// Asks Step Functions about a task that has no time-out and whose execution should have ended by now.
    private void checkTaskIsOpen(Callback pending, Instant now) {
        if (write(pending.id(), Transitions.reschedule(pending, now.plus(ProtocolTimings.OPEN_TASK_RECHECK)))
                instanceof Ledger.Write.Applied applied) {
            outgoing.submit(pending.service(), pending.id(), () -> heartbeat.closeIfTaskClosed(applied.callback()));
        }
    }

    private static boolean hasPassed(@Nullable Instant deadline, Instant now) {
        return deadline != null && !now.isBefore(deadline.plus(ProtocolTimings.SKEW_MARGIN));
    }

    private void timeOut(Callback pending, Outcome.Kind kind, String error, String cause, Instant now) {
        Outcome outcome = Outcome.own(kind, error, cause, UUID.randomUUID().toString(), now);
        if (write(pending.id(), Transitions.timeOut(pending, outcome, now)) instanceof Ledger.Write.Applied applied) {
            LOG.warnf("Callback timed out: callbackId=%s kind=%s cause=%s", pending.id(), kind, cause);
            prober.forget(pending.id());
            reporter.reportInBackground(applied.callback(), Priority.FRESH);
            outgoing.submit(
                    pending.service(), pending.id(), () -> dispatcher.notifyTaskClosed(applied.callback(), error));
        }
    }

    private void redispatch(Callback pending, Instant now) {
        // Rescheduled first, so that a bus that hangs is not called by every pass.
        Duration age = Duration.between(pending.registeredTask().registeredAt(), now);
        Duration wait = ProtocolTimings.clamp(
                age.dividedBy(2), ProtocolTimings.DISPATCH_RETRY, ProtocolTimings.DISPATCH_RETRY_MAX);
        Instant timeOut = CallbackSchedule.nextTimeOut(pending, now);
        Instant next = timeOut.isBefore(now.plus(wait)) ? timeOut : now.plus(wait);
        if (!(write(pending.id(), Transitions.reschedule(pending, next)) instanceof Ledger.Write.Applied)) {
            return;
        }
        outgoing.submit(pending.service(), pending.id(), () -> dispatch(pending));
    }

    private void dispatch(Callback pending) {
        if (dispatcher.dispatch(pending).result() instanceof DispatchResult.Permanent never) {
            Instant now = clock.instant();
            Outcome failure = Outcome.notSent(
                    CallbackErrors.DISPATCH_FAILED,
                    never.reason(),
                    UUID.randomUUID().toString(),
                    now);
            if (write(pending.id(), Transitions.settle(pending.generation(), failure, now))
                    instanceof Ledger.Write.Applied applied) {
                reporter.reportInBackground(applied.callback(), Priority.FRESH);
            }
        }
    }

    private void processSettling(Callback settling) {
        Instant now = clock.instant();
        if (reporter.isInFlight(settling)
                || (settling.lease().held() && (isNew(settling, now) || !isAbandoned(settling, now)))) {
            return;
        }
        if (settling.changedAt().plus(ProtocolTimings.REPORT_EXPIRY).isBefore(now)) {
            write(
                    settling.id(),
                    ReportTransitions.end(
                            settling,
                            CallbackState.EXPIRED,
                            "The outcome could not be reported for 14 days: " + settling.reason(),
                            now));
            return;
        }
        if (!reporter.hasCapacity(settling)) {
            // The report stays due: a takeover would only be postponed, at the cost of two writes.
            return;
        }
        if (write(settling.id(), ReportTransitions.takeOver(settling, now)) instanceof Ledger.Write.Applied applied) {
            if (settling.lease().held()) {
                LOG.warnf("Took over a report whose process stopped: callbackId=%s", settling.id());
            }
            reporter.reportInBackground(applied.callback(), Priority.BACKLOG);
        }
    }

    /// Returns whether the lease has not changed for its whole duration while this process watched it, or is
    /// so old that its process can't hold it any more, independent of the errors of the two clocks.
    private boolean isAbandoned(Callback settling, Instant now) {
        ReportLease lease =
                new ReportLease(settling.generation(), settling.lease().fence());
        return leases.unchangedFor(settling.id(), lease) >= ProtocolTimings.REPORT_LEASE.toNanos()
                || isOld(settling, now);
    }

    /// Returns whether a lease is not watched yet: its record may have been due before.
    private static boolean isNew(Callback settling, Instant now) {
        return now.isBefore(leasedAt(settling).plus(ProtocolTimings.REPORT_WATCH));
    }

    private static boolean isOld(Callback settling, Instant now) {
        return !now.isBefore(leasedAt(settling).plus(ProtocolTimings.OLD_REPORT_LEASE));
    }

    /// The time at which a lease was written: the first one with the state, each later one with a due time.
    private static Instant leasedAt(Callback settling) {
        return settling.lease().fence() <= 1 || settling.dueAt() == null
                ? settling.changedAt()
                : settling.dueAt().minus(ProtocolTimings.REPORT_WATCH);
    }
}
