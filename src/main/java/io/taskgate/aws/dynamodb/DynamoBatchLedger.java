package io.taskgate.aws.dynamodb;

import io.taskgate.aws.client.AwsErrors;
import io.taskgate.batch.ledger.Batch;
import io.taskgate.batch.ledger.BatchLedger;
import io.taskgate.batch.ledger.RunnerRecord;
import io.taskgate.batch.request.BatchId;
import io.taskgate.batch.request.RunnerName;
import io.taskgate.callback.ledger.Ledger.LedgerUnavailableException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;

/// Stores batches in the ledger table: one item for each batch and each child, every write conditional
/// (ADR-0017).
public final class DynamoBatchLedger implements BatchLedger {

    /// BatchGetItem omits keys if it is throttled or the response would be too large.
    private static final int MAX_ROUNDS = 100;

    private final DynamoDbClient client;
    private final String table;
    private final Clock clock;

    public DynamoBatchLedger(DynamoDbClient client, String table, Clock clock) {
        this.client = client;
        this.table = table;
        this.clock = clock;
    }

    @Override
    public Optional<Batch> find(BatchId id) {
        return item(id).map(BatchItemMapper::read);
    }

    private Optional<Map<String, AttributeValue>> item(BatchId id) {
        Map<String, AttributeValue> item = callDynamoDb(() -> client.getItem(
                        get -> get.tableName(table).key(BatchItemMapper.key(id)).consistentRead(true))
                .item());
        return item.isEmpty() ? Optional.empty() : Optional.of(item);
    }

    @Override
    public boolean create(Batch fresh) {
        return put(BatchItemMapper.write(fresh));
    }

    @Override
    public boolean create(RunnerRecord fresh) {
        return put(BatchItemMapper.write(fresh, clock.instant()));
    }

    private boolean put(Map<String, AttributeValue> item) {
        return isApplied(() -> client.putItem(put -> put.tableName(table)
                .item(item)
                .conditionExpression("attribute_not_exists(#id)")
                .expressionAttributeNames(Map.of("#id", BatchItemMapper.ID))));
    }

    /// Written attribute by attribute: other writers own the attributes of the reservation tree.
    @Override
    public boolean save(Batch next) {
        Map<String, AttributeValue> item = BatchItemMapper.write(next);
        item.remove(BatchItemMapper.ID);
        Map<String, String> names = new HashMap<>();
        Map<String, AttributeValue> values = new HashMap<>();
        List<String> sets = new ArrayList<>();
        item.forEach((name, value) -> {
            names.put("#" + name, name);
            values.put(":" + name, value);
            sets.add("#" + name + " = :" + name);
        });
        List<String> removes = new ArrayList<>();
        for (String name : List.of(
                AttributeNames.DUE,
                AttributeNames.DUE_SHARD,
                AttributeNames.EXPIRY,
                BatchItemMapper.OUTCOME,
                BatchItemMapper.PARENT_CALLBACK,
                BatchItemMapper.GENERATION,
                BatchItemMapper.LINK_KEY_ID,
                BatchItemMapper.LINKS_EXPIRE_AT)) {
            if (!item.containsKey(name)) {
                names.put("#" + name, name);
                removes.add("#" + name);
            }
        }
        values.put(":seen", AttributeValueConverter.of(next.lease().version() - 1));
        String expression =
                "SET " + String.join(", ", sets) + (removes.isEmpty() ? "" : " REMOVE " + String.join(", ", removes));
        return isApplied(() -> client.updateItem(update -> update.tableName(table)
                .key(BatchItemMapper.key(next.id()))
                .updateExpression(expression)
                .conditionExpression("#version = :seen")
                .expressionAttributeNames(names)
                .expressionAttributeValues(values)));
    }

    @Override
    public boolean reserve(BatchId root, long runners, long most) {
        return isApplied(() -> client.updateItem(update -> update.tableName(table)
                .key(BatchItemMapper.key(root))
                .updateExpression("ADD #runners :more")
                .conditionExpression("attribute_not_exists(#runners) OR #runners <= :room")
                .expressionAttributeNames(Map.of("#runners", BatchItemMapper.RESERVED_RUNNERS))
                .expressionAttributeValues(Map.of(
                        ":more",
                        AttributeValueConverter.of(runners),
                        ":room",
                        AttributeValueConverter.of(most - runners)))));
    }

    @Override
    public long reservedRunners(BatchId root) {
        return item(root)
                .map(item -> AttributeValueConverter.number(item, BatchItemMapper.RESERVED_RUNNERS))
                .orElse(0L);
    }

