package io.taskgate.simulation.world;

import io.taskgate.callback.model.TaskToken;
import io.taskgate.callback.stepfunctions.StepFunctions;
import io.taskgate.simulation.SimulationLog;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Step Functions with the true outcome of each task: a task is open until its first applied success or
/// failure, or until its own clock ends it. Calls take time and may fail before or after they are applied.
public final class SimulatedStepFunctions {

    private static final Duration FAST = Duration.ofMillis(5);
    private static final Duration USUAL = Duration.ofMillis(60);
    private static final Duration TRIED_FOR = Duration.ofSeconds(2);

    private final SimulatedScheduler scheduler;
    private final SimulatedFaultSchedule faults;
    private final SimulationLog log;
    private final Map<String, WaitingTask> tasks = new LinkedHashMap<>();

    SimulatedStepFunctions(SimulatedScheduler scheduler, SimulatedFaultSchedule faults, SimulationLog log) {
        this.scheduler = scheduler;
        this.faults = faults;
        this.log = log;
    }

    /// A task that waits for its token, with its outcome.
    public static final class WaitingTask {
        private final String token;
        private final String executionArn;
        private final @Nullable Duration heartbeat;
        private boolean deniesHeartbeats;
        private boolean losesReport;
        private long silentSince;
        private StepFunctions.@Nullable TaskOutcome ending;
        private long endedAt;
        private final SimulatedScheduler.Signal ended = new SimulatedScheduler.Signal();

        private WaitingTask(String token, String executionArn, @Nullable Duration heartbeat, long now) {
            this.token = token;
            this.executionArn = executionArn;
            this.heartbeat = heartbeat;
            this.silentSince = now;
        }

        public String token() {
            return token;
        }

        public String executionArn() {
            return executionArn;
        }

        public StepFunctions.@Nullable TaskOutcome ending() {
            return ending;
        }

        /// Denies the heartbeats of the gateways for this task.
        public void denyHeartbeats() {
            deniesHeartbeats = true;
        }

        /// Loses the next report of this task, if this fault may occur in the run.
        public void loseReport() {
            losesReport = true;
        }

        public boolean isOpen() {
            return ending == null;
        }

        public long endedAt() {
            return endedAt;
        }

        SimulatedScheduler.Signal ended() {
            return ended;
        }
    }

    /// Enters a state with `.waitForTaskToken`.
    ///
    /// @param heartbeat the state's heartbeat interval; null for none
    /// @param timeout the state's time-out
    WaitingTask open(String token, String executionArn, @Nullable Duration heartbeat, Duration timeout) {
        WaitingTask task = new WaitingTask(token, executionArn, heartbeat, scheduler.now());
        tasks.put(token, task);
        scheduler.after(timeout, () -> end(task, new StepFunctions.TaskOutcome.ClosedOtherwise("TaskTimedOut")));
        if (heartbeat != null) {
            watch(task, heartbeat);
        }
        return task;
    }

    private void watch(WaitingTask task, Duration heartbeat) {
        Duration silence = Duration.ofNanos(scheduler.now() - task.silentSince);
        if (silence.compareTo(heartbeat) >= 0) {
            end(task, new StepFunctions.TaskOutcome.ClosedOtherwise("TaskTimedOut"));
        } else if (task.isOpen()) {
            scheduler.after(heartbeat.minus(silence), () -> watch(task, heartbeat));
        }
    }

    /// Closes a task because its execution no longer waits for it.
    public void close(WaitingTask task) {
        end(task, new StepFunctions.TaskOutcome.ClosedOtherwise("ExecutionAborted"));
    }

    /// Closes all tasks of an execution that has ended.
    void closeAll(String executionArn) {
        tasks.values().stream()
                .filter(task -> task.isOpen() && task.executionArn.equals(executionArn))
                .forEach(this::close);
    }

    /// Ends a task if it is open.
    ///
    /// @return whether it was open
    public boolean end(WaitingTask task, StepFunctions.TaskOutcome by) {
        if (!task.isOpen()) {
            return false;
        }
        task.ending = by;
        task.endedAt = scheduler.now();
        task.ended.raise();
        log.add("sfn", task.token + " ended: " + by);
        return true;
    }

    /// Returns the client of one gateway.
    StepFunctions client() {
        return new Client();
    }

    private final class Client implements StepFunctions {

        @Override
        public Reply success(TaskToken token, byte[] output) {
            return call(token, new TaskOutcome.Succeeded(new String(output, StandardCharsets.UTF_8)));
        }

        @Override
        public Reply failure(TaskToken token, String error, @Nullable String cause) {
            return call(token, new TaskOutcome.Failed(error, cause));
        }

        @Override
        public Reply heartbeat(TaskToken token) {
            return call(token, null);
        }

        /// @param applied null for a heartbeat
        private Reply call(TaskToken token, @Nullable TaskOutcome applied) {
            SimulatedClock.Reply date = SimulatedClock.Reply.awaited(scheduler);
            scheduler.sleep(faults.between(FAST, USUAL));
            if (faults.occurs(SimulatedFault.THROTTLED)) {
                failed(Duration.ZERO);
                return new Reply.NotApplied("ThrottlingException", true);
            }
            if (faults.occurs(SimulatedFault.DENIED)) {
                failed(Duration.ZERO);
                return new Reply.Denied("AccessDeniedException");
            }
            if (faults.occurs(SimulatedFault.REQUEST_LOST) || (applied != null && isReportLost(token))) {
                failed(TRIED_FOR);
                scheduler.sleep(TRIED_FOR);
                return new Reply.ReplyLost("timed out");
            }
            Reply reply = carryOut(token, applied);
            date.dated();
            if (faults.occurs(SimulatedFault.REPLY_LOST)) {
                failed(TRIED_FOR);
                scheduler.sleep(faults.between(FAST, TRIED_FOR));
                return new Reply.ReplyLost("connection reset");
            }
            scheduler.sleep(faults.between(FAST, USUAL));
            date.arrived();
            return reply;
        }

        private boolean isReportLost(TaskToken token) {
            WaitingTask task = tasks.get(token.reveal());
            boolean is = task != null && task.losesReport && faults.occurs(SimulatedFault.REQUEST_LOST, 1);
            if (task != null) {
                task.losesReport = false;
            }
            return is;
        }

        private void failed(Duration time) {
            SimulatedHost host = scheduler.running();
            if (host != null) {
                host.failed(time);
            }
        }

        private Reply carryOut(TaskToken token, @Nullable TaskOutcome applied) {
            WaitingTask task = tasks.get(token.reveal());
            if (task == null) {
                return new Reply.Unknown("TaskDoesNotExist");
            }
            if (!task.isOpen()) {
                return new Reply.TimedOut();
            }
            if (applied == null && task.deniesHeartbeats) {
                return new Reply.Denied("AccessDeniedException");
            }
            if (applied == null) {
                task.silentSince = scheduler.now();
            } else {
                end(task, applied);
            }
            return new Reply.Accepted();
        }

        @Override
        public TaskOutcome taskOutcome(String executionArn, TaskToken token) {
            scheduler.sleep(faults.between(FAST, USUAL));
            WaitingTask task = tasks.get(token.reveal());
            if (faults.occurs(SimulatedFault.HISTORY_AWAY)) {
                return new TaskOutcome.CannotTell("The history can't be read: ThrottlingException");
            }
            if (task == null || !task.executionArn.equals(executionArn)) {
                return new TaskOutcome.CannotTell("The history does not contain this task.");
            }
            return task.ending == null ? new TaskOutcome.StillOpen() : task.ending;
        }
    }
}
