package io.taskgate.standin.interpreter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.taskgate.standin.definition.StatesJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/// The flows of a Parallel or an inline Map, until all have succeeded or the first has failed. The previous
/// events of its events are as in AWS's recordings.
final class BranchSet implements Continuation.Wait {

    /// The initial values of one flow.
    record Branch(StateFlow.Place place, JsonNode input) {}

    private final StateVisit stay;
    private final List<Branch> branches;
    private final int concurrency;
    private final Optional<String> iterations;
    private final Function<JsonNode, Continuation> joined;
    private final List<StateFlow> children = new ArrayList<>();
    private Consumer<Supplier<Continuation>> resume = _ -> {};
    private int running;
    private boolean over;

    /// @param iterations the name of the Map, if the history records each flow as an iteration
    /// @param joined receives the outputs in order
    BranchSet(
            StateVisit stay,
            List<Branch> branches,
            int concurrency,
            Optional<String> iterations,
            Function<JsonNode, Continuation> joined) {
        this.stay = stay;
        this.branches = branches;
        this.concurrency = concurrency;
        this.iterations = iterations;
        this.joined = joined;
    }

    /// Starts the flows, or restarts those that have not succeeded yet.
    @Override
    public Runnable begin(Consumer<Supplier<Continuation>> onward) {
        resume = onward;
        long previous = stay.flow().last();
        running = 0;
        over = false;
        for (StateFlow child : children) {
            if (!succeeded(child)) {
                running++;
                child.last(previous);
                child.redrive();
            }
        }
        while (running < concurrency && children.size() < branches.size()) {
            start(previous);
        }
        if (running == 0) {
            join(previous);
        }
        return this::callOff;
    }

    /// Resumes the flows that were running before a restart of the stand-ins.
    Runnable resume(Consumer<Supplier<Continuation>> onward) {
        resume = onward;
        running = 0;
        for (StateFlow child : children) {
            if (child.ending() instanceof StateFlow.Ending.Running) {
                running++;
                child.resume();
            }
        }
        return this::callOff;
    }

    ArrayNode saved() {
        ArrayNode flows = StatesJson.MAPPER.createArrayNode();
        children.forEach(child -> flows.add(child.saved()));
        return flows;
    }

    void restore(JsonNode flows) {
        for (int i = 0; i < flows.size(); i++) {
            int index = i;
            children.add(new StateFlow(branches.get(i).place(), flows.get(i), ended -> ended(index, ended)));
        }
    }

    private void start(long previous) {
        int index = children.size();
        Branch branch = branches.get(index);
        long first = iterations.isPresent() ? tell("Started", index, previous) : previous;
        StateFlow child = new StateFlow(
                branch.place(), branch.input(), stay.run().variables(), first, ended -> ended(index, ended));
        children.add(child);
        running++;
        child.start();
    }

    private long tell(String what, int index, long previous) {
        return iterations
                .map(name -> stay.flow()
                        .execution()
                        .add(
                                previous,
                                "MapIteration" + what,
                                "mapIteration" + what + "EventDetails",
                                StatesJson.object().put("name", name).put("index", index)))
                .orElse(previous);
    }

    private void ended(int index, StateFlow child) {
        running--;
        switch (child.ending()) {
            case StateFlow.Ending.Succeeded _ -> {
                long told = tell("Succeeded", index, child.last());
                if (children.size() < branches.size()) {
                    start(child.last());
                } else if (running == 0) {
                    join(told);
                }
            }
            case StateFlow.Ending.Failed(StateFailure failure) -> fail(index, child.last(), failure);
            case StateFlow.Ending.Running(), StateFlow.Ending.Aborted() -> {}
        }
    }

    private void join(long last) {
        over = true;
        ArrayNode outputs = StatesJson.MAPPER.createArrayNode();
        children.forEach(child -> {
            if (child.ending() instanceof StateFlow.Ending.Succeeded(JsonNode output)) {
                outputs.add(output);
            }
        });
        resume.accept(() -> {
            stay.flow().last(last);
            return joined.apply(outputs);
        });
    }

    private void fail(int failed, long cause, StateFailure failure) {
        over = true;
        for (int i = 0; i < children.size(); i++) {
            StateFlow child = children.get(i);
            if (i == failed) {
                tell("Failed", i, cause);
                child.tellAborted(cause);
            } else if (child.ending() instanceof StateFlow.Ending.Running) {
                child.abort();
                tellAborted(i, cause);
            }
        }
        resume.accept(() -> {
            stay.flow().last(cause);
            throw failure;
        });
    }

    private void tellAborted(int index, long cause) {
        tell("Aborted", index, cause);
        children.get(index).tellAborted(cause);
    }

    private void callOff() {
        children.forEach(StateFlow::abort);
    }

    /// Runs after the flows were cancelled by an enclosing state.
    void tellAborted(long cause) {
        for (int i = 0; !over && i < children.size(); i++) {
            if (children.get(i).ending() instanceof StateFlow.Ending.Aborted) {
                tellAborted(i, cause);
            }
        }
    }

    private static boolean succeeded(StateFlow child) {
        return child.ending() instanceof StateFlow.Ending.Succeeded;
    }
}
