package io.taskgate.testing.batch;

import io.taskgate.batch.ledger.BatchLedger;
import io.taskgate.batch.ledger.BatchLedgerContract;

/// Checks the in-memory ledger of the tests against the contract of every batch ledger.
class InMemoryBatchLedgerTest extends BatchLedgerContract {

    private final BatchLedger ledger = new InMemoryBatchLedger();

    @Override
    protected BatchLedger ledger() {
        return ledger;
    }
}
