package io.taskgate.standin.interpreter;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.interpreter.map.MapFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The inline Map state, with an iteration for each item in the execution's own history.
final class MapState extends BranchingState {

    /// The maximum number of concurrent iterations in AWS.
    static final int INLINE_CONCURRENCY = 40;

    MapState() {
        super("Map");
    }

    @Override
    public Continuation begin(StateVisit stay) {
        MapFields fields = new MapFields(stay.run());
        List<ObjectNode> items = fields.items(stay.run().input());
        stay.flow()
                .event(
                        "MapStateStarted",
                        "mapStateStartedEventDetails",
                        StatesJson.object().put("length", items.size()));
        return held(fork(stay, fields, items));
    }

    @Override
    BranchSet fork(StateVisit stay) {
        MapFields fields = new MapFields(stay.run());
        return fork(stay, fields, fields.items(stay.run().input()));
    }

    private BranchSet fork(StateVisit stay, MapFields fields, List<ObjectNode> items) {
        int concurrency = Math.min(INLINE_CONCURRENCY, fields.concurrency(INLINE_CONCURRENCY));
        List<BranchSet.Branch> branches = new ArrayList<>();
        for (ObjectNode item : items) {
            branches.add(new BranchSet.Branch(
                    stay.flow().place().of(fields.processor(), item), stay.within(fields.selected(item))));
        }
        return new BranchSet(
                stay, branches, concurrency, Optional.of(stay.run().name()), outputs -> joined(stay, outputs));
    }
}
