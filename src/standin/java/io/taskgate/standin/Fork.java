package io.taskgate.standin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/// The flows of a Parallel or an inline Map, until all of them succeeded or the first of them failed. Events
/// point back
/// to one another as AWS was recorded to let them.
final class Fork implements Move.Wait {

    /// What one of the flows begins with.
    record Branch(Flow.Place place, JsonNode input) {}

    private final Stay stay;
    private final List<Branch> branches;
    private final int concurrency;
    private final Optional<String> iterations;
    private final Function<JsonNode, Move> joined;
    private final List<Flow> children = new ArrayList<>();
    private Consumer<Supplier<Move>> resume = _ -> {};
    private int running;
    private boolean over;

    /// @param iterations the Map's name, when the history tells of each flow as an iteration
    /// @param joined     takes the outputs, in order
    Fork(
            Stay stay,
            List<Branch> branches,
            int concurrency,
            Optional<String> iterations,
            Function<JsonNode, Move> joined) {
        this.stay = stay;
        this.branches = branches;
        this.concurrency = concurrency;
        this.iterations = iterations;
        this.joined = joined;
    }

    /// The first time, or again with what has not succeeded yet.
    @Override
    public Runnable begin(Consumer<Supplier<Move>> onward) {
        resume = onward;
        long previous = stay.flow().last();
        running = 0;
        over = false;
        for (Flow child : children) {
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

    /// On with those that ran when the stand-ins ended.
    Runnable resume(Consumer<Supplier<Move>> onward) {
        resume = onward;
        running = 0;
        for (Flow child : children) {
            if (child.ending() instanceof Flow.Ending.Running) {
                running++;
                child.resume();
            }
        }
        return this::callOff;
    }

    ArrayNode saved() {
        ArrayNode flows = Json.MAPPER.createArrayNode();
        children.forEach(child -> flows.add(child.saved()));
        return flows;
    }

    void restore(JsonNode flows) {
        for (int i = 0; i < flows.size(); i++) {
            int index = i;
            children.add(new Flow(branches.get(i).place(), flows.get(i), ended -> ended(index, ended)));
        }
    }

    private void start(long previous) {
        int index = children.size();
        Branch branch = branches.get(index);
        long first = iterations.isPresent() ? tell("Started", index, previous) : previous;
        Flow child =
                new Flow(branch.place(), branch.input(), stay.run().variables(), first, ended -> ended(index, ended));
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
                                Json.object().put("name", name).put("index", index)))
                .orElse(previous);
    }

    private void ended(int index, Flow child) {
        running--;
        switch (child.ending()) {
            case Flow.Ending.Succeeded _ -> {
                long told = tell("Succeeded", index, child.last());
                if (children.size() < branches.size()) {
                    start(child.last());
                } else if (running == 0) {
                    join(told);
                }
            }
            case Flow.Ending.Failed(StateFailure failure) -> fail(index, child.last(), failure);
            case Flow.Ending.Running(), Flow.Ending.Aborted() -> {}
        }
    }

    private void join(long last) {
        over = true;
        ArrayNode outputs = Json.MAPPER.createArrayNode();
        children.forEach(child -> {
            if (child.ending() instanceof Flow.Ending.Succeeded(JsonNode output)) {
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
            Flow child = children.get(i);
            if (i == failed) {
                tell("Failed", i, cause);
                child.tellAborted(cause);
            } else if (child.ending() instanceof Flow.Ending.Running) {
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
        children.forEach(Flow::abort);
    }

    /// After they were called off from above.
    void tellAborted(long cause) {
        for (int i = 0; !over && i < children.size(); i++) {
            if (children.get(i).ending() instanceof Flow.Ending.Aborted) {
                tellAborted(i, cause);
            }
        }
    }

    private static boolean succeeded(Flow child) {
        return child.ending() instanceof Flow.Ending.Succeeded;
    }
}
