package io.taskgate.payload.claimcheck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.taskgate.testing.payload.InMemoryPayloadStore;
import io.taskgate.testing.payload.PayloadStoreContract;
import org.junit.jupiter.api.Test;

class InMemoryPayloadStoreTest extends PayloadStoreContract {

    private final InMemoryPayloadStore store = new InMemoryPayloadStore();

    @Override
    protected PayloadStoreProvider stores() {
        return store;
    }

    @Test
    void canBeToldToBeUnavailable() {
        store.available(false);
        assertThatThrownBy(() -> store.checkIn(new byte[1], "x", JsonNodeFactory.instance.objectNode()))
                .isInstanceOf(PayloadStore.StoreUnavailableException.class);
        assertThat(store.size()).isZero();
    }
}
