package io.taskgate.faults.check;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;

/// A time in which a report's reply, or its record, may get lost without a fault on its own call.
///
/// @param what kill, stop, roll, starved, overload (more requests at once than a gateway takes, which take the
///     processor from all), or wire: the ledger's writes are struck, which the truth does not mark
record Incident(String what, Instant from, Instant to) {

    /// The longest duration of a call.
    private static final Duration AROUND = Duration.ofSeconds(2);

    static Incident read(JsonNode line) {
        return new Incident(
                line.path("incident").asText(),
                Instant.parse(line.path("from").asText()),
                Instant.parse(line.path("to").asText()));
    }

    boolean touches(ScenarioTrace.Span span) {
        return span.to().isAfter(from.minus(AROUND)) && span.from().isBefore(to.plus(AROUND));
    }
}
