package io.taskgate.callback.ledger;

import io.taskgate.callback.link.CallbackAddress;
import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.Callback.Dispatch;
import io.taskgate.callback.model.Callback.HeartbeatState;
import io.taskgate.callback.model.Callback.Lease;
import io.taskgate.callback.model.CallbackBuilder;
import io.taskgate.callback.model.CallbackId;
import io.taskgate.callback.model.CallbackState;
import io.taskgate.callback.model.Outcome;
import io.taskgate.callback.model.ProtocolTimings;
import io.taskgate.callback.model.RegisteredTask;
import io.taskgate.callback.model.Registration;
import io.taskgate.callback.model.TokenOrder;
import io.taskgate.payload.claimcheck.Payload;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Creates the first record of a callback: for a registration, for a registration whose outcome is known
/// already, or for an answer that comes before its registration. Stateless.
public final class CallbackFactory {

    private CallbackFactory() {}

    /// ∅ → PENDING: the request must be dispatched.
    ///
    /// @param request null if the service has the request already
    public static Callback pending(
            CallbackId id,
            Registration from,
            RegisteredTask task,
            TokenOrder order,
            @Nullable Payload request,
            Instant now) {
        Instant heartbeatDeadline = CallbackSchedule.heartbeatDeadline(task, now);
        return registered(id, from, task, order, CallbackState.PENDING, now)
                .dispatch(request == null ? Dispatch.SENT : Dispatch.NEEDED)
                .request(request)
                .heartbeatState(new HeartbeatState(null, heartbeatDeadline, 0, null))
                .history(List.of(registered(task, now)))
                .dueAt(CallbackSchedule.dispatchDue(now, heartbeatDeadline))
                .build();
    }

    /// ∅ → SETTLING: the outcome is known when the token is registered: the outcome of a call, or the failure
    /// of a request that may not be dispatched.
    public static Callback settled(
            CallbackId id, Registration from, RegisteredTask task, TokenOrder order, Outcome outcome, Instant now) {
        return registered(id, from, task, order, CallbackState.SETTLING, now)
                .outcome(outcome)
                .lease(new Lease(1, true, false))
                .history(List.of(registered(task, now), new Callback.HistoryEntry(now, "settled", outcome.error())))
                .dueAt(now.plus(ProtocolTimings.REPORT_WATCH))
                .build();
    }

    /// ∅ → EARLY: an answer that comes before its registration.
    public static Callback early(CallbackId id, CallbackAddress.ByKey address, Outcome answer, Instant now) {
        return new CallbackBuilder(
                        id, address.tenant(), address.service(), address.operation(), CallbackState.EARLY, now)
                .correlationKey(address.correlationKey())
                .outcome(answer)
                .history(List.of(new Callback.HistoryEntry(
                        now, "answered early", answer.kind().name())))
                .dueAt(now.plus(ProtocolTimings.EARLY_ANSWER_RETENTION))
                .build();
    }

    private static CallbackBuilder registered(
            CallbackId id, Registration from, RegisteredTask task, TokenOrder order, CallbackState state, Instant now) {
        return new CallbackBuilder(id, from.tenant(), from.service(), from.operation(), state, now)
                .correlationKey(from.correlationKey())
                .owner(from.owner())
                .generation(1)
                .order(order)
                .task(task);
    }

    private static Callback.HistoryEntry registered(RegisteredTask task, Instant now) {
        return new Callback.HistoryEntry(now, "registered", Transitions.sizes(task));
    }
}
