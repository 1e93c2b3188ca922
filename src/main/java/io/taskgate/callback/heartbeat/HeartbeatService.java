package io.taskgate.callback.heartbeat;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.callback.identity.CallbackIdFactory;
import io.taskgate.callback.ledger.Ledger;
import io.taskgate.callback.ledger.Transitions;
import io.taskgate.callback.link.CallbackAddress;
import io.taskgate.callback.model.Answer;
import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.CallbackId;
import io.taskgate.callback.model.CallbackState;
import io.taskgate.callback.model.TaskToken;
import io.taskgate.callback.settlement.TaskCloser;
import io.taskgate.callback.stepfunctions.SendTaskRateLimiter;
import io.taskgate.callback.stepfunctions.StepFunctions;
import io.taskgate.callback.vault.TokenVault;
import io.taskgate.payload.json.Json;
import io.taskgate.ratelimit.Priority;
import io.taskgate.runtime.ClockHealth;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Sends a worker's heartbeats to Step Functions and stores them. The result tells the worker whether its task
/// is still open. A heartbeat within a third of the interval after the last one is absorbed: it costs no call,
/// and [HeartbeatFlusher] sends the last of them in time. Thread-safe.
@Singleton
public final class HeartbeatService {

    private static final Logger LOG = Logger.getLogger(HeartbeatService.class);

    /// The maximum size of progress as compact JSON, in UTF-8 bytes. The record holds it, and an item of
    /// DynamoDB has at most 400 KB.
    public static final int MAX_PROGRESS = 16 * 1024;

    private final StepFunctions stepFunctions;
    private final SendTaskRateLimiter quota;
    private final HeartbeatCache cache;
    private final Ledger ledger;
    private final TokenVault vault;
    private final TaskCloser closer;
    private final ClockHealth clockHealth;
    private final Clock clock;
    private final CallbackIdFactory ids;

    public HeartbeatService(
            StepFunctions stepFunctions,
            SendTaskRateLimiter quota,
            HeartbeatCache cache,
            Ledger ledger,
            TokenVault vault,
            TaskCloser closer,
            ClockHealth clockHealth,
            Clock clock,
            CallbackIdFactory ids) {
        this.stepFunctions = stepFunctions;
        this.quota = quota;
        this.cache = cache;
        this.ledger = ledger;
        this.vault = vault;
        this.closer = closer;
        this.clockHealth = clockHealth;
        this.clock = clock;
        this.ids = ids;
    }

    /// Validates a heartbeat.
    ///
    /// @return the problem; empty if it is valid
    public static Optional<Answer.Flaw> validate(@Nullable JsonNode progress) {
        int size = progress == null ? 0 : Json.bytes(progress).length;
        return size > MAX_PROGRESS
                ? Optional.of(new Answer.Flaw(
                        "progress", "Has " + size + " B of JSON, but the limit is " + MAX_PROGRESS + " B."))
                : Optional.empty();
    }

    /// Records a heartbeat.
    ///
    /// @param progress valid progress ([#validate])
    public HeartbeatResult record(CallbackAddress address, @Nullable JsonNode progress) {
        if (!clockHealth.isTrusted()) {
            return untrustedClock();
        }
        CallbackId id = ids.of(address);
        HeartbeatCache.Entry known = cache.find(id).orElse(null);
        if (known != null) {
            return refused(address, known.pending()).orElseGet(() -> absorbOrRelay(known, progress));
        }
        Optional<Callback> current = ledger.find(id);
        if (current.isEmpty()) {
            return switch (address) {
                case CallbackAddress.ByLink byLink -> new HeartbeatResult.Unknown();
                case CallbackAddress.ById byId -> new HeartbeatResult.Unknown();
                case CallbackAddress.ByKey byKey -> new HeartbeatResult.Early();
            };
        }
        return refused(address, current.get()).orElseGet(() -> resolveAgainst(current.get(), progress));
    }

    /// Records a heartbeat whose sender does not wait for a response, for example an event. If it can't be sent
    /// to Step Functions now, it is stored and [HeartbeatFlusher] sends it. Its sender must not send it again:
    /// by then it would present an old sign of life as a new one.
    public HeartbeatResult accept(CallbackAddress address, @Nullable JsonNode progress) {
        HeartbeatResult reply = record(address, progress);
        return reply instanceof HeartbeatResult.NotRelayed ? persistUnsent(address, progress) : reply;
    }

