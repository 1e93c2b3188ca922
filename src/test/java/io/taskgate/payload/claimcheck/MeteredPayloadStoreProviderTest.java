package io.taskgate.payload.claimcheck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.taskgate.testing.payload.InMemoryPayloadStore;
import org.junit.jupiter.api.Test;

class MeteredPayloadStoreProviderTest {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final InMemoryPayloadStore store = new InMemoryPayloadStore();
    private final PayloadStore metered =
            new MeteredPayloadStoreProvider(store, meters).of(PayloadOwner.ofService("main", "orders"));

    private DistributionSummary checkIns() {
        return meters.get("taskgate.payload.checkins").summary();
    }

    private PayloadReference checkIn(int bytes) {
        return metered.checkIn(new byte[bytes], "application/json", JsonNodeFactory.instance.objectNode());
    }

    @Test
    void eachCheckInIsCountedAndWeighed() {
        checkIn(10);
        PayloadReference reference = checkIn(20);

        assertThat(checkIns().count()).isEqualTo(2);
        assertThat(checkIns().totalAmount()).isEqualTo(30);
        assertThat(metered.read(reference)).hasSize(20);
    }

    @Test
    void whatWasNotStoredIsNotCounted() {
        store.available(false);

        assertThatThrownBy(() -> checkIn(10)).isInstanceOf(PayloadStore.StoreUnavailableException.class);

        assertThat(checkIns().count()).isZero();
    }
}
