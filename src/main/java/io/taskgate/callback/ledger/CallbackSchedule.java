package io.taskgate.callback.ledger;

import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.ProtocolTimings;
import io.taskgate.callback.model.RegisteredTask;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The times at which the sweep processes a callback next: time-outs, the end of a heartbeat interval, and the
/// retry of its dispatch. Pure functions.
public final class CallbackSchedule {

    private CallbackSchedule() {}

    static Instant dispatchDue(Instant now, @Nullable Instant silence) {
        Instant retry = now.plus(ProtocolTimings.DISPATCH_RETRY);
        return silence == null || silence.isAfter(retry) ? retry : silence;
    }

    static @Nullable Instant heartbeatDeadline(RegisteredTask task, Instant from) {
        Duration heartbeat = task.heartbeat();
        return heartbeat == null ? null : from.plus(heartbeat);
    }

    /// The time at which the sweep processes a PENDING record whose request was sent.
    public static Instant nextTimeOut(Callback pending, Instant now) {
        return Stream.of(
                        Optional.ofNullable(pending.registeredTask().deadline())
                                .map(at -> at.plus(ProtocolTimings.SKEW_MARGIN)),
                        Optional.ofNullable(pending.heartbeatState().deadline())
                                .map(at -> nextOfSilence(pending, at, now)))
                .flatMap(Optional::stream)
                .min(Instant::compareTo)
                .orElseGet(() -> pending.registeredTask().registeredAt().plus(ProtocolTimings.MAX_EXECUTION));
    }

    /// The end of a heartbeat interval, less the lead; then as often as Step Functions must be sent a heartbeat
    /// until it ends.
    private static Instant nextOfSilence(Callback pending, Instant deadline, Instant now) {
        Duration lead = silenceLead(pending);
        Instant nearly = deadline.minus(lead);
        if (now.isBefore(nearly)) {
            return nearly;
        }
        Instant over = deadline.plus(ProtocolTimings.SKEW_MARGIN);
        Instant next = now.plus(lead);
        return next.isBefore(over) ? next : over;
    }

    /// Returns whether Step Functions, which may have the same heartbeat interval, would end the task about
    /// now.
    public static boolean isNearlySilent(Callback pending, Instant now) {
        Instant deadline = pending.heartbeatState().deadline();
        return deadline != null && !now.isBefore(deadline.minus(silenceLead(pending)));
    }

    private static Duration silenceLead(Callback pending) {
        return ProtocolTimings.silenceLead(
                Objects.requireNonNullElse(pending.registeredTask().heartbeat(), Duration.ZERO));
    }
}
