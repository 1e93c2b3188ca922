package io.taskgate.aws.dynamodb;

import io.taskgate.aws.client.AwsErrors;
import io.taskgate.callback.ledger.Ledger;
import io.taskgate.callback.ledger.Ledger.LedgerUnavailableException;
import io.taskgate.callback.ledger.Ledger.PageToken;
import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.CallbackId;
import io.taskgate.callback.operator.OpenCallbackIndex;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;

/// Reads the due index of the ledger's table for operators. A page costs half a read unit for every 4 KB of keys, a
/// record half a unit for every 4 KB. Thread-safe.
public final class DynamoOpenCallbackIndex implements OpenCallbackIndex {

    private static final List<Ledger.Queue> QUEUES = List.of(Ledger.Queue.values());

    private final LedgerTable table;

    public DynamoOpenCallbackIndex(LedgerTable table) {
        this.table = table;
    }

    @Override
    public int partitions() {
        return QUEUES.size() * CallbackItemMapper.SHARDS;
    }

    @Override
    public IndexPage read(int partition, Instant from, @Nullable PageToken after, int limit) {
        Ledger.Queue queue = QUEUES.get(partition / CallbackItemMapper.SHARDS);
        AttributeValue shard =
                AttributeValueConverter.of(CallbackItemMapper.shard(queue, partition % CallbackItemMapper.SHARDS));
        return call(() -> {
            QueryResponse page = table.client()
                    .query(query -> query.tableName(table.name())
                            .indexName(LedgerTable.DUE_INDEX)
                            .keyConditionExpression("#shard = :shard AND #due >= :from")
                            .expressionAttributeNames(
                                    Map.of("#shard", AttributeNames.DUE_SHARD, "#due", AttributeNames.DUE))
                            .expressionAttributeValues(
                                    Map.of(":shard", shard, ":from", AttributeValueConverter.of(from)))
                            .exclusiveStartKey(after == null ? null : startKey(shard, after))
                            .limit(limit));
            return new IndexPage(
                    page.items().stream().map(DynamoOpenCallbackIndex::entry).toList(),
                    page.lastEvaluatedKey().isEmpty());
        });
    }

    private static PageToken entry(Map<String, AttributeValue> keys) {
        return new PageToken(AttributeValueConverter.requiredInstant(keys, AttributeNames.DUE), id(keys));
    }

    private static CallbackId id(Map<String, AttributeValue> item) {
        return new CallbackId(AttributeValueConverter.required(item, AttributeNames.ID));
    }

    private static Map<String, AttributeValue> key(CallbackId id) {
        return Map.of(AttributeNames.ID, AttributeValueConverter.of(id.value()));
    }

    private static Map<String, AttributeValue> startKey(AttributeValue shard, PageToken after) {
        Map<String, AttributeValue> start = new HashMap<>(key(after.id()));
        start.put(AttributeNames.DUE_SHARD, shard);
        start.put(AttributeNames.DUE, AttributeValueConverter.of(after.due()));
        return start;
    }

    /// BatchGetItem returns records in any order, and lists the keys that it left out.
    @Override
    public List<Callback> find(List<CallbackId> ids) {
        if (ids.isEmpty()) {
            return List.of();
        }
        Map<CallbackId, Callback> found = new HashMap<>();
        Map<String, KeysAndAttributes> asked = Map.of(
                table.name(),
                KeysAndAttributes.builder()
                        .keys(ids.stream().map(DynamoOpenCallbackIndex::key).toList())
                        .build());
        while (!asked.isEmpty()) {
            Map<String, KeysAndAttributes> next = asked;
            var page = call(() -> table.client().batchGetItem(get -> get.requestItems(next)));
            List<Map<String, AttributeValue>> items = page.responses().getOrDefault(table.name(), List.of());
            items.stream().map(CallbackItemMapper::read).forEach(record -> found.put(record.id(), record));
            asked = page.unprocessedKeys();
            if (items.isEmpty() && !asked.isEmpty()) {
                throw new LedgerUnavailableException("The ledger throttles reads.");
            }
        }
        return ids.stream().map(found::get).filter(Objects::nonNull).toList();
    }

    private static <T> T call(Supplier<T> call) {
        try {
            return call.get();
        } catch (SdkException e) {
            throw new LedgerUnavailableException("The ledger is unavailable: " + AwsErrors.describe(e), e);
        }
    }
}
