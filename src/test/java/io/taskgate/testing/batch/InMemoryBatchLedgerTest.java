package io.taskgate.testing.batch;

import io.taskgate.batch.ledger.BatchLedger;
import io.taskgate.batch.ledger.BatchLedgerContract;

/// The tests' own ledger keeps the contract of the real one.
class InMemoryBatchLedgerTest extends BatchLedgerContract {

    private final BatchLedger ledger = new InMemoryBatchLedger();

    @Override
    protected BatchLedger ledger() {
        return ledger;
    }
}
