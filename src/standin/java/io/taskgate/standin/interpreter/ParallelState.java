package io.taskgate.standin.interpreter;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.standin.definition.StatesJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The Parallel state, whose branches start at once with the same input.
final class ParallelState extends BranchingState {

    ParallelState() {
        super("Parallel");
    }

    @Override
    public Continuation begin(StateVisit stay) {
        BranchSet started = fork(stay);
        stay.flow().event("ParallelStateStarted", "", StatesJson.object());
        return held(started);
    }

    @Override
    BranchSet fork(StateVisit stay) {
        StateRun run = stay.run();
        JsonNode input = stay.within(run.parameters());
        List<BranchSet.Branch> branches = new ArrayList<>();
        StateFlow.Place around = stay.flow().place();
        run.state().path("Branches").forEach(branch -> branches.add(new BranchSet.Branch(around.of(branch), input)));
        return new BranchSet(stay, branches, branches.size(), Optional.empty(), outputs -> joined(stay, outputs));
    }
}
