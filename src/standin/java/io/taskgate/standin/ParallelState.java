package io.taskgate.standin;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The Parallel state: every branch gets the same input, all at once.
final class ParallelState implements Behaviour {

    private Optional<Fork> fork = Optional.empty();

    @Override
    public Move begin(Stay stay) {
        StateRun run = stay.run();
        JsonNode input = stay.within(run.parameters());
        List<Fork.Branch> branches = new ArrayList<>();
        Flow.Place around = stay.flow().place();
        run.state().path("Branches").forEach(branch -> branches.add(new Fork.Branch(around.of(branch), input)));
        stay.flow().event("ParallelStateStarted", "", Json.object());
        Fork started = new Fork(stay, branches, branches.size(), Optional.empty(), outputs -> joined(stay, outputs));
        fork = Optional.of(started);
        return new Move.Hold(started);
    }

    private static Move joined(Stay stay, JsonNode outputs) {
        stay.flow().aside("ParallelStateSucceeded", "", Json.object());
        return stay.left(outputs);
    }

    @Override
    public Move redrive(Stay stay) {
        return fork.<Move>map(Move.Hold::new).orElseGet(() -> begin(stay));
    }

    @Override
    public void givenUp(Stay stay, StateFailure failure) {
        if (fork.isPresent() || !failure.isRuntime()) {
            stay.flow().event("ParallelStateFailed", "", Json.object());
        }
    }

    @Override
    public void tellAborted(long cause) {
        fork.ifPresent(started -> started.tellAborted(cause));
    }
}
