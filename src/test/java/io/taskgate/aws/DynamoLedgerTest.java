package io.taskgate.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskgate.Executions;
import io.taskgate.callback.ledger.Ledger;
import io.taskgate.callback.ledger.LedgerContract;
import io.taskgate.callback.model.CallbackId;
import io.taskgate.callback.model.CallbackState;
import io.taskgate.payload.claimcheck.PayloadStoreProvider;
import io.taskgate.route.RouteRegistry;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveDescription;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveStatus;

/// The ledger against DynamoDB Local, in the table that the application makes.
class DynamoLedgerTest extends LedgerContract {

    private static final String TABLE = "ledger-contract";
    private static final PayloadStoreProvider STORES = Adapters.payloadStores();
    private static final DynamoTable MADE = new DynamoTable(Adapters.dynamoDb(), TABLE, true);
    private static final DynamoLedger LEDGER = new DynamoLedger(MADE.client(), TABLE, STORES);

    @BeforeAll
    static void makeTheTable() {
        assertThat(MADE.ensure()).isEqualTo(DynamoTable.Presence.THERE);
    }

    @Override
    protected Ledger ledger() {
        return LEDGER;
    }

    @Override
    protected PayloadStoreProvider stores() {
        return STORES;
    }

    @Test
    void theTableForgetsWhatHasExpired() {
        assertThat(ttl(TABLE).timeToLiveStatus()).isEqualTo(TimeToLiveStatus.ENABLED);
        assertThat(ttl(TABLE).attributeName()).isEqualTo(Attributes.EXPIRY);
    }

    private static TimeToLiveDescription ttl(String table) {
        return MADE.client()
                .describeTimeToLive(describe -> describe.tableName(table))
                .timeToLiveDescription();
    }

    /// One request would read a table of any size.
    @Test
    void aPageThatFindsNothingEndsAfterSomeScans() {
        AtomicInteger scans = new AtomicInteger();
        DynamoDbClient endless = (DynamoDbClient) Proxy.newProxyInstance(
                DynamoDbClient.class.getClassLoader(), new Class<?>[] {DynamoDbClient.class}, (_, method, _) -> {
                    assertThat(method.getName()).isEqualTo("scan");
                    return ScanResponse.builder()
                            .lastEvaluatedKey(Map.of(Attributes.ID, Values.of("cb_" + scans.incrementAndGet())))
                            .build();
                });

        Ledger.Page page = new DynamoLedger(endless, TABLE, STORES)
                .list(new Ledger.Filter(CallbackState.REJECTED, null, null), 50, null);

        assertThat(page.callbacks()).isEmpty();
        assertThat(page.cursor()).isEqualTo("cb_10");
        assertThat(scans).hasValue(10);
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
    void aTableIsMadeToTheEndThoughTheAnswerIsLost() {
        DynamoTable table = new DynamoTable(failingOnce("createTable", true), "lost-answer", true);

        assertThat(table.ensure()).isEqualTo(DynamoTable.Presence.THERE);
        assertThat(ttl("lost-answer").timeToLiveStatus()).isEqualTo(TimeToLiveStatus.ENABLED);
    }

    @Test
    void aTableThatCouldNotBeMadeIsMadeTheNextTime() {
        DynamoTable table = new DynamoTable(failingOnce("createTable", false), "lost-request", true);

        assertThat(table.ensure()).isEqualTo(DynamoTable.Presence.UNKNOWN);
        assertThat(table.ensure()).isEqualTo(DynamoTable.Presence.THERE);
        assertThat(ttl("lost-request").timeToLiveStatus()).isEqualTo(TimeToLiveStatus.ENABLED);
    }

    /// @param applied whether the call that fails is made all the same
    private static DynamoDbClient failingOnce(String operation, boolean applied) {
        AtomicBoolean fails = new AtomicBoolean(true);
        return (DynamoDbClient) Proxy.newProxyInstance(
                DynamoDbClient.class.getClassLoader(),
                new Class<?>[] {DynamoDbClient.class},
                (_, method, arguments) -> {
                    boolean now = method.getName().equals(operation) && fails.getAndSet(false);
                    try {
                        Object answer = now && !applied ? null : method.invoke(MADE.client(), arguments);
                        if (now) {
                            throw SdkClientException.create("no answer");
                        }
                        return answer;
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                });
    }

    /// It was called an outage: 503 for ever.
    @Test
    void anItemThatIsTooLargeIsRefusedAndSaysSo() {
        assertThatThrownBy(() -> LEDGER.create(tooLarge("too-large")))
                .isInstanceOf(Ledger.RecordRefusedException.class)
                .hasMessageContaining("400 KB");
    }

    /// D12: it was made anew, and the answers to what it had held were taken for early ones.
    @Test
    void aTableThatIsGoneIsAnErrorAndIsNotMadeAgain() {
        DynamoTable table = new DynamoTable(MADE.client(), "lost-table", true);
        AwsStart start = new AwsStart(
                table,
                new AwsPolicies(
                        Adapters.settings(URI.create("http://127.0.0.1:1"), Map.of()), new RouteRegistry(List.of())));
        assertThat(start.missing()).isEmpty();
        MADE.client().deleteTable(delete -> delete.tableName("lost-table"));
        MADE.client().waiter().waitUntilTableNotExists(describe -> describe.tableName("lost-table"));

        assertThat(start.isReady()).isFalse();
        assertThat(table.presence()).isEqualTo(DynamoTable.Presence.MISSING);
        DynamoLedger gone = new DynamoLedger(MADE.client(), "lost-table", STORES);
        assertThatThrownBy(() -> gone.find(new CallbackId("cb_AAAAAAAAAAAAAAAAAAAAAAAAAAA")))
                .isInstanceOf(Ledger.LedgerUnavailableException.class)
                .hasMessageContaining("the ledger's table is gone");
    }

    @Test
    void aDynamoDbThatDoesNotAnswerIsUnknownAndUnavailable() {
        DynamoDbClient nowhere = Executions.client(DynamoDbClient.builder(), URI.create("http://127.0.0.1:1"));

        assertThat(new DynamoTable(nowhere, TABLE, true).ensure()).isEqualTo(DynamoTable.Presence.UNKNOWN);
        DynamoLedger away = new DynamoLedger(nowhere, TABLE, STORES);
        assertThatThrownBy(() -> away.find(new CallbackId("cb_AAAAAAAAAAAAAAAAAAAAAAAAAAA")))
                .isInstanceOf(Ledger.LedgerUnavailableException.class);
    }
}
