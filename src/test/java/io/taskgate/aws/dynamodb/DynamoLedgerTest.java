package io.taskgate.aws.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.taskgate.aws.AwsStartupCheck;
import io.taskgate.aws.MissingResourceFinder;
import io.taskgate.aws.ValidatedAwsConfig;
import io.taskgate.aws.client.AdapterFixture;
import io.taskgate.aws.sqs.SqsQueueClient;
import io.taskgate.callback.ledger.Ledger;
import io.taskgate.callback.ledger.LedgerContract;
import io.taskgate.callback.ledger.LedgerDueContract;
import io.taskgate.callback.ledger.LedgerGuardContract;
import io.taskgate.callback.ledger.LedgerListContract;
import io.taskgate.callback.ledger.LedgerMutationContract;
import io.taskgate.callback.ledger.LedgerRecordContract;
import io.taskgate.callback.ledger.Transitions;
import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.CallbackBuilder;
import io.taskgate.callback.model.CallbackId;
import io.taskgate.callback.model.CallbackState;
import io.taskgate.payload.claimcheck.PayloadStoreProvider;
import io.taskgate.route.RouteRegistry;
import io.taskgate.testing.aws.FakeSqs;
import io.taskgate.testing.gateway.ExecutionFixture;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveDescription;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveStatus;

/// Tests the ledger against the stand-in's DynamoDB, in the table that the application creates.
class DynamoLedgerTest {

    private static final String TABLE = "ledger-contract";
    private static final PayloadStoreProvider STORES = AdapterFixture.payloadStores();
    private static final LedgerTable MADE = new LedgerTable(AdapterFixture.dynamoDb(), TABLE, true);
    private static final DynamoLedger LEDGER = new DynamoLedger(MADE.client(), TABLE, STORES);

    @BeforeAll
    static void makeTheTable() {
        assertThat(MADE.ensure()).isEqualTo(LedgerTable.Presence.THERE);
    }

    @Nested
    class Records extends LedgerRecordContract {
        Records() {
            super(LEDGER, STORES);
        }
    }

    @Nested
    class Guards extends LedgerGuardContract {
        Guards() {
            super(LEDGER, STORES);
        }
    }

    @Nested
    class Mutations extends LedgerMutationContract {
        Mutations() {
            super(LEDGER, STORES);
        }
    }

    @Nested
    class DueIndex extends LedgerDueContract {
        DueIndex() {
            super(LEDGER, STORES);
        }
    }

    @Nested
    class Listing extends LedgerListContract {
        Listing() {
            super(LEDGER, STORES);
        }
    }

    @Test
    void theTableForgetsWhatHasExpired() {
        assertThat(ttl(TABLE).timeToLiveStatus()).isEqualTo(TimeToLiveStatus.ENABLED);
        assertThat(ttl(TABLE).attributeName()).isEqualTo(AttributeNames.EXPIRY);
    }

    private static TimeToLiveDescription ttl(String table) {
        return MADE.client()
                .describeTimeToLive(describe -> describe.tableName(table))
                .timeToLiveDescription();
    }

    /// One request must not read a table of any size.
    @Test
    void aPageThatFindsNothingEndsAfterSomeScans() {
        AtomicInteger scans = new AtomicInteger();
        DynamoDbClient endless = (DynamoDbClient) Proxy.newProxyInstance(
                DynamoDbClient.class.getClassLoader(), new Class<?>[] {DynamoDbClient.class}, (_, method, _) -> {
                    assertThat(method.getName()).isEqualTo("scan");
                    return ScanResponse.builder()
                            .lastEvaluatedKey(Map.of(
                                    AttributeNames.ID, AttributeValueConverter.of("cb_" + scans.incrementAndGet())))
                            .build();
                });

        Ledger.Page page = new DynamoLedger(endless, TABLE, STORES)
                .list(new Ledger.Filter(CallbackState.REJECTED, null, null), 50, null);

        assertThat(page.callbacks()).isEmpty();
        assertThat(page.cursor()).isEqualTo("cb_10");
        assertThat(scans).hasValue(10);
    }

    private static final Map<String, AttributeValue> ENDED = CallbackItemMapper.write(new CallbackBuilder(
                    new CallbackId("cb_" + "n".repeat(27)),
                    "test",
                    "orders",
                    "approve",
                    CallbackState.EXPIRED,
                    Instant.EPOCH)
            .build());

    /// A version beside this one writes attributes that this one does not know.
    @Test
    void whatAnotherVersionHasAddedStays() {
        Map<String, AttributeValue> item = new HashMap<>(ENDED);
        item.put("tc", AttributeValueConverter.of(new byte[64]));
        MADE.client().putItem(put -> put.tableName(TABLE).item(item));
        Callback current = CallbackItemMapper.read(item);

        LEDGER.apply(current.id(), Transitions.revokeLinks(current, "lost", Instant.EPOCH));

        assertThat(MADE.client()
                        .getItem(get -> get.tableName(TABLE).key(Map.of("id", item.get("id"))))
                        .item())
                .containsEntry("tc", item.get("tc"))
                .containsKey(AttributeNames.REVOKED_LINKS);
    }

