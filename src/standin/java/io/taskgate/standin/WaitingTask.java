package io.taskgate.standin;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/// One issued task token. It is settled once; whoever comes later is told that the task timed out, which is AWS's
/// word
/// for a closed
/// task too.
final class WaitingTask {

    private final String token;
    private final Execution execution;
    private final String state;
    private final Timers timers;
    private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    private Optional<Duration> heartbeat = Optional.empty();
    private Timers.Alarm timeoutAlarm = Timers.Alarm.NONE;
    private Timers.Alarm heartbeatAlarm = Timers.Alarm.NONE;

    WaitingTask(String token, Execution execution, String state, Timers timers) {
        this.token = token;
        this.execution = execution;
        this.state = state;
        this.timers = timers;
    }

    String token() {
        return token;
    }

    Execution execution() {
        return execution;
    }

    String state() {
        return state;
    }

    synchronized void arm(Optional<Duration> timeout, Optional<Duration> heartbeatEvery) {
        heartbeat = heartbeatEvery;
        timeout.ifPresent(limit -> timeoutAlarm = timers.after(limit, () -> settle(new Outcome.TimedOut())));
        expectHeartbeat();
    }

    /// Whether the task was still open.
    synchronized boolean beat() {
        if (outcome.isDone()) {
            return false;
        }
        expectHeartbeat();
        return true;
    }

    private void expectHeartbeat() {
        heartbeatAlarm.cancel();
        heartbeat.ifPresent(limit -> heartbeatAlarm = timers.after(limit, () -> settle(new Outcome.HeartbeatMissed())));
    }

    /// Whether this is the outcome that counts.
    synchronized boolean settle(Outcome ending) {
        timeoutAlarm.cancel();
        heartbeatAlarm.cancel();
        return outcome.complete(ending);
    }

    /// Tells the outcome once there is one; at once if there is.
    void whenSettled(Consumer<Outcome> then) {
        outcome.thenAccept(then);
    }
}
