package io.taskgate.batch.source;

import io.taskgate.payload.claimcheck.PayloadStore;
import io.taskgate.payload.claimcheck.RepeatableContent;
import io.taskgate.payload.claimcheck.Summarizer;
import io.taskgate.payload.json.Json;
import java.io.IOException;

/// What becomes of a single item that is over a runner's budget.
@FunctionalInterface
public interface OversizedItemPolicy {

    /// @param item JSON
    /// @param first its number in the source, from 0
    /// @return what stands for it in the runner's input
    /// @throws TooLargeException where nothing may
    byte[] instead(byte[] item, long first) throws IOException;

    /// It is refused, and ends the batch.
    OversizedItemPolicy REJECT = (item, first) -> {
        throw new TooLargeException("item " + first + " has " + item.length
                + " B, more than a runner's input may hold: raise batch.maxBytes, or set batch.oversize to check-in");
    };

    /// It is checked in, and its reference stands for it: the same item always gets the same one.
    static OversizedItemPolicy checkedInto(PayloadStore store) {
        return (item, first) -> {
            RepeatableContent content = RepeatableContent.of(item);
            return Json.bytes(store.checkIn(content, "application/json", Summarizer.builtIn(content))
                    .toJson());
        };
    }

    /// An item that may not travel. Its message names the item and the fix, and has no content.
    final class TooLargeException extends IOException {
        private static final long serialVersionUID = 1L;

        TooLargeException(String message) {
            super(message);
        }
    }
}
