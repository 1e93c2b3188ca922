package io.taskgate.standin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
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

    /// The execution has ended under what went on within it.
    static final class Ended extends RuntimeException {
        Ended() {
            super(null, null, false, false);
        }
    }

    private final StateMachine machine;
    private final String name;
    private final String arn;
    private final Optional<String> mapRun;
    private final String input;
    private final JsonNode data;
    private final Timers timers;
    private final Instant started;
    private final List<Event> history = new ArrayList<>();
    private final Set<Runnable> endings = new LinkedHashSet<>(2);
    private final Consumer<Execution> whenEnded;
    private final Strand strand = new Strand(this::broken);
    private Status status = Status.RUNNING;
    private Optional<Instant> stopped = Optional.empty();
    private volatile Optional<Interpreter> runner = Optional.empty();
    private boolean closing;
    private int redrives;
    private Optional<Instant> redriven = Optional.empty();

    /// @param mapRun the ARN of the Map Run that it is a child of
    Execution(
            StateMachine machine,
            String name,
            String input,
            Optional<String> mapRun,
            Timers timers,
            Consumer<Execution> whenEnded) {
        this.machine = machine;
        this.name = name;
        this.arn = machine.express()
                ? Arns.express(machine.name(), name, UUID.randomUUID().toString())
                : Arns.execution(machine.name(), name);
        this.mapRun = mapRun;
        this.input = input;
        this.data = Json.parsed(input);
        this.timers = timers;
        this.started = timers.now();
        this.whenEnded = whenEnded;
        add(
                0,
                "ExecutionStarted",
                "executionStartedEventDetails",
                included(Json.object().put("input", input), "inputDetails").put("roleArn", machine.roleArn()));
    }

    static ObjectNode included(ObjectNode details, String name) {
        details.putObject(name).put("truncated", false);
        return details;
    }

    /// @param previous the event that led to this one
    /// @return its id
    synchronized long add(long previous, String type, String detailsName, ObjectNode details) {
        if (status != Status.RUNNING) {
            throw new Ended();
        }
        if (history.size() >= Limits.HISTORY_EVENTS - 1) {
            String why = "The execution reached the maximum number of history events (" + Limits.HISTORY_EVENTS + ").";
            end(Status.FAILED, StateFailure.runtime(why).details(), previous);
            throw new Ended();
        }
        return append(previous, type, detailsName, details);
    }

    private long append(long previous, String type, String detailsName, ObjectNode details) {
        long id = history.size() + 1L;
        history.add(new Event(id, previous, timers.now(), type, detailsName, details));
        return id;
    }

    /// Whether this is the ending that counts.
    ///
    /// @param details  with `output`, or with `error` and `cause`
    /// @param previous the event that led to it; 0 when it came from outside
    boolean end(Status ending, ObjectNode details, long previous) {
        List<Runnable> follow;
        synchronized (this) {
            if (status != Status.RUNNING) {
                return false;
            }
            String type = "Execution" + written(ending);
            append(previous, type, Character.toLowerCase(type.charAt(0)) + type.substring(1) + "EventDetails", details);
            status = ending;
            stopped = Optional.of(timers.now());
            follow = List.copyOf(endings);
            endings.clear();
            closing = true;
        }
        follow.forEach(Runnable::run);
        whenEnded.accept(this);
        closed();
        return true;
    }

    private synchronized void closed() {
        closing = false;
        notifyAll();
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

    /// Runs `ending` when the execution ends, or at once if it has. Run the result when there is no need any more.
    Runnable onEnd(Runnable ending) {
        synchronized (this) {
            if (status == Status.RUNNING) {
                endings.add(ending);
                return () -> forget(ending);
            }
        }
        ending.run();
        return () -> {};
    }

    private synchronized void forget(Runnable ending) {
        endings.remove(ending);
    }

    /// What a task of the strand threw.
    private void broken(RuntimeException thrown) {
        if (!(thrown instanceof Ended)) {
            end(
                    Status.FAILED,
                    StateFailure.runtime("the stand-in itself failed: " + thrown)
                            .details(),
                    0);
        }
    }

    Strand strand() {
        return strand;
    }

    /// Open again after a failure, at the end of its history, once all were told of the end.
    synchronized long redrive() {
        try {
            while (closing) {
                wait();
            }
        } catch (InterruptedException _) {
            throw new Ended();
        }
        status = Status.RUNNING;
        stopped = Optional.empty();
        redrives++;
        redriven = Optional.of(timers.now());
        return append(
                history.size(),
                "ExecutionRedriven",
                "executionRedrivenEventDetails",
                Json.object().put("redriveCount", redrives));
    }

    synchronized int redrives() {
        return redrives;
    }

    synchronized Optional<Instant> redriven() {
        return redriven;
    }

    String arn() {
        return arn;
    }

    Optional<String> mapRun() {
        return mapRun;
    }

    /// Who runs it, and can take it up again.
    void runBy(Interpreter interpreter) {
        runner = Optional.of(interpreter);
    }

    /// It will never be taken up again: what only a redrive needs is let go.
    void finished() {
        runner = Optional.empty();
    }

    Optional<Interpreter> runner() {
        return runner;
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

    /// The input as JSON.
    JsonNode data() {
        return data;
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
