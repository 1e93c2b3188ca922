package io.taskgate.standin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// One execution: what it was given, its history, and how it ended. Nothing is added after its end.
final class Execution {

    enum Status {
        RUNNING,
        SUCCEEDED,
        FAILED,
        TIMED_OUT,
        ABORTED
    }

    /// @param details in AWS's wire form, without the output or input being parsed
    record Event(long id, long previous, Instant at, String type, String detailsName, ObjectNode details) {}

    /// The execution has ended under the thread that runs it.
    static final class Ended extends RuntimeException {
        Ended() {
            super(null, null, false, false);
        }
    }

    private final StateMachine machine;
    private final String name;
    private final String input;
    private final Timers timers;
    private final Instant started;
    private final List<Event> history = new ArrayList<>();
    private final List<Runnable> endings = new ArrayList<>();
    private final Consumer<Execution> whenEnded;
    private Status status = Status.RUNNING;
    private Optional<Instant> stopped = Optional.empty();

    Execution(StateMachine machine, String name, String input, Timers timers, Consumer<Execution> whenEnded) {
        this.machine = machine;
        this.name = name;
        this.input = input;
        this.timers = timers;
        this.started = timers.now();
        this.whenEnded = whenEnded;
        add(
                "ExecutionStarted",
                "executionStartedEventDetails",
                included(Json.object().put("input", input), "inputDetails").put("roleArn", machine.roleArn()));
    }

    static ObjectNode included(ObjectNode details, String name) {
        details.putObject(name).put("truncated", false);
        return details;
    }

    synchronized void add(String type, String detailsName, ObjectNode details) {
        if (status != Status.RUNNING) {
            throw new Ended();
        }
        if (history.size() >= Limits.HISTORY_EVENTS - 1) {
            String why = "The execution reached the maximum number of history events (" + Limits.HISTORY_EVENTS + ").";
            end(Status.FAILED, StateFailure.runtime(why).details());
            throw new Ended();
        }
        append(type, detailsName, details);
    }

    private void append(String type, String detailsName, ObjectNode details) {
        long id = history.size() + 1L;
        // as recorded: the first state's entry points at nothing, not at ExecutionStarted
        long previous = id <= 2 ? 0 : id - 1;
        history.add(new Event(id, previous, timers.now(), type, detailsName, details));
    }

    /// Whether this is the ending that counts.
    ///
    /// @param details with `output`, or with `error` and `cause`
    boolean end(Status ending, ObjectNode details) {
        List<Runnable> follow;
        synchronized (this) {
            if (status != Status.RUNNING) {
                return false;
            }
            String type = "Execution" + written(ending);
            append(type, Character.toLowerCase(type.charAt(0)) + type.substring(1) + "EventDetails", details);
            status = ending;
            stopped = Optional.of(timers.now());
            follow = List.copyOf(endings);
        }
        follow.forEach(Runnable::run);
        whenEnded.accept(this);
        return true;
    }

    private static String written(Status ending) {
        return switch (ending) {
            case RUNNING -> throw new IllegalArgumentException("not an ending");
            case SUCCEEDED -> "Succeeded";
            case FAILED -> "Failed";
            case TIMED_OUT -> "TimedOut";
            case ABORTED -> "Aborted";
        };
    }

    /// Runs `ending` when the execution ends, or at once if it has.
    void onEnd(Runnable ending) {
        synchronized (this) {
            if (status == Status.RUNNING) {
                endings.add(ending);
                return;
            }
        }
        ending.run();
    }

    String arn() {
        return Arns.execution(machine.name(), name);
    }

    StateMachine machine() {
        return machine;
    }

    String name() {
        return name;
    }

    String input() {
        return input;
    }

    Instant started() {
        return started;
    }

    synchronized Optional<Instant> stopped() {
        return stopped;
    }

    synchronized Status status() {
        return status;
    }

    synchronized List<Event> history() {
        return List.copyOf(history);
    }

    /// The details of the last event of an ended execution: its output, or its error and cause.
    synchronized ObjectNode ending() {
        return history.getLast().details();
    }
}
