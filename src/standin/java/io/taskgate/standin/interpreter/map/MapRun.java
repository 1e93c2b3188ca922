package io.taskgate.standin.interpreter.map;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.interpreter.Continuation;
import io.taskgate.standin.interpreter.InterpreterContext;
import io.taskgate.standin.stepfunctions.Execution;
import io.taskgate.standin.stepfunctions.StateMachine;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// The child executions of a Distributed Map, until all have ended or too many have failed. They run in their
/// own execution queues; their notifications are processed in the queue of the parent.
public final class MapRun implements Continuation.Wait {

    public static final String TOLERANCE_EXCEEDED = "States.ExceedToleratedFailureThreshold";

    public enum Status {
        RUNNING,
        SUCCEEDED,
        FAILED,
        ABORTED
    }

    private final String arn;
    private final Execution parent;
    private final StateMachine machine;
    private MapRunSettings settings;
    private final InterpreterContext kit;
    private final WhenEnded ended;
    private final Instant started;
    private final List<Execution> children = new ArrayList<>();
    private List<MapItemBatcher.Input> inputs = List.of();
    private Optional<Instant> stopped = Optional.empty();
    private Status status = Status.RUNNING;
    private Consumer<Supplier<Continuation>> resume = _ -> {};
    private int running;
    private int redrives;
    private long written;
    private long failedItems;
    private long items;

    /// Called after the child executions have ended.
    @FunctionalInterface
    interface WhenEnded {
        Continuation apply(MapRun run);
    }

    MapRun(
            String arn,
            Execution parent,
            StateMachine machine,
            MapRunSettings settings,
            InterpreterContext kit,
            WhenEnded ended) {
        this.arn = arn;
        this.parent = parent;
        this.machine = machine;
        this.settings = settings;
        this.kit = kit;
        this.ended = ended;
        this.started = kit.timers().now();
    }

    synchronized void take(List<MapItemBatcher.Input> all) {
        inputs = all;
        items = all.stream().mapToLong(MapItemBatcher.Input::items).sum();
    }

    /// Starts the child executions, or restarts those that have not succeeded yet.
    @Override
    public synchronized Runnable begin(Consumer<Supplier<Continuation>> onward) {
        // before its children are visible, so that a restart of the stand-ins finds the Map Run
        parent.keep();
        resume = onward;
        status = Status.RUNNING;
        stopped = Optional.empty();
        running = 0;
        failedItems = 0;
        for (int i = 0; i < children.size(); i++) {
            Execution child = children.get(i);
            if (child.status() != Execution.Status.SUCCEEDED) {
                again(i, child);
            }
        }
        fill();
        if (running == 0) {
            resume.accept(() -> ended.apply(this));
        }
        return this::callOff;
    }

    private void again(int index, Execution child) {
        running++;
        if (machine.express()) {
            children.set(index, child(index));
        } else {
            kit.states().redriveChild(child);
            watch(index, child);
        }
    }

    private void fill() {
        while (running < settings.concurrency() && children.size() < inputs.size()) {
            running++;
            children.add(child(children.size()));
        }
    }

    private Execution child(int index) {
        Execution child =
                kit.states().startChild(machine, inputs.get(index).json().toString(), arn);
        watch(index, child);
        return child;
    }

    private void watch(int index, Execution child) {
        child.onEnd(() -> parent.strand().execute(() -> ended(index, child)));
    }

    private synchronized void ended(int index, Execution child) {
        if (status != Status.RUNNING || children.get(index) != child) {
            return;
        }
        running--;
        failedItems += child.status() == Execution.Status.SUCCEEDED
                ? 0
                : inputs.get(index).items();
        if (!withinTolerance()) {
            stopChildren();
            resume.accept(() -> ended.apply(this));
            return;
        }
        fill();
        if (running == 0) {
            resume.accept(() -> ended.apply(this));
        }
    }

    synchronized boolean withinTolerance() {
        return settings.tolerate(failedItems, total(true));
    }

    /// Ends together with the parent, which was stopped or whose other branch failed.
    private synchronized void callOff() {
        end(Status.ABORTED);
        stopChildren();
    }

    private void stopChildren() {
        children.forEach(child -> kit.states().stop(child, StatesJson.object()));
    }

    synchronized void end(Status how) {
        status = how;
        stopped = Optional.of(kit.timers().now());
        if (how == Status.SUCCEEDED) {
            // not redriven: the counts are still needed
            inputs = inputs.stream().map(MapItemBatcher.Input::counted).toList();
        }
    }

    synchronized void wrote(long results) {
        written = results;
    }

    public synchronized long written() {
        return written;
    }

    synchronized int redriven() {
        return ++redrives;
    }

    public synchronized int redrives() {
        return redrives;
    }

    /// Returns the counts of child executions or of items by status.
    public synchronized Map<Execution.Status, Long> counts(boolean ofItems) {
        Map<Execution.Status, Long> counts = new EnumMap<>(Execution.Status.class);
        for (int i = 0; i < children.size(); i++) {
            counts.merge(
                    children.get(i).status(), ofItems ? (long) inputs.get(i).items() : 1, Long::sum);
        }
        return counts;
    }

    public synchronized long total(boolean ofItems) {
        return ofItems ? items : inputs.size();
    }

    public synchronized List<Execution> children() {
        return List.copyOf(children);
    }

    /// Returns the inputs whose executions were never started.
    public synchronized List<JsonNode> pending() {
        return inputs.stream()
                .skip(children.size())
                .map(MapItemBatcher.Input::json)
                .toList();
    }

    public String arn() {
        return arn;
    }

    public Execution parent() {
        return parent;
    }

    public StateMachine machine() {
        return machine;
    }

    /// Changes the settings of a running Map Run. If they allow more children, these start immediately.
    ///
    /// @return false if it has ended
    public boolean update(MapRunSettings changed) {
        synchronized (this) {
            if (status != Status.RUNNING) {
                return false;
            }
            settings = changed;
        }
        parent.strand().execute(this::refill);
        return true;
    }

    private synchronized void refill() {
        if (status == Status.RUNNING && running > 0) {
            fill();
        }
    }

    public synchronized MapRunSettings settings() {
        return settings;
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
}
