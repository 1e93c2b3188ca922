package io.taskgate.faults;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;

/// A time in which a report's reply, or its record, may get lost without a fault on its own call.
///
/// @param what kill, stop, roll, starved, or wire: a rule whose strikes the truth does not mark
record Incident(String what, Instant from, Instant to) {

    /// From a reply that is on its way, to a report's tries and its record.
    private static final Duration AROUND = Duration.ofSeconds(8);

    static Incident read(JsonNode line) {
        return new Incident(
                line.path("incident").asText(),
                Instant.parse(line.path("from").asText()),
                Instant.parse(line.path("to").asText()));
    }

    boolean touches(Instant at) {
        return at.isAfter(from.minus(AROUND)) && at.isBefore(to.plus(AROUND));
    }
}
