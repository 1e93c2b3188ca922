package io.taskgate.event.unmatched;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Stores external events that match no route, or several, for inspection: the newest, at most [#MAX_EVENTS].
/// Thread-safe.
///
/// The methods throw [io.taskgate.callback.ledger.Ledger.LedgerUnavailableException] if the store is
/// unavailable; nothing is stored then.
public interface StrayEventStore {

    /// The maximum number of events of all processes together.
    int MAX_EVENTS = 200;

    /// A stray event.
    ///
    /// @param id         the ID of the sender
    /// @param routes     the names of the matching routes; none, or two or more
    /// @param bytes      the size of its JSON
    /// @param event      without task tokens; null if it is too large to be stored
    record Stray(
            String id,
            Instant at,
            String source,
            String detailType,
            List<String> routes,
            long bytes,
            @Nullable JsonNode event) {}

    void save(Stray stray);

    /// Returns the newest first.
    ///
    /// @param most at most [#MAX_EVENTS]
    List<Stray> list(int most);
}