    @Override
    public List<RunnerRecord> findRunners(BatchId batch, List<Long> indices) {
        if (indices.isEmpty()) {
            return List.of();
        }
        List<RunnerRecord> found = new ArrayList<>();
        Map<String, KeysAndAttributes> wanted = Map.of(
                table,
                KeysAndAttributes.builder()
                        .keys(indices.stream()
                                .map(index -> BatchItemMapper.key(batch, index))
                                .toList())
                        .consistentRead(true)
                        .build());
        for (int pass = 0; !wanted.isEmpty(); pass++) {
            if (pass == MAX_ROUNDS) {
                throw new LedgerUnavailableException(
                        "DynamoDB returns the children of a batch too slowly.", new RuntimeException());
            }
            Map<String, KeysAndAttributes> asked = wanted;
            BatchGetItemResponse page = callDynamoDb(() -> client.batchGetItem(get -> get.requestItems(asked)));
            page.responses()
                    .getOrDefault(table, List.of())
                    .forEach(item -> found.add(BatchItemMapper.readRunner(item)));
            wanted = page.unprocessedKeys();
        }
        found.sort(Comparator.comparingLong(RunnerRecord::index));
        return found;
    }

    @Override
    public boolean endRunner(RunnerName runner, RunnerRecord.RunnerOutcome end) {
        Map<String, AttributeValue> item = BatchItemMapper.outcomeAttributes(end);
        Map<String, String> names =
                new HashMap<>(Map.of("#status", BatchItemMapper.STATUS, "#attempt", BatchItemMapper.ATTEMPT));
        Map<String, AttributeValue> values = new HashMap<>(Map.of(
                ":running",
                AttributeValueConverter.of(BatchItemMapper.RUNNING),
                ":attempt",
                AttributeValueConverter.of(runner.attempt())));
        item.forEach((name, value) -> {
            names.put("#" + name, name);
            values.put(":" + name, value);
        });
        String sets =
                item.keySet().stream().map(name -> "#" + name + " = :" + name).collect(Collectors.joining(", "));
        return isApplied(() -> client.updateItem(update -> update.tableName(table)
                .key(BatchItemMapper.key(runner))
                .updateExpression("SET " + sets)
                .conditionExpression("#status = :running AND #attempt = :attempt")
                .expressionAttributeNames(names)
                .expressionAttributeValues(values)));
    }

    @Override
    public boolean restart(RunnerRecord failed, int attempt) {
        return isApplied(() -> client.updateItem(update -> update.tableName(table)
                .key(BatchItemMapper.key(failed.name()))
                .updateExpression("SET #status = :running, #attempt = :attempt REMOVE #error, #cause, #digest")
                .conditionExpression("#status = :failed AND #attempt = :seen")
                .expressionAttributeNames(Map.of(
                        "#status", BatchItemMapper.STATUS,
                        "#attempt", BatchItemMapper.ATTEMPT,
                        "#error", BatchItemMapper.ERROR,
                        "#cause", BatchItemMapper.CAUSE,
                        "#digest", BatchItemMapper.DIGEST))
                .expressionAttributeValues(Map.of(
                        ":running", AttributeValueConverter.of(BatchItemMapper.RUNNING),
                        ":failed", AttributeValueConverter.of(BatchItemMapper.FAILED),
                        ":attempt", AttributeValueConverter.of(attempt),
                        ":seen", AttributeValueConverter.of(failed.attempt())))));
    }

    @Override
    public List<BatchId> due(int shard, Instant now, int limit) {
        return callDynamoDb(() -> client
                .query(query -> query.tableName(table)
                        .indexName(LedgerTable.DUE_INDEX)
                        .keyConditionExpression("#shard = :shard AND #due <= :now")
                        .expressionAttributeNames(
                                Map.of("#shard", AttributeNames.DUE_SHARD, "#due", AttributeNames.DUE))
                        .expressionAttributeValues(Map.of(
                                ":shard",
                                AttributeValueConverter.of(BatchItemMapper.shard(shard)),
                                ":now",
                                AttributeValueConverter.of(now)))
                        .limit(limit))
                .items()
                .stream()
                .map(item -> new BatchId(AttributeValueConverter.required(item, BatchItemMapper.ID)))
                .toList());
    }

    @Override
    public int shards() {
        return BatchItemMapper.SHARDS;
    }

    /// @return false if the condition failed
    private static boolean isApplied(Runnable write) {
        return callDynamoDb(() -> {
            try {
                write.run();
                return true;
            } catch (ConditionalCheckFailedException e) {
                return false;
            }
        });
    }

    private static <T> T callDynamoDb(Supplier<T> call) {
        try {
            return call.get();
        } catch (SdkException e) {
            throw new LedgerUnavailableException("The ledger is unavailable: " + AwsErrors.describe(e), e);
        }
    }
}
