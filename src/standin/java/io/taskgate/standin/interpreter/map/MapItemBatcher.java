package io.taskgate.standin.interpreter.map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.definition.ServiceLimits;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.interpreter.StateFailure;
import io.taskgate.standin.interpreter.StateRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Groups the items of a Distributed Map into the inputs of its child executions.
///
/// @param items the maximum number of items in one batch
/// @param bytes the maximum size of the whole input in bytes of UTF-8 JSON
/// @param more the members of each batch in addition to its items
public record MapItemBatcher(int items, int bytes, Optional<JsonNode> more) {

    /// The input of one child execution.
    ///
    /// @param items the number of the Map's items in it
    public record Input(JsonNode json, int items) {

        /// Returns the batch without its items.
        Input counted() {
            return new Input(NullNode.getInstance(), items);
        }
    }

    /// Empty if there is no batching, so that each item is an input.
    public static Optional<MapItemBatcher> of(StateRun run) {
        JsonNode batcher = run.state().path("ItemBatcher");
        if (batcher.isMissingNode()) {
            return Optional.empty();
        }
        JsonNode more = batcher.path("BatchInput");
        return Optional.of(new MapItemBatcher(
                bound(run, batcher, "MaxItemsPerBatch", Integer.MAX_VALUE),
                bound(run, batcher, "MaxInputBytesPerBatch", ServiceLimits.STATE_BYTES),
                more.isMissingNode() ? Optional.empty() : Optional.of(run.filled("ItemBatcher.BatchInput", more))));
    }

    private static int bound(StateRun run, JsonNode batcher, String field, int most) {
        JsonNode given = run.either(batcher, field);
        if (given.isMissingNode()) {
            return most;
        }
        if (!given.canConvertToExactIntegral() || given.asLong() <= 0) {
            throw StateFailure.runtime("The " + field + " field refers to a value which is not a positive integer");
        }
        return (int) Math.min(given.asLong(), most);
    }

    public List<Input> batches(List<JsonNode> all) {
        int empty = StatesJson.bytes(input(StatesJson.MAPPER.createArrayNode()).toString());
        List<Input> batches = new ArrayList<>();
        ArrayNode batch = StatesJson.MAPPER.createArrayNode();
        int size = empty;
        for (JsonNode item : all) {
            int added = StatesJson.bytes(item.toString()) + 1;
            if (!batch.isEmpty() && (batch.size() == items || size + added - 1 > bytes)) {
                batches.add(new Input(input(batch), batch.size()));
                batch = StatesJson.MAPPER.createArrayNode();
                size = empty;
            }
            batch.add(item);
            size += added;
        }
        if (!batch.isEmpty()) {
            batches.add(new Input(input(batch), batch.size()));
        }
        return batches;
    }

    private ObjectNode input(ArrayNode batch) {
        ObjectNode input = StatesJson.object();
        more.ifPresent(given -> input.set("BatchInput", given));
        return input.set("Items", batch);
    }
}
