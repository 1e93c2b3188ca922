package io.taskgate.standin.stepfunctions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.Timers;
import io.taskgate.standin.definition.ServiceLimits;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.interpreter.ExecutionQueue;
import io.taskgate.standin.interpreter.Interpreter;
import io.taskgate.standin.interpreter.StateFailure;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/// An execution: its input, its history, and its end. Nothing is added after the end.
public final class Execution {

    public enum Status {
        RUNNING,
        SUCCEEDED,
        FAILED,
        TIMED_OUT,
        ABORTED
    }

    /// @param details in AWS's wire form, without the output or input being parsed
    public record Event(long id, long previous, Instant at, String type, String detailsName, ObjectNode details) {}

    /// The execution has ended under what went on within it.
    public static final class Ended extends RuntimeException {
        public Ended() {
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
    private final List<String> issued = new ArrayList<>(0);
    private int told;
    private final List<Event> history = new ArrayList<>();
    private final Set<Runnable> endings = new LinkedHashSet<>(2);
    private final Consumer<Execution> whenEnded;
    private final ExecutionQueue strand = new ExecutionQueue(this::broken, this::keep);
    private Status status = Status.RUNNING;
    private Optional<Instant> stopped = Optional.empty();
    private volatile Runnable keeper = () -> {};
    private volatile Optional<Interpreter> runner = Optional.empty();
    private boolean closing;
    private int redrives;
    private Optional<Instant> redriven = Optional.empty();

    /// @param mapRun the ARN of the Map Run that it is a child of
    record Made(StateMachine machine, String name, String input, Optional<String> mapRun, Instant started) {

        private String arn() {
            return machine.express()
                    ? Arns.express(machine.name(), name, UUID.randomUUID().toString())
                    : Arns.execution(machine.name(), name);
        }
    }

    /// The current state of a running or ended execution.
    ///
    /// @param history the events since it was told last
    /// @param issued  the tokens since then that somebody outside may hold
    record Standing(
            List<Event> history,
            Status status,
            Optional<Instant> stopped,
            int redrives,
            Optional<Instant> redriven,
            List<String> issued) {}

    /// As it was before the stand-ins were started again.
    Execution(Made made, Standing existing, Timers timers, Consumer<Execution> whenEnded) {
        this(made, timers, whenEnded);
        history.addAll(existing.history());
        status = existing.status();
        stopped = existing.stopped();
        redrives = existing.redrives();
        redriven = existing.redriven();
        told = history.size();
    }

    private Execution(Made made, Timers timers, Consumer<Execution> whenEnded) {
        this.machine = made.machine();
        this.name = made.name();
        this.arn = made.arn();
        this.mapRun = made.mapRun();
        this.input = made.input();
        this.data = StatesJson.parsed(input);
        this.timers = timers;
        this.started = made.started();
        this.whenEnded = whenEnded;
    }

    static Execution start(Made made, Timers timers, Consumer<Execution> whenEnded) {
        Execution execution = new Execution(made, timers, whenEnded);
        execution.add(
                0,
                "ExecutionStarted",
                "executionStartedEventDetails",
                included(StatesJson.object().put("input", made.input()), "inputDetails")
                        .put("roleArn", made.machine().roleArn()));
        return execution;
    }

    Made made() {
        return new Made(machine, name, input, mapRun, started);
    }

    /// Tells what is new, in the order in which it happened.
    synchronized void tell(Consumer<Standing> listener) {
        List<Event> news = List.copyOf(history.subList(told, history.size()));
        listener.accept(new Standing(news, status, stopped, redrives, redriven, List.copyOf(issued)));
        told = history.size();
        issued.clear();
    }

    /// A token that somebody outside may hold.
    public synchronized void issued(String token) {
        issued.add(token);
    }

    public static ObjectNode included(ObjectNode details, String name) {
        details.putObject(name).put("truncated", false);
        return details;
    }

    /// @param previous the event that led to this one
    /// @return its id
    public synchronized long add(long previous, String type, String detailsName, ObjectNode details) {
        if (status != Status.RUNNING) {
            throw new Ended();
        }
        if (history.size() >= ServiceLimits.HISTORY_EVENTS - 1) {
            String why = "The execution reached the maximum number of history events (" + ServiceLimits.HISTORY_EVENTS
                    + ").";
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

    /// Ends the execution, and returns false if it had ended before.
    ///
    /// @param details  with `output`, or with `error` and `cause`
    /// @param previous the event that led to it; 0 when it came from outside
    public boolean end(Status ending, ObjectNode details, long previous) {
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

    /// Runs `ending` when the execution ends, or at once if it has. Run the result when there is no need any
    /// more.
    public Runnable onEnd(Runnable ending) {
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

    /// Handles an exception thrown by a task of the execution queue.
    private void broken(RuntimeException thrown) {
        if (!(thrown instanceof Ended)) {
            end(
                    Status.FAILED,
                    StateFailure.runtime("the stand-in itself failed: " + thrown)
                            .details(),
                    0);
        }
    }

    /// @param keeper keeps what it is told of this, and where its flows stand
    void keptBy(Runnable keeper) {
        this.keeper = keeper;
    }

    /// Keeps where it stands. Called by its strand between two turns, and before something goes out that the
    /// world could come back to.
    public void keep() {
        keeper.run();
    }

    public ExecutionQueue strand() {
        return strand;
    }

    /// Open again after a failure, at the end of its history, once all were told of the end.
    public synchronized long redrive() {
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
                StatesJson.object().put("redriveCount", redrives));
    }

    public synchronized int redrives() {
        return redrives;
    }

    public synchronized Optional<Instant> redriven() {
        return redriven;
    }

    public String arn() {
        return arn;
    }

    public Optional<String> mapRun() {
        return mapRun;
    }

    /// Sets the interpreter that runs this execution and can resume it.
    void runBy(Interpreter interpreter) {
        runner = Optional.of(interpreter);
    }

    /// It will never be taken up again: what only a redrive needs is let go.
    public void finished() {
        runner = Optional.empty();
    }

    Optional<Interpreter> runner() {
        return runner;
    }

    public StateMachine machine() {
        return machine;
    }

    public String name() {
        return name;
    }

    public String input() {
        return input;
    }

    /// The input as JSON.
    public JsonNode data() {
        return data;
    }

    public Instant started() {
        return started;
    }

    public synchronized Optional<Instant> stopped() {
        return stopped;
    }

    public synchronized Status status() {
        return status;
    }

    public synchronized List<Event> history() {
        return List.copyOf(history);
    }

    /// The details of the last event of an ended execution: its output, or its error and cause.
    public synchronized ObjectNode ending() {
        return history.getLast().details();
    }
}
