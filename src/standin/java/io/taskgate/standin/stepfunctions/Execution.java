package io.taskgate.standin.stepfunctions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.Timers;
import io.taskgate.standin.definition.ServiceLimits;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.interpreter.ExecutionQueue;
import io.taskgate.standin.interpreter.Interpreter;
import io.taskgate.standin.interpreter.StateFailure;
import io.taskgate.standin.stepfunctions.content.ExecutionContent;
import io.taskgate.standin.stepfunctions.content.SpillFile;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/// An execution: its input, its history, and its end. No event is added after the end.
public final class Execution {

    public enum Status {
        RUNNING,
        SUCCEEDED,
        FAILED,
        TIMED_OUT,
        ABORTED
    }

    /// @param details the details in AWS's wire format, in which output and input are not parsed
    public record Event(long id, long previous, Instant at, String type, String detailsName, ObjectNode details) {}

    /// Thrown if the execution has ended while one of its flows was running.
    public static final class Ended extends RuntimeException {
        public Ended() {
            super(null, null, false, false);
        }
    }

    private final StateMachine machine;
    private final String name;
    private final String arn;
    private final Optional<String> mapRun;
    private final ExecutionContent content;
    private final Timers timers;
    private final Instant started;
    private final List<String> issued = new ArrayList<>(0);
    private int told;
    private final Set<Runnable> endings = new LinkedHashSet<>(2);
    private final Consumer<Execution> whenEnded;
    private final ExecutionQueue strand = new ExecutionQueue(this::broken, this::keep);
    private Status status = Status.RUNNING;
    private Optional<Instant> stopped = Optional.empty();
    private volatile Runnable keeper = () -> {};
    private volatile Runnable spill = () -> {};
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
    /// @param history the events since the last notification
    /// @param issued the tokens since the last notification that a worker may have
    record Standing(
            List<Event> history,
            Status status,
            Optional<Instant> stopped,
            int redrives,
            Optional<Instant> redriven,
            List<String> issued) {}

    /// Restores an execution from before a restart of the stand-ins.
    Execution(Made made, Standing existing, Timers timers, Consumer<Execution> whenEnded) {
        this(made, timers, whenEnded);
        existing.history().forEach(content::add);
        status = existing.status();
        stopped = existing.stopped();
        redrives = existing.redrives();
        redriven = existing.redriven();
        told = content.events();
    }

    private Execution(Made made, Timers timers, Consumer<Execution> whenEnded) {
        this.machine = made.machine();
        this.name = made.name();
        this.arn = made.arn();
        this.mapRun = made.mapRun();
        this.content = new ExecutionContent(made.input());
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
        return new Made(machine, name, content.input(), mapRun, started);
    }

    /// Notifies listeners of new events and tokens in order.
    synchronized void tell(Consumer<Standing> listener) {
        List<Event> news = content.since(told);
        listener.accept(new Standing(news, status, stopped, redrives, redriven, List.copyOf(issued)));
        told = content.events();
        issued.clear();
    }

    /// Records a token that a worker may have.
    public synchronized void issued(String token) {
        issued.add(token);
    }

    public static ObjectNode included(ObjectNode details, String name) {
        details.putObject(name).put("truncated", false);
        return details;
    }

    /// @param previous the previous event
    /// @return the ID of the event
    public synchronized long add(long previous, String type, String detailsName, ObjectNode details) {
        if (status != Status.RUNNING) {
            throw new Ended();
        }
        if (content.events() >= ServiceLimits.HISTORY_EVENTS - 1) {
            String why = "The execution reached the maximum number of history events (" + ServiceLimits.HISTORY_EVENTS
                    + ").";
            end(Status.FAILED, StateFailure.runtime(why).details(), previous);
            throw new Ended();
        }
        return append(previous, type, detailsName, details);
    }

    private long append(long previous, String type, String detailsName, ObjectNode details) {
        long id = content.events() + 1L;
        content.add(new Event(id, previous, timers.now(), type, detailsName, details));
        return id;
    }

    /// Ends the execution, and returns false if it had ended before.
    ///
    /// @param details the details with `output`, or with `error` and `cause`
    /// @param previous the event that caused the end; 0 for an external cause
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
        // after its flows have noticed the end
        strand.execute(spill);
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

    /// Runs `ending` when the execution ends, or immediately if it has ended. Run the result to unsubscribe.
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

    /// @param keeper stores the events and the positions of the flows
    void keptBy(Runnable keeper) {
        this.keeper = keeper;
    }

    /// Stores the positions of the flows. Called by the execution's queue between two turns, and before an
    /// effect that could lead to an external reaction.
    public void keep() {
        keeper.run();
    }

    /// @param move moves the content of this execution out of memory after its end
    void spilledBy(Runnable move) {
        spill = move;
    }

    /// Moves the content to a file, unless the execution is running. The data for a redrive moves with it if
    /// it can be restored from there.
    ///
    /// @param again whether the interpreter can be restored from its saved form
    synchronized void spill(SpillFile file, boolean again) {
        if (status == Status.RUNNING || closing) {
            return;
        }
        if (again) {
            content.spill(file, runner.<JsonNode>map(Interpreter::saved));
            runner = Optional.empty();
        } else {
            content.spill(file, Optional.empty());
        }
    }

    /// Moves the content of a restored execution to a file.
    ///
    /// @param flow the saved form of the interpreter
    synchronized void spill(SpillFile file, Optional<JsonNode> flow) {
        content.spill(file, flow);
    }

    /// Moves the content back to memory.
    ///
    /// @return the saved form of the interpreter; empty if it is in memory
    Optional<JsonNode> recall() {
        return content.recall();
    }

    public ExecutionQueue strand() {
        return strand;
    }

    /// Waits until all listeners were notified of the end.
    synchronized void awaitClosed() {
        try {
            while (closing) {
                wait();
            }
        } catch (InterruptedException _) {
            throw new Ended();
        }
    }

    /// Reopens a failed execution at the end of its history, after all listeners were notified of the end.
    public synchronized long redrive() {
        status = Status.RUNNING;
        stopped = Optional.empty();
        redrives++;
        redriven = Optional.of(timers.now());
        return append(
                content.events(),
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

    /// Drops the data for a redrive, because the execution will never continue.
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
        return content.input();
    }

    /// Returns the input as JSON.
    public JsonNode data() {
        return content.data();
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

    public List<Event> history() {
        return content.history();
    }

    /// Returns the number of events.
    public int events() {
        return content.events();
    }

    /// Returns the details of the last event of an ended execution: its output, or its error and cause.
    public ObjectNode ending() {
        return content.last().details();
    }
}
