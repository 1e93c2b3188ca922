package io.taskgate.simulation.check;

import io.taskgate.simulation.world.SimulatedHost;
import io.taskgate.simulation.world.SimulatedStepFunctions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A waiting task as its state machine sees it, which the checker compares with the truth.
public final class ObservedTask {

    /// The maximum delay of an absorbed heartbeat: almost a third of the interval, and a Step Functions call
    /// without a reply.
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

    /// The work that its token waits for. An answer to other work must not end the task.
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

    /// The time at which its state was entered, in nanoseconds since the start of the run, as all times here.
    /// No registration was sent earlier.
    public long enteredAt() {
        return enteredAt;
    }

    /// Records that the gateway has acknowledged its token.
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

    /// Records that a heartbeat of its worker was acknowledged.
    ///
    /// @param sent when it was sent
    public void signed(long sent, SimulatedHost by) {
        signs.add(new Sign(sent, by));
    }

    /// Returns whether this process has acknowledged the last heartbeat.
    public boolean isLastSignBy(SimulatedHost host) {
        return !signs.isEmpty() && signs.getLast().by().equals(host);
    }

    /// Records that a heartbeat event was sent. Its sender does not learn whether or when it takes effect.
    public void beatSent(long sent) {
        lastBeatSent = Math.max(lastBeatSent, sent);
    }

    /// Returns the last sign of life that may count: a time-out is late only relative to this time.
    long lastPossibleSign() {
        return Math.max(lastSign(), lastBeatSent);
    }

    /// Returns the last sign of life that certainly counts. An absorbed heartbeat is only in the memory of
    /// its gateway for a third of the interval, and a kill loses it (docs/not-done.md).
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

    /// Returns whether it waits for a batch.
    public void ofItems(List<Integer> all) {
        items = all;
    }

    /// Returns the items of its batch; null if it does not wait for a batch.
    @Nullable List<Integer> items() {
        return items;
    }

    /// Records that its execution no longer waits for it: it has continued, or has retried with a newer
    /// token.
    public void abandon() {
        abandoned = true;
    }

    boolean isAbandoned() {
        return abandoned;
    }
}
