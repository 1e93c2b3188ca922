package io.taskgate.standin.eventbridge.delivery;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Optional;

/// An event with what travels beside it.
///
/// @param trace the trace header of PutEvents
/// @param ingested the time of PutEvents
/// @param forwarded whether another bus sent it: such an event is not sent on to a third one
public record RoutedEvent(ObjectNode json, Optional<String> trace, Instant ingested, boolean forwarded) {

    RoutedEvent onward() {
        return new RoutedEvent(json, trace, ingested, true);
    }
}
