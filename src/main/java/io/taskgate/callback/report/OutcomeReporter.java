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

/// Reports committed outcomes to Step Functions and records the result. The caller holds the lease.
/// Thread-safe.
@Singleton
public final class OutcomeReporter {

    private static final Logger LOG = Logger.getLogger(OutcomeReporter.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration IDLE_POLL = Duration.ofMillis(20);
    private static final int MAX_DOUBLINGS = 4;

    private final StepFunctions stepFunctions;
    private final SendTaskRateLimiter quota;
    private final CallbackCache cache;
    private final Ledger ledger;
    private final TokenVault vault;
    private final PayloadStoreProvider stores;
    private final FailPoint failPoint;
    private final Sleeper sleeper;
    private final Clock clock;
    private final Set<ReportKey> inFlight = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    public OutcomeReporter(
            StepFunctions stepFunctions,
            SendTaskRateLimiter quota,
            CallbackCache cache,
            Ledger ledger,
            TokenVault vault,
            PayloadStoreProvider stores,
            FailPoint failPoint,
            Sleeper sleeper,
            Clock clock) {
        this.stepFunctions = stepFunctions;
        this.quota = quota;
        this.cache = cache;
        this.ledger = ledger;
        this.vault = vault;
        this.stores = stores;
        this.failPoint = failPoint;
        this.sleeper = sleeper;
        this.clock = clock;
    }

    /// The key of a report in flight. The next generation's report may begin before the last one's thread has
    /// ended.
    private record ReportKey(CallbackId id, long generation) {

        static ReportKey of(Callback settling) {
            return new ReportKey(settling.id(), settling.generation());
        }
    }

    /// The state of one report.
    private record Attempt(Callback settling, boolean inDoubt) {}

    /// Reports on a thread of its own and waits a short time for the result.
    ///
    /// @return the record after it: still SETTLING if the report takes longer
    public Callback reportAndAwait(Callback settling) {
        // Noted here and not on the report's own thread: the sweep must not look between the two.
        if (!inFlight.add(ReportKey.of(settling))) {
            return settling;
        }
        CompletableFuture<Callback> report =
                CompletableFuture.supplyAsync(() -> reportAndRelease(settling, Priority.FRESH), threads);
        try {
            return sleeper.await(report, ProtocolTimings.REPORT_WAIT);
        } catch (TimeoutException e) {
            return settling;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return settling;
        } catch (ExecutionException e) {
            LOG.errorf(
                    e.getCause(),
                    "Reporting failed unexpectedly; the sweep will retry it: callbackId=%s",
                    settling.id());
            return settling;
        }
    }

    /// Returns whether the rate limits of both operations have capacity for this many more delayed reports.
    public boolean hasCapacity(int more) {
        return quota.hasCapacity(SendTaskRateLimiter.Operation.SUCCESS, Priority.BACKLOG, more)
                && quota.hasCapacity(SendTaskRateLimiter.Operation.FAILURE, Priority.BACKLOG, more);
    }

    /// Returns whether the rate limit has capacity for delayed reports of either operation.
    public boolean hasAnyCapacity() {
        return quota.hasCapacity(SendTaskRateLimiter.Operation.SUCCESS, Priority.BACKLOG)
                || quota.hasCapacity(SendTaskRateLimiter.Operation.FAILURE, Priority.BACKLOG);
    }

    /// Returns whether the rate limit has capacity for this report.
    public boolean hasCapacity(Callback settling) {
        return quota.hasCapacity(operation(settling), Priority.BACKLOG);
    }

    /// Reports on a thread of its own and returns at once.
    public void reportInBackground(Callback settling, Priority priority) {
        if (inFlight.add(ReportKey.of(settling))) {
            threads.execute(() -> {
                try {
                    reportAndRelease(settling, priority);
                } catch (RuntimeException e) {
                    LOG.errorf(
                            e, "Reporting failed unexpectedly; the sweep will retry it: callbackId=%s", settling.id());
                }
            });
        }
    }

    /// Waits until no report is in flight. No new report may be started.
    ///
    /// @return the number of reports that have not ended in time; their records stay SETTLING, and are taken
    ///     over
    public int awaitIdle(Duration within) throws InterruptedException {
        long end = sleeper.nanoTime() + within.toNanos();
        while (!inFlight.isEmpty() && sleeper.nanoTime() < end) {
            sleeper.sleep(IDLE_POLL);
        }
        return inFlight.size();
    }

    public boolean isInFlight(Callback settling) {
        return inFlight.contains(ReportKey.of(settling));
    }

    /// Reports, with retries for a few seconds.
    ///
    /// @return the record after it, as far as this process knows
    public Callback report(Callback settling) {
        return inFlight.add(ReportKey.of(settling)) ? reportAndRelease(settling, Priority.FRESH) : settling;
    }

    private Callback reportAndRelease(Callback settling, Priority priority) {
        try {
            cache.forget(settling.id());
            failPoint.reached(FailPoint.Step.REPORT_STARTED);
            Callback after = reportWithRetries(ProtocolTimings.REPORT_ATTEMPTS_TIME, settling, priority);
            failPoint.reached(FailPoint.Step.REPORT_RECORDED);
            return after;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return settling;
        } catch (Ledger.LedgerUnavailableException e) {
            LOG.warnf(
                    "Report could not be recorded; the sweep will retry it: callbackId=%s cause=%s",
                    settling.id(), e.getMessage());
            return settling;
        } finally {
            inFlight.remove(ReportKey.of(settling));
        }
    }

    /// The state of a report after one attempt.
    private sealed interface Progress {

        /// The report has ended or was postponed.
        record Ended(Callback callback) implements Progress {}

        /// The result was replaced by a failure, which is sent at once.
        record Replaced(Attempt next) implements Progress {}

        /// The attempt failed, and may be retried.
        record Failed(Attempt next, String reason) implements Progress {}
    }

    private Callback reportWithRetries(Duration tries, Callback settling, Priority priority)
            throws InterruptedException {
        long end = sleeper.nanoTime() + tries.toNanos();
        Attempt attempt = new Attempt(settling, settling.lease().inDoubt());
        for (int failed = 0; ; failed++) {
            switch (attemptOnce(attempt, priority)) {
                case Progress.Ended(Callback callback) -> {
                    return callback;
                }
                case Progress.Replaced(Attempt next) -> attempt = next;
                case Progress.Failed(Attempt next, String reason) -> {
                    attempt = next;
                    if (!pauseWithin(end, failed)) {
                        return putBack(attempt, retryAfter(settling), reason);
                    }
                }
            }
        }
    }

    private Progress attemptOnce(Attempt attempt, Priority priority) throws InterruptedException {
        Callback settling = attempt.settling();
        Optional<StepFunctions.Reply> reply;
        try {
            reply = send(settling, priority);
        } catch (PayloadStore.StoreUnavailableException e) {
            return new Progress.Ended(putBack(attempt, retryAfter(settling), String.valueOf(e.getMessage())));
        } catch (TokenVault.VaultException e) {
            LOG.errorf("Token could not be opened: callbackId=%s cause=%s", settling.id(), e.getMessage());
            return new Progress.Ended(putBack(attempt, ProtocolTimings.DENIED_RETRY, String.valueOf(e.getMessage())));
        }
        if (reply.isEmpty()) {
            return new Progress.Ended(
                    putBack(attempt, retryAfter(settling), "The quota is exhausted. The report waits."));
        }
        failPoint.reached(FailPoint.Step.REPORT_SENT);
        return resolve(attempt, reply.get());
    }

    private Progress resolve(Attempt attempt, StepFunctions.Reply reply) {
        return switch (reply) {
            case StepFunctions.Reply.Accepted _ -> new Progress.Ended(end(attempt, CallbackState.DELIVERED, null));
            case StepFunctions.Reply.TimedOut _ ->
                new Progress.Ended(
                        attempt.inDoubt()
                                ? ambiguous(attempt)
                                : end(
                                        attempt,
                                        CallbackState.CLOSED,
                                        "Step Functions had already closed the task, or it timed out."));
            case StepFunctions.Reply.Unknown(String error) ->
                new Progress.Ended(
                        end(attempt, CallbackState.REJECTED, "Step Functions does not know the token: " + error));
            case StepFunctions.Reply.Denied(String error) -> {
                LOG.errorf(
                        "Report was denied; it is retried every minute: callbackId=%s error=%s",
                        attempt.settling().id(), error);
                yield new Progress.Ended(putBack(attempt, ProtocolTimings.DENIED_RETRY, "Denied: " + error));
            }
            case StepFunctions.Reply.InvalidOutput(String message) -> replaceResult(attempt, message);
            case StepFunctions.Reply.NotApplied(String error, boolean _) ->
                new Progress.Failed(attempt, "Temporarily unavailable: " + error);
            case StepFunctions.Reply.ReplyLost(String error) -> {
                LOG.infof(
                        "No reply came to the report, which is in doubt: callbackId=%s cause=%s",
                        attempt.settling().id(), error);
                yield new Progress.Failed(new Attempt(attempt.settling(), true), "No reply: " + error);
            }
        };
    }

    private Progress replaceResult(Attempt attempt, String message) {
        if (attempt.settling().committedOutcome().result() == null) {
            return new Progress.Ended(putBack(
                    attempt,
                    ProtocolTimings.DENIED_RETRY,
                    "Step Functions rejected a failure as invalid output: " + message));
        }
        return switch (replace(attempt, message)) {
            case Ledger.Write.Applied(Callback callback) ->
                new Progress.Replaced(new Attempt(callback, attempt.inDoubt()));
            case Ledger.Write.ConditionFailed(Callback current) -> new Progress.Ended(current);
            case Ledger.Write.NotFound _ -> new Progress.Ended(attempt.settling());
        };
    }

    private Duration retryAfter(Callback settling) {
        return ProtocolTimings.retryAfter(Duration.between(settling.changedAt(), clock.instant()));
    }

    private Optional<StepFunctions.Reply> send(Callback settling, Priority priority) throws InterruptedException {
        TaskToken token = vault.open(settling.registeredTask().token(), settling.id());
        Outcome outcome = settling.committedOutcome();
        Payload result = outcome.result();
        if (result == null) {
            return quota.send(
                    SendTaskRateLimiter.Operation.FAILURE,
                    priority,
                    () -> stepFunctions.failure(token, errorOf(outcome), outcome.cause()));
        }
        // Fetched before its turn: a slow store must not hold one.
        byte[] output = result.resolve(stores.of(settling.id().storedPayloadOwner()));
        return quota.send(SendTaskRateLimiter.Operation.SUCCESS, priority, () -> stepFunctions.success(token, output));
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

    /// Sleeps before a retry, with full jitter, so that many reports that were throttled together are not
    /// retried together.
    private boolean pauseWithin(long end, int failed) throws InterruptedException {
        long most = FIRST_PAUSE.toNanos() << Math.min(failed, MAX_DOUBLINGS);
        Duration pause = Duration.ofNanos(sleeper.random().nextLong(most) + 1);
        if (sleeper.nanoTime() + pause.toNanos() >= end) {
            return false;
        }
        sleeper.sleep(pause);
        return true;
    }

    private Callback end(Attempt attempt, CallbackState state, @Nullable String reason) {
        Callback settling = attempt.settling();
        Callback after = apply(settling, ReportTransitions.end(settling, state, reason, clock.instant()));
        String call = settling.committedOutcome().result() == null ? "SendTaskFailure" : "SendTaskSuccess";
        LOG.info("Report was recorded: callbackId=" + settling.id() + " call=" + call + " state=" + after.state());
        return after;
    }

    private Callback ambiguous(Attempt attempt) {
        LOG.warnf(
                "Report is ambiguous, a reply was lost and the task is closed: callbackId=%s",
                attempt.settling().id());
        return apply(attempt.settling(), ReportTransitions.ambiguous(attempt.settling(), clock.instant()));
    }

    private Ledger.Write replace(Attempt attempt, String message) {
        Callback settling = attempt.settling();
        Outcome current = settling.committedOutcome();
        Outcome failure = Outcome.failure(
                        CallbackErrors.INVALID_RESULT,
                        "Step Functions rejected the result: " + message,
                        current.digest(),
                        current.operationId(),
                        current.at())
                .changed(current.changes());
        return ledger.apply(settling.id(), ReportTransitions.replace(settling, failure, clock.instant()));
    }

    private Callback putBack(Attempt attempt, Duration wait, String reason) {
        try {
            return apply(
                    attempt.settling(),
                    ReportTransitions.putBack(
                            attempt.settling(),
                            attempt.inDoubt(),
                            clock.instant().plus(wait),
                            reason));
        } catch (Ledger.LedgerUnavailableException e) {
            return attempt.settling();
        }
    }

    /// Writes a transition. A stale fence loses its write; the current record is the result then.
    private Callback apply(Callback settling, Ledger.Transition transition) {
        return switch (ledger.apply(settling.id(), transition)) {
            case Ledger.Write.Applied applied -> applied.callback();
            case Ledger.Write.ConditionFailed conflict -> conflict.current();
            case Ledger.Write.NotFound notFound -> settling;
        };
    }
}