    @Test
    void aRecordOfANewerLayoutIsLeftToOthers() {
        Map<String, AttributeValue> item = new HashMap<>(ENDED);
        item.put("id", AttributeValueConverter.of("cb_" + "o".repeat(27)));
        item.put(AttributeNames.LAYOUT, AttributeValueConverter.of(CallbackItemMapper.VERSION + 1L));
        MADE.client().putItem(put -> put.tableName(TABLE).item(item));

        assertThatThrownBy(() -> LEDGER.find(new CallbackId("cb_" + "o".repeat(27))))
                .isInstanceOf(Ledger.NewerRecordException.class);
        MADE.client().deleteItem(delete -> delete.tableName(TABLE).key(Map.of("id", item.get("id"))));
    }

    @Test
    void aTableThatIsThereIsLeftAlone() {
        assertThat(MADE.ensure()).isEqualTo(LedgerTable.Presence.THERE);
        assertThat(new LedgerTable(MADE.client(), TABLE, false).ensure()).isEqualTo(LedgerTable.Presence.THERE);
    }

    @Test
    void aTableThatIsMissingIsNotMadeInProduction() {
        assertThat(new LedgerTable(MADE.client(), "not-there", false).ensure()).isEqualTo(LedgerTable.Presence.MISSING);
    }

    @Test
    void aTableIsMadeToTheEndThoughTheAnswerIsLost() {
        LedgerTable table = new LedgerTable(failingOnce("createTable", true), "lost-answer", true);

        assertThat(table.ensure()).isEqualTo(LedgerTable.Presence.THERE);
        assertThat(ttl("lost-answer").timeToLiveStatus()).isEqualTo(TimeToLiveStatus.ENABLED);
    }

    @Test
    void aTableThatCouldNotBeMadeIsMadeTheNextTime() {
        LedgerTable table = new LedgerTable(failingOnce("createTable", false), "lost-request", true);

        assertThat(table.ensure()).isEqualTo(LedgerTable.Presence.UNKNOWN);
        assertThat(table.ensure()).isEqualTo(LedgerTable.Presence.THERE);
        assertThat(ttl("lost-request").timeToLiveStatus()).isEqualTo(TimeToLiveStatus.ENABLED);
    }

    /// @param applied whether the failing call is applied
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
                            throw SdkClientException.create("no response");
                        }
                        return answer;
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                });
    }

    /// The missing table was treated as an outage, so that all calls failed with 503.
    @Test
    void anItemThatIsTooLargeIsRefusedAndSaysSo() {
        assertThatThrownBy(() -> LEDGER.create(LedgerContract.tooLarge("too-large")))
                .isInstanceOf(Ledger.RecordRefusedException.class)
                .hasMessageContaining("400 KB");
    }

    /// D12: the table was recreated, and the answers to its lost records were treated as early answers.
    @Test
    void aTableThatIsGoneIsAnErrorAndIsNotMadeAgain() {
        LedgerTable table = new LedgerTable(MADE.client(), "lost-table", true);
        AwsStartupCheck start = new AwsStartupCheck(
                table,
                new ValidatedAwsConfig(AdapterFixture.settings(Map.of()), new RouteRegistry(List.of())),
                new MissingResourceFinder(
                        AdapterFixture.s3(),
                        new SqsQueueClient(new FakeSqs(), new SimpleMeterRegistry()),
                        Map.of(),
                        Optional.empty()));
        assertThat(start.missing()).isEmpty();
        MADE.client().deleteTable(delete -> delete.tableName("lost-table"));
        MADE.client().waiter().waitUntilTableNotExists(describe -> describe.tableName("lost-table"));

        assertThat(start.isReady()).isFalse();
        assertThat(table.presence()).isEqualTo(LedgerTable.Presence.MISSING);
        DynamoLedger gone = new DynamoLedger(MADE.client(), "lost-table", STORES);
        assertThatThrownBy(() -> gone.find(new CallbackId("cb_AAAAAAAAAAAAAAAAAAAAAAAAAAA")))
                .isInstanceOf(Ledger.LedgerUnavailableException.class)
                .hasMessageContaining("The ledger table does not exist.");
    }

    @Test
    void aDynamoDbThatDoesNotAnswerIsUnknownAndUnavailable() {
        DynamoDbClient nowhere = ExecutionFixture.client(DynamoDbClient.builder(), URI.create("http://127.0.0.1:1"));

        assertThat(new LedgerTable(nowhere, TABLE, true).ensure()).isEqualTo(LedgerTable.Presence.UNKNOWN);
        DynamoLedger away = new DynamoLedger(nowhere, TABLE, STORES);
        assertThatThrownBy(() -> away.find(new CallbackId("cb_AAAAAAAAAAAAAAAAAAAAAAAAAAA")))
                .isInstanceOf(Ledger.LedgerUnavailableException.class);
    }
}
