package io.taskgate.callback.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskgate.callback.model.Callback;
import io.taskgate.testing.callback.GatewayFixture;
import io.taskgate.testing.callback.InMemoryLedger;
import io.taskgate.testing.payload.InMemoryPayloadStore;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class InMemoryLedgerTest {

    @Nested
    class Records extends LedgerRecordContract {
        Records() {
            super(new InMemoryLedger(), new InMemoryPayloadStore());
        }
    }

    @Nested
    class Guards extends LedgerGuardContract {
        Guards() {
            super(new InMemoryLedger(), new InMemoryPayloadStore());
        }
    }

    @Nested
    class Mutations extends LedgerMutationContract {
        Mutations() {
            super(new InMemoryLedger(), new InMemoryPayloadStore());
        }
    }

    @Nested
    class DueIndex extends LedgerDueContract {
        DueIndex() {
            super(new InMemoryLedger(), new InMemoryPayloadStore());
        }
    }

    @Nested
    class Listing extends LedgerListContract {
        Listing() {
            super(new InMemoryLedger(), new InMemoryPayloadStore());
        }
    }

    @Test
    void aLostReplyIsWrittenAllTheSame() {
        GatewayFixture gateway = new GatewayFixture();
        Callback registered = gateway.registered("t", "k");
        gateway.ledger.loseNextReply();
        assertThatThrownBy(() -> gateway.ledger.apply(registered.id(), Transitions.reschedule(registered, null)))
                .isInstanceOf(Ledger.LedgerUnavailableException.class);
        assertThat(gateway.current(registered.id()).dueAt()).isNull();
    }
}
