package io.taskgate.callback.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskgate.callback.model.Callback;
import io.taskgate.payload.claimcheck.PayloadStoreProvider;
import io.taskgate.testing.callback.GatewayFixture;
import io.taskgate.testing.callback.InMemoryLedger;
import io.taskgate.testing.payload.InMemoryPayloadStore;
import org.junit.jupiter.api.Test;

class InMemoryLedgerTest extends LedgerContract {

    private final InMemoryLedger ledger = new InMemoryLedger();
    private final InMemoryPayloadStore store = new InMemoryPayloadStore();

    @Override
    protected Ledger ledger() {
        return ledger;
    }

    @Override
    protected PayloadStoreProvider stores() {
        return store;
    }

    @Test
    void aLostReplyIsWrittenAllTheSame() {
        GatewayFixture gateway = new GatewayFixture();
        Callback registered = gateway.registered("t", "k");
        gateway.ledger.loseNextReply();
        assertThatThrownBy(() -> gateway.ledger.apply(registered.id(), Transitions.reschedule(registered, null)))
                .isInstanceOf(Ledger.LedgerUnavailableException.class);
        assertThat(gateway.standing(registered.id()).dueAt()).isNull();
    }
}
