package io.taskgate.callback.report;

import io.taskgate.callback.ledger.CallbackCache;
import io.taskgate.callback.ledger.Ledger;
import io.taskgate.callback.ledger.ReportTransitions;
import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.CallbackErrors;
import io.taskgate.callback.model.CallbackId;
import io.taskgate.callback.model.CallbackState;
import io.taskgate.callback.model.Outcome;
import io.taskgate.callback.model.ProtocolTimings;
import io.taskgate.callback.model.TaskToken;
import io.taskgate.callback.stepfunctions.SendTaskRateLimiter;
import io.taskgate.callback.stepfunctions.StepFunctions;
import io.taskgate.callback.vault.TokenVault;
import io.taskgate.payload.claimcheck.Payload;
import io.taskgate.payload.claimcheck.PayloadStore;
import io.taskgate.payload.claimcheck.PayloadStoreProvider;
import io.taskgate.ratelimit.Priority;
import io.taskgate.runtime.FailPoint;
import io.taskgate.runtime.Sleeper;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Tells Step Functions the committed outcome, and records what came of it. The caller holds the lease.
/// Safe for many threads.
@Singleton
public final class OutcomeReporter {

    private static final Logger LOG = Logger.getLogger(OutcomeReporter.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration FINISH_LOOK = Duration.ofMillis(20);
    private static final int MAX_DOUBLINGS = 4;

    private final StepFunctions stepFunctions;
    private final SendTaskRateLimiter quota;
    private final CallbackCache cache;
    private final Ledger ledger;
    private final TokenVault vault;
    private final PayloadStoreProvider stores;
    private final FailPoint failPoint;
    private final Sleeper pauses;
    private final Clock clock;
    private final Set<Work> atWork = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    public OutcomeReporter(
            StepFunctions stepFunctions,
            SendTaskRateLimiter quota,
            CallbackCache cache,
            Ledger ledger,
            TokenVault vault,
            PayloadStoreProvider stores,
            FailPoint failPoint,
            Sleeper pauses,
            Clock clock) {
        this.stepFunctions = stepFunctions;
        this.quota = quota;
        this.cache = cache;
        this.ledger = ledger;
        this.vault = vault;
        this.stores = stores;
        this.failPoint = failPoint;
        this.pauses = pauses;
        this.clock = clock;
    }

    /// A report. The next generation's may begin before the last one's thread has gone.
    private record Work(CallbackId id, long generation) {

        static Work of(Callback settling) {
            return new Work(settling.id(), settling.generation());
        }
    }

    /// What is known of an outcome while it is reported.
    private record Attempt(Callback settling, boolean doubt) {}

    /// Reports on a thread of its own and waits a little for it.
    ///
    /// @return the record as it stands then: still SETTLING where the report takes longer
    public Callback reportSoon(Callback settling) {
        // Noted here and not on the report's own thread: the sweep must not look between the two.
        if (!atWork.add(Work.of(settling))) {
            return settling;
        }
        CompletableFuture<Callback> report =
                CompletableFuture.supplyAsync(() -> noted(settling, Priority.FRESH), threads);
        try {
            return pauses.await(report, ProtocolTimings.REPORT_WAIT);
        } catch (TimeoutException e) {
            return settling;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return settling;
        } catch (ExecutionException e) {
            LOG.errorf(e.getCause(), "%s: the report broke; the sweep takes it over", settling.id());
            return settling;
        }
    }

    /// Whether the quota lets any more that were put off before wait for their turn.
    public boolean hasRoom() {
        return quota.hasRoom(SendTaskRateLimiter.Operation.SUCCESS, Priority.BACKLOG)
                || quota.hasRoom(SendTaskRateLimiter.Operation.FAILURE, Priority.BACKLOG);
    }

    /// Whether the quota lets one more that was put off before wait for its turn.
    public boolean hasRoom(Callback settling) {
        return quota.hasRoom(operation(settling), Priority.BACKLOG);
    }

    /// Reports on a thread of its own; nobody waits.
    public void reportInBackground(Callback settling, Priority lane) {
        if (atWork.add(Work.of(settling))) {
            threads.execute(() -> {
                try {
                    noted(settling, lane);
                } catch (RuntimeException e) {
                    LOG.errorf(e, "%s: the report broke; the sweep takes it over", settling.id());
                }
            });
        }
    }

    /// Waits until no report is under way. No new ones may be begun.
    ///
    /// @return how many are not through in time; they stay SETTLING, and are taken over
    public int finish(Duration within) throws InterruptedException {
        long end = pauses.nanoTime() + within.toNanos();
        while (!atWork.isEmpty() && pauses.nanoTime() < end) {
            pauses.pause(FINISH_LOOK);
        }
        return atWork.size();
    }

    public boolean isAtWork(Callback settling) {
        return atWork.contains(Work.of(settling));
    }

    /// Reports, trying for a few seconds.
    ///
    /// @return the record afterwards, as far as this process knows
    public Callback report(Callback settling) {
        return atWork.add(Work.of(settling)) ? noted(settling, Priority.FRESH) : settling;
    }

    private Callback noted(Callback settling, Priority lane) {
        try {
            cache.forget(settling.id());
            failPoint.reached(FailPoint.Step.REPORT_STARTED);
            Callback after = tryFor(ProtocolTimings.REPORT_TRIES, settling, lane);
            failPoint.reached(FailPoint.Step.REPORT_RECORDED);
            return after;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return settling;
        } catch (Ledger.LedgerUnavailableException e) {
            LOG.warnf("%s: reported or not, it could not be recorded: %s", settling.id(), e.getMessage());
            return settling;
        } finally {
            atWork.remove(Work.of(settling));
        }
    }

    private Callback tryFor(Duration tries, Callback settling, Priority lane) throws InterruptedException {
        long end = pauses.nanoTime() + tries.toNanos();
        Attempt attempt = new Attempt(settling, settling.lease().doubt());
        for (int failed = 0; ; failed++) {
            Optional<StepFunctions.Reply> sent;
            try {
                sent = send(attempt.settling(), lane);
            } catch (PayloadStore.StoreUnavailableException e) {
                return putBack(attempt, retryAfter(settling), String.valueOf(e.getMessage()));
            } catch (TokenVault.VaultException e) {
                LOG.errorf("%s: %s", settling.id(), e.getMessage());
                return putBack(attempt, ProtocolTimings.DENIED_RETRY, String.valueOf(e.getMessage()));
            }
            if (sent.isEmpty()) {
                return putBack(attempt, retryAfter(settling), "the quota is spent: it waits for its turn");
            }
            failPoint.reached(FailPoint.Step.REPORT_SENT);
            switch (sent.get()) {
                case StepFunctions.Reply.Taken taken -> {
                    return end(attempt, CallbackState.DELIVERED, null);
                }
                case StepFunctions.Reply.TimedOut timedOut -> {
                    return attempt.doubt()
                            ? ambiguous(attempt)
                            : end(
                                    attempt,
                                    CallbackState.CLOSED,
                                    "Step Functions had closed the task already, or it timed out");
                }
                case StepFunctions.Reply.Unknown unknown -> {
                    return end(
                            attempt,
                            CallbackState.REJECTED,
                            "Step Functions does not know the token: " + unknown.error());
                }
                case StepFunctions.Reply.Denied denied -> {
                    LOG.errorf(
                            "%s: Step Functions denies the report: %s; it is tried again every minute",
                            settling.id(), denied.error());
                    return putBack(attempt, ProtocolTimings.DENIED_RETRY, "denied: " + denied.error());
                }
                case StepFunctions.Reply.InvalidOutput invalid -> {
                    if (attempt.settling().committedOutcome().result() == null) {
                        return putBack(
                                attempt,
                                ProtocolTimings.DENIED_RETRY,
                                "a failure was refused as output: " + invalid.message());
                    }
                    switch (replace(attempt, invalid.message())) {
                        case Ledger.Write.Written written -> attempt = new Attempt(written.now(), attempt.doubt());
                        case Ledger.Write.Refused refused -> {
                            return refused.standing();
                        }
                        case Ledger.Write.Absent absent -> {
                            return attempt.settling();
                        }
                    }
                }
                case StepFunctions.Reply.NotApplied notApplied -> {
                    if (!pauseWithin(end, failed)) {
                        return putBack(attempt, retryAfter(settling), "not now: " + notApplied.error());
                    }
                }
                case StepFunctions.Reply.Lost lost -> {
                    LOG.infof("%s: no reply to the report, which leaves a doubt: %s", settling.id(), lost.error());
                    attempt = new Attempt(attempt.settling(), true);
                    if (!pauseWithin(end, failed)) {
                        return putBack(attempt, retryAfter(settling), "no reply: " + lost.error());
                    }
                }
            }
        }
    }

    private Duration retryAfter(Callback settling) {
        return ProtocolTimings.retryAfter(Duration.between(settling.changedAt(), clock.instant()));
    }

    private Optional<StepFunctions.Reply> send(Callback settling, Priority lane) throws InterruptedException {
        TaskToken token = vault.open(settling.registeredTask().token(), settling.id());
        Outcome outcome = settling.committedOutcome();
        Payload result = outcome.result();
        if (result == null) {
            return quota.send(
                    SendTaskRateLimiter.Operation.FAILURE,
                    lane,
                    () -> stepFunctions.failure(token, errorOf(outcome), outcome.cause()));
        }
        // Fetched before its turn: a slow store must not hold one.
        byte[] output = result.resolve(stores.of(settling.id().parking()));
        return quota.send(SendTaskRateLimiter.Operation.SUCCESS, lane, () -> stepFunctions.success(token, output));
    }

    private static SendTaskRateLimiter.Operation operation(Callback settling) {
        return settling.committedOutcome().result() == null
                ? SendTaskRateLimiter.Operation.FAILURE
                : SendTaskRateLimiter.Operation.SUCCESS;
    }

    private static String errorOf(Outcome outcome) {
        String error = outcome.error();
        return error == null ? outcome.kind().name() : error;
    }

    /// Full jitter, so that many reports that were throttled together don't come back together.
    private boolean pauseWithin(long end, int failed) throws InterruptedException {
        long most = FIRST_PAUSE.toNanos() << Math.min(failed, MAX_DOUBLINGS);
        Duration pause = Duration.ofNanos(pauses.random().nextLong(most) + 1);
        if (pauses.nanoTime() + pause.toNanos() >= end) {
            return false;
        }
        pauses.pause(pause);
        return true;
    }

    private Callback end(Attempt attempt, CallbackState state, @Nullable String reason) {
        Callback settling = attempt.settling();
        Callback after = written(settling, ReportTransitions.end(settling, state, reason, clock.instant()));
        String call = settling.committedOutcome().result() == null ? "SendTaskFailure" : "SendTaskSuccess";
        LOG.info(settling.id() + ": " + call + " → " + after.state());
        return after;
    }

    private Callback ambiguous(Attempt attempt) {
        LOG.warnf(
                "%s: a reply was lost, and the task is closed: AMBIGUOUS until its history tells",
                attempt.settling().id());
        return written(attempt.settling(), ReportTransitions.ambiguous(attempt.settling(), clock.instant()));
    }

    private Ledger.Write replace(Attempt attempt, String message) {
        Callback settling = attempt.settling();
        Outcome standing = settling.committedOutcome();
        Outcome failure = Outcome.failure(
                        CallbackErrors.INVALID_RESULT,
                        "Step Functions refused the result: " + message,
                        standing.digest(),
                        standing.operationId(),
                        standing.at())
                .changed(standing.changes());
        return ledger.apply(settling.id(), ReportTransitions.replace(settling, failure, clock.instant()));
    }

    private Callback putBack(Attempt attempt, Duration wait, String reason) {
        try {
            return written(
                    attempt.settling(),
                    ReportTransitions.putBack(
                            attempt.settling(), attempt.doubt(), clock.instant().plus(wait), reason));
        } catch (Ledger.LedgerUnavailableException e) {
            return attempt.settling();
        }
    }

    /// A stale fence loses its write; what stands then is the truth.
    private Callback written(Callback settling, Ledger.Transition transition) {
        return switch (ledger.apply(settling.id(), transition)) {
            case Ledger.Write.Written written -> written.now();
            case Ledger.Write.Refused refused -> refused.standing();
            case Ledger.Write.Absent absent -> settling;
        };
    }
}
