package io.taskgate.aws.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskgate.aws.client.AdapterFixture;
import io.taskgate.callback.ledger.Ledger.PageToken;
import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.CallbackBuilder;
import io.taskgate.callback.model.CallbackId;
import io.taskgate.callback.model.CallbackState;
import io.taskgate.callback.operator.DueCallbackSearch;
import io.taskgate.testing.callback.GatewayFixture;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The reads of open callbacks against the stand-ins' DynamoDB.
class DynamoOpenCallbackIndexTest {

    private static final Instant T0 = Instant.parse("2026-12-01T10:00:00Z");
    private static final LedgerTable TABLE = new LedgerTable(AdapterFixture.dynamoDb(), "open-callbacks", true);
    private static final DynamoLedger LEDGER =
            new DynamoLedger(TABLE.client(), TABLE.name(), AdapterFixture.payloadStores());
    private static final DynamoOpenCallbackIndex INDEX = new DynamoOpenCallbackIndex(TABLE);
    private static final List<Callback> RECORDS = new ArrayList<>();

    @BeforeAll
    static void fill() {
        assertThat(TABLE.ensure()).isEqualTo(LedgerTable.Presence.THERE);
        // Some are due at the same time, and some are reports.
        IntStream.range(0, 250).mapToObj(DynamoOpenCallbackIndexTest::open).forEach(RECORDS::add);
        RECORDS.forEach(LEDGER::create);
    }

    private static Callback open(int i) {
        return new CallbackBuilder(
                        GatewayFixture.IDS.ofCorrelation("tests", "orders", "approve", "order-" + i),
                        "tests",
                        "orders",
                        "approve",
                        i % 5 == 0 ? CallbackState.AMBIGUOUS : CallbackState.EARLY,
                        T0)
                .correlationKey("order-" + i)
                .dueAt(T0.plusSeconds(i / 40))
                .build();
    }

    @Test
    void aSearchGivesEachCallbackOnceInOrder() {
        DueCallbackSearch search = new DueCallbackSearch(INDEX);
        List<Callback> found = new ArrayList<>();
        String cursor = null;
        do {
            DueCallbackSearch.Result page = search.search(_ -> true, 13, cursor);
            found.addAll(page.callbacks());
            cursor = page.cursor();
        } while (cursor != null && found.size() < 2 * RECORDS.size());

        assertThat(found).extracting(Callback::id).containsExactlyInAnyOrderElementsOf(ids(RECORDS));
        assertThat(found).extracting(Callback::dueAt).isSorted();
    }

    /// The callback that a cursor names can have ended since.
    @Test
    void aPageBeginsBehindAnEntryThatDoesNotExist() {
        CallbackId gone = GatewayFixture.IDS.ofCorrelation("tests", "orders", "approve", "gone");

        for (int partition = 0; partition < INDEX.partitions(); partition++) {
            Instant from = T0.plusSeconds(2);
            assertThat(INDEX.read(partition, from, new PageToken(from.plusMillis(1), gone), 100)
                            .entries())
                    .allSatisfy(entry -> assertThat(entry.due()).isAfterOrEqualTo(T0.plusSeconds(3)));
        }
    }

    @Test
    void recordsAreReadInTheirOrderWithoutThoseThatDoNotExist() {
        CallbackId gone = GatewayFixture.IDS.ofCorrelation("tests", "orders", "approve", "gone");
        List<CallbackId> asked = new ArrayList<>(ids(RECORDS.subList(0, 99)));
        asked.add(50, gone);

        assertThat(INDEX.find(asked)).extracting(Callback::id).containsExactlyElementsOf(ids(RECORDS.subList(0, 99)));
        assertThat(INDEX.find(List.of())).isEmpty();
    }

    private static List<CallbackId> ids(List<Callback> records) {
        return records.stream().map(Callback::id).toList();
    }
}
