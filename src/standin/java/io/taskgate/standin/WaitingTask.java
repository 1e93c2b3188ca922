package io.taskgate.standin;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/// One issued task token. It is settled once; whoever comes later is told that the task timed out, which is
/// AWS's word
/// for a closed task too.
final class WaitingTask {

    private final String token;
    private final Execution execution;
    private final String state;
    private final Timers timers;
    private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    private Deadlines deadlines = Deadlines.NONE;
    private Timers.Alarm timeoutAlarm = Timers.Alarm.NONE;
    private Timers.Alarm heartbeatAlarm = Timers.Alarm.NONE;

    /// @param timeout   when the task has run out of time
    /// @param heartbeat how long it may be silent
    /// @param beatBy    when it will have been
    record Deadlines(Optional<Instant> timeout, Optional<Duration> heartbeat, Optional<Instant> beatBy) {

        static final Deadlines NONE = new Deadlines(Optional.empty(), Optional.empty(), Optional.empty());

        static Deadlines from(Instant now, Optional<Duration> timeout, Optional<Duration> heartbeat) {
            return new Deadlines(timeout.map(now::plus), heartbeat, heartbeat.map(now::plus));
        }

        Deadlines beaten(Instant at) {
            return new Deadlines(timeout, heartbeat, heartbeat.map(at::plus));
        }
    }

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

    /// Known, but not watched yet.
    synchronized void expect(Deadlines given) {
        deadlines = given;
    }

    /// Watches its deadlines from now on.
    synchronized void arm() {
        if (!outcome.isDone()) {
            deadlines.timeout().ifPresent(at -> timeoutAlarm = timers.at(at, () -> settle(new Outcome.TimedOut())));
            expectHeartbeat();
        }
    }

    synchronized Deadlines deadlines() {
        return deadlines;
    }

    /// Whether the task was still open.
    synchronized boolean beat() {
        if (outcome.isDone()) {
            return false;
        }
        deadlines = deadlines.beaten(timers.now());
        expectHeartbeat();
        return true;
    }

    /// As a heartbeat had it before the stand-ins were started again.
    synchronized void beatenBy(Instant time) {
        deadlines = new Deadlines(deadlines.timeout(), deadlines.heartbeat(), Optional.of(time));
    }

    private void expectHeartbeat() {
        heartbeatAlarm.cancel();
        deadlines.beatBy().ifPresent(at -> heartbeatAlarm = timers.at(at, () -> settle(new Outcome.HeartbeatMissed())));
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
