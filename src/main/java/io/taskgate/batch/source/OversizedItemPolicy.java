package io.taskgate.batch.source;

import io.taskgate.payload.claimcheck.PayloadStore;
import io.taskgate.payload.claimcheck.RepeatableContent;
import io.taskgate.payload.claimcheck.Summarizer;
import io.taskgate.payload.json.Json;
import java.io.IOException;

/// The policy for a single item that is larger than a runner's budget.
@FunctionalInterface
public interface OversizedItemPolicy {

    /// Replaces an item.
    ///
    /// @param item JSON
    /// @param first its number in the source, from 0
    /// @return the replacement in the runner's input
    /// @throws TooLargeException if there is none
    byte[] replace(byte[] item, long first) throws IOException;

    /// Rejects the item, which ends the batch.
    OversizedItemPolicy REJECT = (item, first) -> {
        throw new TooLargeException(
                "Item " + first + " has " + item.length
                        + " B and does not fit into a runner's input. Raise batch.maxBytes, or set batch.oversize to check-in.");
    };

    /// Checks the item in and replaces it by its reference: the same item always has the same one.
    static OversizedItemPolicy checkedInto(PayloadStore store) {
        return (item, first) -> {
            RepeatableContent content = RepeatableContent.of(item);
            return Json.bytes(store.checkIn(content, "application/json", Summarizer.builtIn(content))
                    .toJson());
        };
    }

    /// An item is too large. The message has the item's number and the fix, and no content.
    final class TooLargeException extends IOException {
        private static final long serialVersionUID = 1L;

        TooLargeException(String message) {
            super(message);
        }
    }
}
