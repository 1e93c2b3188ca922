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

/// Tells Step Functions of a worker's signs of life, and keeps them. The reply tells a worker whether its task
/// is still wanted. One that comes within a third of the interval after the last is absorbed: it costs
/// nothing, and [HeartbeatFlusher] tells of the last of them in time. Safe for many threads.
@Singleton
public final class HeartbeatService {

    private static final Logger LOG = Logger.getLogger(HeartbeatService.class);

    /// Of progress as compact JSON, in UTF-8 bytes. The record holds it, and an item of DynamoDB ends at 400
    /// KB.
    public static final int MAX_PROGRESS = 16 * 1024;

    private final StepFunctions stepFunctions;
    private final SendTaskRateLimiter quota;
    private final HeartbeatCache beats;
    private final Ledger ledger;
    private final TokenVault vault;
    private final TaskCloser closer;
    private final ClockHealth clockHealth;
    private final Clock clock;
    private final CallbackIdFactory ids;

    public HeartbeatService(
            StepFunctions stepFunctions,
            SendTaskRateLimiter quota,
            HeartbeatCache beats,
            Ledger ledger,
            TokenVault vault,
            TaskCloser closer,
            ClockHealth clockHealth,
            Clock clock,
            CallbackIdFactory ids) {
        this.stepFunctions = stepFunctions;
        this.quota = quota;
        this.beats = beats;
        this.ledger = ledger;
        this.vault = vault;
        this.closer = closer;
        this.clockHealth = clockHealth;
        this.clock = clock;
        this.ids = ids;
    }

    /// What is wrong with a heartbeat; empty where nothing is.
    public static Optional<Answer.Flaw> flawOf(@Nullable JsonNode progress) {
        int size = progress == null ? 0 : Json.bytes(progress).length;
        return size > MAX_PROGRESS
                ? Optional.of(new Answer.Flaw(
                        "progress", "has " + size + " B of JSON: say how far the work is in " + MAX_PROGRESS))
                : Optional.empty();
    }

    /// @param progress without a flaw ([#flawOf])
    public HeartbeatResult beat(CallbackAddress address, @Nullable JsonNode progress) {
        if (!clockHealth.isTrusted()) {
            return clockIsOff();
        }
        CallbackId id = ids.of(address);
        HeartbeatCache.Known known = beats.find(id).orElse(null);
        if (known != null) {
            return refused(address, known.pending()).orElseGet(() -> again(known, progress));
        }
        Optional<Callback> standing = ledger.find(id);
        if (standing.isEmpty()) {
            return switch (address) {
                case CallbackAddress.ByLink byLink -> new HeartbeatResult.Unknown();
                case CallbackAddress.ById byId -> new HeartbeatResult.Unknown();
                case CallbackAddress.ByKey byKey -> new HeartbeatResult.Early();
            };
        }
        return refused(address, standing.get()).orElseGet(() -> judge(standing.get(), progress));
    }

    /// The same for a heartbeat whose sender waits for no reply, as by an event: what Step Functions can't be
    /// told now is kept all the same, and [HeartbeatFlusher] tells it. It is not to be sent again: by then it
    /// would say of an old sign of life that it is a new one.
    public HeartbeatResult accept(CallbackAddress address, @Nullable JsonNode progress) {
        HeartbeatResult reply = beat(address, progress);
        return reply instanceof HeartbeatResult.NotRelayed ? keepUntold(address, progress) : reply;
    }

    /// It is written as a time, and others' time-outs go by it.
    private HeartbeatResult clockIsOff() {
        return new HeartbeatResult.NotNow(clockHealth.problem());
    }

    private HeartbeatResult keepUntold(CallbackAddress address, @Nullable JsonNode progress) {
        Optional<Callback> standing = ledger.find(ids.of(address));
        if (standing.isEmpty()) {
            return new HeartbeatResult.Unknown();
        }
        Callback pending = standing.get();
        if (pending.state() != CallbackState.PENDING) {
            return judge(pending, progress);
        }
        return keep(pending, pending.lastSign(), clock.instant(), progress);
    }

    /// A link that was revoked while this process knew the record is found out when a heartbeat is written
    /// next.
    private static Optional<HeartbeatResult> refused(CallbackAddress address, Callback standing) {
        if (!address.mayShow(standing)) {
            return Optional.of(new HeartbeatResult.Unknown());
        }
        return address.speaksFor(standing) ? Optional.empty() : Optional.of(new HeartbeatResult.Stop(standing));
    }

    private HeartbeatResult judge(Callback standing, @Nullable JsonNode progress) {
        return switch (standing.state()) {
            case PENDING -> pending(standing, progress);
            case EARLY -> new HeartbeatResult.Early();
            case SETTLING, DELIVERED, CLOSED, REJECTED, AMBIGUOUS, EXPIRED, CANCELLED ->
                new HeartbeatResult.Stop(standing);
        };
    }

    /// A callback that this process does not know yet. If another one told Step Functions of a heartbeat, that
    /// was when it was written.
    private HeartbeatResult pending(Callback pending, @Nullable JsonNode progress) {
        Instant beatAt = pending.pulse().beatAt();
        if (beatAt != null && beats.learn(pending, beatAt, null)) {
            return beats.find(pending.id())
                    .map(known -> again(known, progress))
                    .orElseGet(() -> relay(pending, progress));
        }
        return relay(pending, progress);
    }

