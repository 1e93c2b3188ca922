package io.taskgate.aws.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskgate.aws.client.AdapterFixture;
import io.taskgate.batch.ledger.BatchLedger;
import io.taskgate.batch.ledger.BatchLedgerContract;
import java.time.Clock;
import org.junit.jupiter.api.BeforeAll;

/// Tests the batch ledger against the stand-in's DynamoDB, in the table that the application creates.
class DynamoBatchLedgerTest extends BatchLedgerContract {

    private static final String TABLE = "batch-ledger-contract";
    private static final LedgerTable MADE = new LedgerTable(AdapterFixture.dynamoDb(), TABLE, true);
    private static final BatchLedger LEDGER = new DynamoBatchLedger(MADE.client(), TABLE, Clock.systemUTC());

    @BeforeAll
    static void makeTheTable() {
        assertThat(MADE.ensure()).isEqualTo(LedgerTable.Presence.THERE);
    }

    @Override
    protected BatchLedger ledger() {
        return LEDGER;
    }
}
