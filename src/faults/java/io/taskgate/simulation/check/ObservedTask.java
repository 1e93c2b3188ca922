package io.taskgate.simulation.check;

import io.taskgate.simulation.world.SimulatedHost;
import io.taskgate.simulation.world.SimulatedStepFunctions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A waiting task as its state machine sees it: what the checker compares with the truth.
public final class ObservedTask {

    /// A second less than a third of the interval, and the time of a call to Step Functions that gets no reply.
    private static final Duration ABSORBED_LONGER = Duration.ofSeconds(2);

    private final String work;
    private final String key;
    private final SimulatedStepFunctions.WaitingTask task;
    private final @Nullable Duration heartbeat;
    private final @Nullable Duration timeout;
    private final long enteredAt;
    private long registeredAt = -1;
    private final List<Sign> signs = new ArrayList<>();
    private long lastBeatSent = -1;
    private boolean abandoned;
    private @Nullable List<Integer> items;

    public ObservedTask(
            String work,
            String key,
            SimulatedStepFunctions.WaitingTask task,
            @Nullable Duration heartbeat,
            @Nullable Duration timeout,
            long now) {
        this.work = work;
        this.key = key;
        this.task = task;
        this.heartbeat = heartbeat;
        this.timeout = timeout;
        this.enteredAt = now;
    }

    private record Sign(long sent, SimulatedHost by) {}

    /// The piece of work that its token waits for: an answer given for one must not end a task of another.
    public String work() {
        return work;
    }

    public String key() {
        return key;
    }

    public SimulatedStepFunctions.WaitingTask task() {
        return task;
    }

    @Nullable Duration heartbeat() {
        return heartbeat;
    }

    @Nullable Duration timeout() {
        return timeout;
    }

    /// When its state was entered, in nanoseconds since the run began, as all times here. No registration was
    /// sent before.
    public long enteredAt() {
        return enteredAt;
    }

    /// The gateway has acknowledged its token.
    public void registered(long now) {
        if (registeredAt < 0) {
            registeredAt = now;
        }
    }

    boolean isRegistered() {
        return registeredAt >= 0;
    }

    long registeredAt() {
        return registeredAt;
    }

    /// A heartbeat of its worker was acknowledged.
    ///
    /// @param sent when it was sent
    public void signed(long sent, SimulatedHost by) {
        signs.add(new Sign(sent, by));
    }

    /// Whether this process has acknowledged the last heartbeat.
    public boolean isLastSignBy(SimulatedHost host) {
        return !signs.isEmpty() && signs.getLast().by().equals(host);
    }

    /// A heartbeat event was sent: its sender does not learn when it counts, nor whether it does.
    public void beatSent(long sent) {
        lastBeatSent = Math.max(lastBeatSent, sent);
    }

    /// The last sign of life that may count: a time-out is late only beyond it.
    long lastPossibleSign() {
        return Math.max(lastSign(), lastBeatSent);
    }

    /// The last sign of life that counts for certain. A heartbeat that its gateway absorbed is in that one's
    /// memory for a
    /// third of the interval: a kill loses it (docs/not-done.md).
    long lastSign() {
        return signs.stream()
                .filter(sign -> !sign.by().isTroubled(sign.sent(), absorbed()))
                .mapToLong(Sign::sent)
                .max()
                .orElse(enteredAt);
    }

    private Duration absorbed() {
        return heartbeat == null ? Duration.ZERO : heartbeat.dividedBy(3).plus(ABSORBED_LONGER);
    }

    /// It waits for a batch.
    public void ofItems(List<Integer> all) {
        items = all;
    }

    /// Those of its batch; null where it waits for none.
    @Nullable List<Integer> items() {
        return items;
    }

    /// Its execution waits for it no longer: it has gone on, or tried again with a newer token.
    public void abandon() {
        abandoned = true;
    }

    boolean isAbandoned() {
        return abandoned;
    }
}
