package io.taskgate.payload.claimcheck;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;

/// Counts and measures the payloads that its stores check in (`taskgate.payload.checkins`). Thread-safe.
public final class MeteredPayloadStoreProvider implements PayloadStoreProvider {

    private final PayloadStoreProvider stores;
    private final DistributionSummary checkIns;

    public MeteredPayloadStoreProvider(PayloadStoreProvider stores, MeterRegistry meters) {
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
        public PayloadReference checkIn(RepeatableContent content, String contentType, JsonNode summary) {
            PayloadReference reference = store.checkIn(content, contentType, summary);
            checkIns.record((double) content.size());
            return reference;
        }

        @Override
        public VerifyingInputStream open(PayloadReference reference) {
            return store.open(reference);
        }
    }
}
