package io.taskgate.standin;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The Parallel state: every branch gets the same input, all at once.
final class ParallelState extends ForkState {

    ParallelState() {
        super("Parallel");
    }

    @Override
    public Move begin(Stay stay) {
        Fork started = fork(stay);
        stay.flow().event("ParallelStateStarted", "", Json.object());
        return held(started);
    }

    @Override
    Fork fork(Stay stay) {
        StateRun run = stay.run();
        JsonNode input = stay.within(run.parameters());
        List<Fork.Branch> branches = new ArrayList<>();
        Flow.Place around = stay.flow().place();
        run.state().path("Branches").forEach(branch -> branches.add(new Fork.Branch(around.of(branch), input)));
        return new Fork(stay, branches, branches.size(), Optional.empty(), outputs -> joined(stay, outputs));
    }
}
