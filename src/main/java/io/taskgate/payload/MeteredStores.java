package io.taskgate.payload;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;

/// Stores whose check-ins are counted and weighed (`taskgate.payload.checkins`). Safe for many threads.
public final class MeteredStores implements PayloadStores {

    private final PayloadStores stores;
    private final DistributionSummary checkIns;

    public MeteredStores(PayloadStores stores, MeterRegistry meters) {
        this.stores = stores;
        checkIns = DistributionSummary.builder("taskgate.payload.checkins")
                .description("Payloads that went into the store, also those that were there already")
                .baseUnit("bytes")
                .register(meters);
    }

    @Override
    public PayloadStore of(PayloadOwner owner) {
        return new Metered(stores.of(owner), checkIns);
    }

    private record Metered(PayloadStore store, DistributionSummary checkIns) implements PayloadStore {

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
}