    /// The result while the clock is not trusted: a heartbeat is stored as a time, and other processes compare
    /// their clocks to it.
    private HeartbeatResult untrustedClock() {
        return new HeartbeatResult.NotNow(clockHealth.problem());
    }

    private HeartbeatResult persistUnsent(CallbackAddress address, @Nullable JsonNode progress) {
        Optional<Callback> current = ledger.find(ids.of(address));
        if (current.isEmpty()) {
            return new HeartbeatResult.Unknown();
        }
        Callback pending = current.get();
        if (pending.state() != CallbackState.PENDING) {
            return resolveAgainst(pending, progress);
        }
        return persist(pending, pending.lastHeardAt(), clock.instant(), progress);
    }

    /// Rejects a caller that may not answer for this record. A revoked link is detected at the next write if
    /// this process has the record in its cache.
    private static Optional<HeartbeatResult> refused(CallbackAddress address, Callback current) {
        if (!address.mayShow(current)) {
            return Optional.of(new HeartbeatResult.Unknown());
        }
        return address.mayAnswer(current) ? Optional.empty() : Optional.of(new HeartbeatResult.TaskClosed(current));
    }

    private HeartbeatResult resolveAgainst(Callback current, @Nullable JsonNode progress) {
        return switch (current.state()) {
            case PENDING -> pending(current, progress);
            case EARLY -> new HeartbeatResult.Early();
            case SETTLING, DELIVERED, CLOSED, REJECTED, AMBIGUOUS, EXPIRED, CANCELLED ->
                new HeartbeatResult.TaskClosed(current);
        };
    }

    /// Handles a callback that is not in the cache. The time of its stored heartbeat is the time at which
    /// another process sent it.
    private HeartbeatResult pending(Callback pending, @Nullable JsonNode progress) {
        Instant beatAt = pending.heartbeatState().lastAt();
        if (beatAt != null && cache.put(pending, beatAt, null)) {
            return cache.find(pending.id())
                    .map(known -> absorbOrRelay(known, progress))
                    .orElseGet(() -> relay(pending, progress));
        }
        return relay(pending, progress);
    }

    private HeartbeatResult absorbOrRelay(HeartbeatCache.Entry known, @Nullable JsonNode progress) {
        Instant now = clock.instant();
        if (!now.isBefore(known.sendDueAt())) {
            return relay(known.pending(), progress);
        }
        if (known.changesProgress(progress)) {
            return persist(known.pending(), known.sentAt(), now, progress);
        }
        return cache.absorb(known.pending().id(), now)
                ? new HeartbeatResult.Accepted(known.pending())
                : relay(known.pending(), progress);
    }

    private HeartbeatResult relay(Callback pending, @Nullable JsonNode progress) {
        Instant now = clock.instant();
        Optional<StepFunctions.Reply> reply = sendHeartbeat(pending, Priority.FRESH);
        if (reply.isEmpty()) {
            return new HeartbeatResult.NotRelayed("The quota of SendTaskHeartbeat is exhausted.");
        }
        return switch (reply.get()) {
            case StepFunctions.Reply.Accepted taken -> {
                LOG.infof("Heartbeat was sent: callbackId=%s", pending.id());
                yield persist(pending, now, null, progress);
            }
            case StepFunctions.Reply.TimedOut timedOut -> onTaskClosed(pending, timedOut, progress);
            case StepFunctions.Reply.Unknown unknown -> onTaskClosed(pending, unknown, progress);
            case StepFunctions.Reply.InvalidOutput invalid -> new HeartbeatResult.NotRelayed(invalid.message());
            case StepFunctions.Reply.Denied denied -> new HeartbeatResult.NotRelayed(denied.error());
            case StepFunctions.Reply.NotApplied notApplied -> new HeartbeatResult.NotRelayed(notApplied.error());
            case StepFunctions.Reply.ReplyLost lost -> new HeartbeatResult.NotRelayed(lost.error());
        };
    }

