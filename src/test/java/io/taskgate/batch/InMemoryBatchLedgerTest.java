package io.taskgate.batch;

/// The tests' own ledger keeps the contract of the real one.
class InMemoryBatchLedgerTest extends BatchLedgerContract {

    private final BatchLedger ledger = new InMemoryBatchLedger();

    @Override
    protected BatchLedger ledger() {
        return ledger;
    }
}
