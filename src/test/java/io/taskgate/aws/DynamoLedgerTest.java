package io.taskgate.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskgate.Executions;
import io.taskgate.callback.CallbackId;
import io.taskgate.callback.Ledger;
import io.taskgate.callback.LedgerContract;
import io.taskgate.payload.PayloadStore;
import java.net.URI;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveStatus;

/// The ledger against DynamoDB Local, in the table that the application makes.
class DynamoLedgerTest extends LedgerContract {

    private static final String TABLE = "ledger-contract";
    private static final S3PayloadStore STORE = Adapters.payloadStore();
    private static final DynamoTable MADE = new DynamoTable(Adapters.dynamoDb(), TABLE, true);
    private static final DynamoLedger LEDGER = new DynamoLedger(MADE.client(), TABLE, STORE);

    @BeforeAll
    static void makeTheTable() {
        assertThat(MADE.ensure()).isEqualTo(DynamoTable.Presence.THERE);
    }

    @Override
    protected Ledger ledger() {
        return LEDGER;
    }

    @Override
    protected PayloadStore store() {
        return STORE;
    }

    @Test
    void theTableForgetsWhatHasExpired() {
        var ttl = MADE.client()
                .describeTimeToLive(describe -> describe.tableName(TABLE))
                .timeToLiveDescription();

        assertThat(ttl.timeToLiveStatus()).isEqualTo(TimeToLiveStatus.ENABLED);
        assertThat(ttl.attributeName()).isEqualTo(Attributes.EXPIRY);
    }

    @Test
    void aTableThatIsThereIsLeftAlone() {
        assertThat(MADE.ensure()).isEqualTo(DynamoTable.Presence.THERE);
        assertThat(new DynamoTable(MADE.client(), TABLE, false).ensure()).isEqualTo(DynamoTable.Presence.THERE);
    }

    @Test
    void aTableThatIsMissingIsNotMadeInProduction() {
        assertThat(new DynamoTable(MADE.client(), "not-there", false).ensure()).isEqualTo(DynamoTable.Presence.MISSING);
    }

    @Test
    void aDynamoDbThatDoesNotAnswerIsUnknownAndUnavailable() {
        DynamoDbClient nowhere = Executions.client(DynamoDbClient.builder(), URI.create("http://127.0.0.1:1"));

        assertThat(new DynamoTable(nowhere, TABLE, true).ensure()).isEqualTo(DynamoTable.Presence.UNKNOWN);
        DynamoLedger away = new DynamoLedger(nowhere, TABLE, STORE);
        assertThatThrownBy(() -> away.find(new CallbackId("cb_AAAAAAAAAAAAAAAAAAAAAAAAAAA")))
                .isInstanceOf(Ledger.LedgerUnavailableException.class);
    }
}
