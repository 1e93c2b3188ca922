package io.taskgate.standin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The Map state, inline: an iteration for each item, in the execution's own history.
final class MapState implements Behaviour {

    /// As many iterations as AWS runs at once.
    static final int INLINE_CONCURRENCY = 40;

    private Optional<Fork> fork = Optional.empty();

    @Override
    public Move begin(Stay stay) {
        StateRun run = stay.run();
        MapFields fields = new MapFields(run);
        List<ObjectNode> items = fields.items(run.input());
        stay.flow()
                .event(
                        "MapStateStarted",
                        "mapStateStartedEventDetails",
                        Json.object().put("length", items.size()));
        int concurrency = Math.min(INLINE_CONCURRENCY, fields.concurrency(INLINE_CONCURRENCY));
        List<Fork.Branch> branches = new ArrayList<>();
        for (ObjectNode item : items) {
            branches.add(new Fork.Branch(
                    stay.flow().place().of(fields.processor(), item), stay.within(fields.selected(item))));
        }
        Fork started = new Fork(stay, branches, concurrency, Optional.of(run.name()), outputs -> joined(stay, outputs));
        fork = Optional.of(started);
        return new Move.Hold(started);
    }

    private static Move joined(Stay stay, JsonNode outputs) {
        stay.flow().aside("MapStateSucceeded", "", Json.object());
        return stay.left(outputs);
    }

    @Override
    public Move redrive(Stay stay) {
        return fork.<Move>map(Move.Hold::new).orElseGet(() -> begin(stay));
    }

    @Override
    public void givenUp(Stay stay, StateFailure failure) {
        if (fork.isPresent() || !failure.isRuntime()) {
            stay.flow().event("MapStateFailed", "", Json.object());
        }
    }

    @Override
    public void tellAborted(long cause) {
        fork.ifPresent(started -> started.tellAborted(cause));
    }
}
