package io.taskgate.batch.ledger;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.payload.claimcheck.PayloadReference;
import org.jspecify.annotations.Nullable;

/// How a batch ended.
///
/// @param error       an ASL error name; null for success
/// @param cause       the same for people
/// @param batches     runners in all
/// @param failed      of these, how many failed
/// @param notEnded    of these, how many were not waited for
/// @param items       in all
/// @param failedItems those of failed runners
/// @param results     the gathered results; null where nothing was gathered
/// @param manifest    JSON Lines, a line for each runner; null where nothing was gathered
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

    /// As callers see them.
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
