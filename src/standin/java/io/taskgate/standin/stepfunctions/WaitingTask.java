package io.taskgate.standin.stepfunctions;

import io.taskgate.standin.Timers;
import io.taskgate.standin.integration.TaskOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/// An issued task token. It is settled once; later answers get the error of a timed-out task, which AWS also
/// uses for a closed task.
public final class WaitingTask {

    private final String token;
    private final Execution execution;
    private final String state;
    private final Timers timers;
    private final CompletableFuture<TaskOutcome> outcome = new CompletableFuture<>();
    private Deadlines deadlines = Deadlines.NONE;
    private Timers.Alarm timeoutAlarm = Timers.Alarm.NONE;
    private Timers.Alarm heartbeatAlarm = Timers.Alarm.NONE;

    /// @param timeout the time at which the task times out
    /// @param heartbeat the heartbeat interval
    /// @param beatBy the time at which the next heartbeat is due
    public record Deadlines(Optional<Instant> timeout, Optional<Duration> heartbeat, Optional<Instant> beatBy) {

        static final Deadlines NONE = new Deadlines(Optional.empty(), Optional.empty(), Optional.empty());

        public static Deadlines from(Instant now, Optional<Duration> timeout, Optional<Duration> heartbeat) {
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

    public String token() {
        return token;
    }

    Execution execution() {
        return execution;
    }

    String state() {
        return state;
    }

    /// Returns a task whose deadlines are not monitored yet.
    public synchronized void expect(Deadlines given) {
        deadlines = given;
    }

    /// Starts to monitor its deadlines.
    public synchronized void arm() {
        if (!outcome.isDone()) {
            deadlines.timeout().ifPresent(at -> timeoutAlarm = timers.at(at, () -> settle(new TaskOutcome.TimedOut())));
            expectHeartbeat();
        }
    }

    public synchronized Deadlines deadlines() {
        return deadlines;
    }

    /// Records a heartbeat, and returns whether the task was still open.
    synchronized boolean beat() {
        if (outcome.isDone()) {
            return false;
        }
        deadlines = deadlines.beaten(timers.now());
        expectHeartbeat();
        return true;
    }

    /// Restores the heartbeat deadline from before a restart of the stand-ins.
    synchronized void beatenBy(Instant time) {
        deadlines = new Deadlines(deadlines.timeout(), deadlines.heartbeat(), Optional.of(time));
    }

    private void expectHeartbeat() {
        heartbeatAlarm.cancel();
        deadlines
                .beatBy()
                .ifPresent(at -> heartbeatAlarm = timers.at(at, () -> settle(new TaskOutcome.HeartbeatMissed())));
    }

    /// Settles the task, and returns false if it was settled before.
    public synchronized boolean settle(TaskOutcome ending) {
        timeoutAlarm.cancel();
        heartbeatAlarm.cancel();
        return outcome.complete(ending);
    }

    /// Passes the outcome to a listener when it is known, or immediately if it already is.
    public void whenSettled(Consumer<TaskOutcome> then) {
        outcome.thenAccept(then);
    }
}
