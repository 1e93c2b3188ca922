package io.taskgate.event.unmatched;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Events of others that could not be settled because they fit no route, or more than one, as they wait for a
/// person: the newest of them, at most [#MOST]. Safe for many threads.
///
/// Its calls throw [io.taskgate.callback.ledger.Ledger.LedgerUnavailableException] when the store can't be
/// reached: nothing is kept then.
public interface StrayEventStore {

    /// How many are kept by all processes together.
    int MOST = 200;

    /// One event.
    ///
    /// @param id         as its sender numbers it
    /// @param routes     those that it fits, by name; none, or two and more
    /// @param bytes      of its JSON
    /// @param event      without task tokens; null where it is too large to be kept
    record Stray(
            String id,
            Instant at,
            String source,
            String detailType,
            List<String> routes,
            long bytes,
            @Nullable JsonNode event) {}

    void keep(Stray stray);

    /// The newest first.
    ///
    /// @param most at most [#MOST]
    List<Stray> look(int most);
}
