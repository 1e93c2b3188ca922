package io.taskgate.testing.callback;

import io.taskgate.callback.heartbeat.HeartbeatService;
import io.taskgate.callback.link.LinkSigner;
import io.taskgate.callback.registration.RegistrationService;
import io.taskgate.callback.settlement.SettlementService;
import io.taskgate.testing.payload.InMemoryPayloadStore;

/// The callback services with fakes, for the tests of other packages.
public final class CallbackFixture {

    private final GatewayFixture gateway = new GatewayFixture();

    public RegistrationService register() {
        return gateway.register;
    }

    public SettlementService settle() {
        return gateway.settle;
    }

    public HeartbeatService heartbeat() {
        return gateway.heartbeat;
    }

    public InMemoryLedger ledger() {
        return gateway.ledger;
    }

    public LinkSigner links() {
        return gateway.links;
    }

    public MutableClock clock() {
        return gateway.clock;
    }

    public InMemoryPayloadStore store() {
        return gateway.store;
    }

    public FakeStepFunctions stepFunctions() {
        return gateway.stepFunctions;
    }
}
