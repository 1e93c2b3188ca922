package io.taskgate.testing.callback;

import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.CallbackOwner;
import io.taskgate.callback.model.CallbackState;
import io.taskgate.callback.model.Outcome;
import io.taskgate.callback.model.RegisteredTask;
import io.taskgate.callback.model.TokenOrder;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A mutable callback record.
public final class CallbackDraft {
    private final Callback of;

    public @Nullable CallbackOwner owner;

    public CallbackState state;
    public long generation;
    TokenOrder order;

    @Nullable RegisteredTask task;

    Callback.Dispatch dispatch;
    public io.taskgate.payload.claimcheck.@Nullable Payload request;
    Callback.HeartbeatState pulse;

    public @Nullable Outcome outcome;

    Callback.Lease lease;

    public @Nullable Outcome late;

    List<Callback.PastGeneration> past;
    List<Callback.HistoryEntry> history;

    public @Nullable Instant dueAt;

    @Nullable String reason;

    public Instant changedAt;
    long revokedLinks;

    public CallbackDraft(Callback of) {
        this.of = of;
        owner = of.owner();
        state = of.state();
        generation = of.generation();
        order = of.order();
        task = of.task();
        dispatch = of.dispatch();
        request = of.request();
        pulse = of.heartbeatState();
        outcome = of.outcome();
        lease = of.lease();
        late = of.lateAnswer();
        past = of.pastGenerations();
        history = of.history();
        dueAt = of.dueAt();
        reason = of.reason();
        changedAt = of.changedAt();
        revokedLinks = of.revokedLinks();
    }

    public Callback record() {
        return of.toBuilder()
                .owner(owner)
                .state(state)
                .generation(generation)
                .order(order)
                .task(task)
                .dispatch(dispatch)
                .request(request)
                .heartbeatState(pulse)
                .outcome(outcome)
                .lease(lease)
                .lateAnswer(late)
                .pastGenerations(past)
                .history(history)
                .dueAt(dueAt)
                .reason(reason)
                .changedAt(changedAt)
                .revokedLinks(revokedLinks)
                .build();
    }
}
