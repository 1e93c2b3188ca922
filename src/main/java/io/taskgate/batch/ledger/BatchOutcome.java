package io.taskgate.batch.ledger;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.payload.claimcheck.PayloadReference;
import org.jspecify.annotations.Nullable;

/// The outcome of a batch.
///
/// @param error the ASL error name; null for success
/// @param cause the cause, for people
/// @param batches the number of runners
/// @param failed the number of runners that failed
/// @param notEnded the number of runners that were not awaited
/// @param items the number of items
/// @param failedItems the number of items of failed runners
/// @param results the gathered results; null if nothing was gathered
/// @param manifest JSON Lines, a line for each runner; null if nothing was gathered
public record BatchOutcome(
        @Nullable String error,
        @Nullable String cause,
        long batches,
        long failed,
        long notEnded,
        long items,
        long failedItems,
        @Nullable PayloadReference results,
        @Nullable PayloadReference manifest) {

    /// The counts in the API.
    public ObjectNode counts() {
        ObjectNode counts = JsonNodeFactory.instance.objectNode();
        counts.put("batches", batches)
                .put("succeeded", batches - failed - notEnded)
                .put("failed", failed);
        if (notEnded > 0) {
            counts.put("notEnded", notEnded);
        }
        return counts.put("items", items).put("failedItems", failedItems);
    }
}