    /// Sends a heartbeat to Step Functions.
    ///
    /// @return empty if the rate limit has no permit for it
    public Optional<StepFunctions.Reply> sendHeartbeat(Callback pending, Priority priority) {
        TaskToken token = vault.open(pending.registeredTask().token(), pending.id());
        try {
            return quota.send(SendTaskRateLimiter.Operation.HEARTBEAT, priority, () -> stepFunctions.heartbeat(token));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /// Writes a heartbeat with the current time.
    ///
    /// @param unsentAt the time at which it came, if it was not sent to Step Functions
    private HeartbeatResult persist(
            Callback pending, Instant sentAt, @Nullable Instant unsentAt, @Nullable JsonNode progress) {
        if (!clockHealth.isTrusted()) {
            // Found out by the reply of Step Functions to this very heartbeat.
            return untrustedClock();
        }
        Instant at = clock.instant();
        return switch (ledger.apply(pending.id(), Transitions.heartbeat(pending, progress, at))) {
            case Ledger.Write.Applied applied -> {
                cache.put(applied.callback(), sentAt, unsentAt);
                yield new HeartbeatResult.Accepted(applied.callback());
            }
            case Ledger.Write.ConditionFailed conflict -> {
                cache.forget(pending.id());
                yield refused(pending, conflict.current(), progress);
            }
            case Ledger.Write.NotFound notFound -> {
                cache.forget(pending.id());
                yield new HeartbeatResult.Unknown();
            }
        };
    }

    /// Handles a write that was refused: a later heartbeat is stored already, or a newer token came and the
    /// heartbeat is for that one.
    private HeartbeatResult refused(Callback pending, Callback current, @Nullable JsonNode progress) {
        return current.state() == CallbackState.PENDING && current.generation() == pending.generation()
                ? new HeartbeatResult.Accepted(current)
                : resolveAgainst(current, progress);
    }

    private HeartbeatResult onTaskClosed(Callback pending, StepFunctions.Reply why, @Nullable JsonNode progress) {
        return switch (closer.close(pending, why)) {
            case Ledger.Write.Applied applied -> new HeartbeatResult.TaskClosed(applied.callback());
            // A newer token took over the record, so the heartbeat applies to it.
            case Ledger.Write.ConditionFailed conflict -> resolveAgainst(conflict.current(), progress);
            case Ledger.Write.NotFound notFound -> new HeartbeatResult.Unknown();
        };
    }

    /// Sends a heartbeat for a task whose interval is almost over, so that this gateway ends the task with a
    /// reason: HeartbeatSeconds of the state may have the same length. If it can't be sent, Step Functions ends
    /// the task.
    public void keepTaskOpen(Callback pending) {
        switch (sendHeartbeat(pending, Priority.FRESH).orElse(null)) {
            case StepFunctions.Reply.TimedOut timedOut -> closer.close(pending, timedOut);
            case StepFunctions.Reply.Unknown unknown -> closer.close(pending, unknown);
            case StepFunctions.Reply.Accepted _,
                    StepFunctions.Reply.InvalidOutput _,
                    StepFunctions.Reply.Denied _,
                    StepFunctions.Reply.NotApplied _,
                    StepFunctions.Reply.ReplyLost _ ->
                LOG.debugf("Heartbeat interval is almost over: callbackId=%s", pending.id());
            case null ->
                LOG.debugf(
                        "Heartbeat interval is almost over, and the rate limit has no permit: callbackId=%s",
                        pending.id());
        }
    }

    /// Asks Step Functions by a heartbeat whether a task is open, and ends the record if it is not. A heartbeat
    /// changes nothing for a task without HeartbeatSeconds.
    public void closeIfTaskClosed(Callback pending) {
        switch (sendHeartbeat(pending, Priority.BACKLOG).orElse(null)) {
            case StepFunctions.Reply.TimedOut timedOut -> closer.close(pending, timedOut);
            case StepFunctions.Reply.Unknown unknown -> closer.close(pending, unknown);
            case StepFunctions.Reply.Accepted _ ->
                LOG.infof("Task without a time-out is still open: callbackId=%s", pending.id());
            case StepFunctions.Reply.InvalidOutput _,
                    StepFunctions.Reply.Denied _,
                    StepFunctions.Reply.NotApplied _,
                    StepFunctions.Reply.ReplyLost _ ->
                LOG.infof("Open task could not be checked: callbackId=%s", pending.id());
            case null ->
                LOG.infof("Open task could not be checked, the rate limit has no permit: callbackId=%s", pending.id());
        }
    }
}
