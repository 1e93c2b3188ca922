package io.taskgate.callback;

import io.taskgate.testing.payload.InMemoryPayloadStore;

/// The callbacks' side, with fakes, for the tests of other packages.
public final class Verbs {

    private final Gateway gateway = new Gateway();

    public Register register() {
        return gateway.register;
    }

    public Settle settle() {
        return gateway.settle;
    }

    public Heartbeat heartbeat() {
        return gateway.heartbeat;
    }

    public Ledger ledger() {
        return gateway.ledger;
    }

    public Links links() {
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
