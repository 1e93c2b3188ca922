package io.taskgate.payload;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;

/// A store whose check-ins are counted and weighed (`taskgate.payload.checkins`). Safe for many threads.
public final class MeteredStore implements PayloadStore {

    private final PayloadStore store;
    private final DistributionSummary checkIns;

    public MeteredStore(PayloadStore store, MeterRegistry meters) {
        this.store = store;
        checkIns = DistributionSummary.builder("taskgate.payload.checkins")
                .description("Payloads that went into the store, also those that were there already")
                .baseUnit("bytes")
                .register(meters);
    }

    @Override
    public Reference checkIn(Content content, String contentType, JsonNode summary) {
        Reference reference = store.checkIn(content, contentType, summary);
        checkIns.record((double) content.size());
        return reference;
    }

    @Override
    public Verified open(Reference reference) {
        return store.open(reference);
    }
}