    private HeartbeatResult again(HeartbeatCache.Known known, @Nullable JsonNode progress) {
        Instant now = clock.instant();
        if (!now.isBefore(known.tellAt())) {
            return relay(known.pending(), progress);
        }
        if (known.isNews(progress)) {
            return keep(known.pending(), known.toldAt(), now, progress);
        }
        return beats.absorb(known.pending().id(), now)
                ? new HeartbeatResult.Beating(known.pending())
                : relay(known.pending(), progress);
    }

    private HeartbeatResult relay(Callback pending, @Nullable JsonNode progress) {
        Instant now = clock.instant();
        Optional<StepFunctions.Reply> reply = tell(pending, Priority.FRESH);
        if (reply.isEmpty()) {
            return new HeartbeatResult.NotRelayed("the quota of SendTaskHeartbeat is spent");
        }
        return switch (reply.get()) {
            case StepFunctions.Reply.Taken taken -> {
                LOG.infof("%s: heartbeat relayed", pending.id());
                yield keep(pending, now, null, progress);
            }
            case StepFunctions.Reply.TimedOut timedOut -> gone(pending, timedOut, progress);
            case StepFunctions.Reply.Unknown unknown -> gone(pending, unknown, progress);
            case StepFunctions.Reply.InvalidOutput invalid -> new HeartbeatResult.NotRelayed(invalid.message());
            case StepFunctions.Reply.Denied denied -> new HeartbeatResult.NotRelayed(denied.error());
            case StepFunctions.Reply.NotApplied notApplied -> new HeartbeatResult.NotRelayed(notApplied.error());
            case StepFunctions.Reply.Lost lost -> new HeartbeatResult.NotRelayed(lost.error());
        };
    }

    /// @return empty where the quota gave no turn
    public Optional<StepFunctions.Reply> tell(Callback pending, Priority lane) {
        TaskToken token = vault.open(pending.registeredTask().token(), pending.id());
        try {
            return quota.send(SendTaskRateLimiter.Operation.HEARTBEAT, lane, () -> stepFunctions.heartbeat(token));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /// Writes a heartbeat of now.
    ///
    /// @param untold when it came, where Step Functions has not heard of it
    private HeartbeatResult keep(
            Callback pending, Instant toldAt, @Nullable Instant untold, @Nullable JsonNode progress) {
        if (!clockHealth.isTrusted()) {
            // Found out by the reply of Step Functions to this very heartbeat.
            return clockIsOff();
        }
        Instant at = clock.instant();
        return switch (ledger.apply(pending.id(), Transitions.heartbeat(pending, progress, at))) {
            case Ledger.Write.Written written -> {
                beats.learn(written.now(), toldAt, untold);
                yield new HeartbeatResult.Beating(written.now());
            }
            case Ledger.Write.Refused refused -> {
                beats.forget(pending.id());
                yield refused(pending, refused.standing(), progress);
            }
            case Ledger.Write.Absent absent -> {
                beats.forget(pending.id());
                yield new HeartbeatResult.Unknown();
            }
        };
    }

    /// A later heartbeat is there already; or a newer token came, and it is the one that must hear of this.
    private HeartbeatResult refused(Callback pending, Callback standing, @Nullable JsonNode progress) {
        return standing.state() == CallbackState.PENDING && standing.generation() == pending.generation()
                ? new HeartbeatResult.Beating(standing)
                : judge(standing, progress);
    }

    private HeartbeatResult gone(Callback pending, StepFunctions.Reply why, @Nullable JsonNode progress) {
        return switch (closer.close(pending, why)) {
            case Ledger.Write.Written written -> new HeartbeatResult.Stop(written.now());
            // A newer token took the record: it is the one that must hear of this.
            case Ledger.Write.Refused refused -> judge(refused.standing(), progress);
            case Ledger.Write.Absent absent -> new HeartbeatResult.Unknown();
        };
    }

    /// Keeps Step Functions waiting for a worker whose silence is nearly over, so that this gateway ends the
    /// task, and says why: HeartbeatSeconds of the state may be the same. Where it can't be told, Step
    /// Functions ends the task.
    public void holdOpen(Callback pending) {
        switch (tell(pending, Priority.FRESH).orElse(null)) {
            case StepFunctions.Reply.TimedOut timedOut -> closer.close(pending, timedOut);
            case StepFunctions.Reply.Unknown unknown -> closer.close(pending, unknown);
            case StepFunctions.Reply.Taken _,
                    StepFunctions.Reply.InvalidOutput _,
                    StepFunctions.Reply.Denied _,
                    StepFunctions.Reply.NotApplied _,
                    StepFunctions.Reply.Lost _ -> LOG.debugf("%s: nearly silent for too long", pending.id());
            case null -> LOG.debugf("%s: nearly silent for too long, and the quota gave no turn", pending.id());
        }
    }

    /// Asks Step Functions whether it still waits for this token, and ends the record if not. A heartbeat
    /// changes nothing for a task without HeartbeatSeconds.
    public void closeIfGone(Callback pending) {
        switch (tell(pending, Priority.BACKLOG).orElse(null)) {
            case StepFunctions.Reply.TimedOut timedOut -> closer.close(pending, timedOut);
            case StepFunctions.Reply.Unknown unknown -> closer.close(pending, unknown);
            case StepFunctions.Reply.Taken _ ->
                LOG.infof("%s: nobody has answered for a long time, and its task is still open", pending.id());
            case StepFunctions.Reply.InvalidOutput _,
                    StepFunctions.Reply.Denied _,
                    StepFunctions.Reply.NotApplied _,
                    StepFunctions.Reply.Lost _ ->
                LOG.infof("%s: Step Functions could not be asked whether its task is open", pending.id());
            case null -> LOG.infof("%s: the quota gave no turn to ask whether its task is open", pending.id());
        }
    }
}
