package io.taskgate.faults.check;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;

/// A period in which a report's reply or its record may be lost without a fault on the call itself.
///
/// @param what `kill`, `stop`, `roll`, `starved`, `overload` (more concurrent requests than a gateway
///     accepts, which slow all processes down), or `wire` (strikes of the ledger's writes, which the truth
///     log does not mark)
record Incident(String what, Instant from, Instant to) {

    /// The maximum duration of a call.
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(2);

    static Incident read(JsonNode line) {
        return new Incident(
                line.path("incident").asText(),
                Instant.parse(line.path("from").asText()),
                Instant.parse(line.path("to").asText()));
    }

    boolean overlaps(ScenarioTrace.Span span) {
        return span.to().isAfter(from.minus(CALL_TIMEOUT)) && span.from().isBefore(to.plus(CALL_TIMEOUT));
    }
}
