package io.taskgate.aws.dynamodb;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.taskgate.aws.client.AwsErrors;
import io.taskgate.callback.ledger.Ledger;
import io.taskgate.callback.ledger.Mutation;
import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.CallbackId;
import io.taskgate.callback.model.Outcome;
import io.taskgate.payload.claimcheck.Payload;
import io.taskgate.payload.claimcheck.PayloadStoreProvider;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;

/// Stores the ledger in one DynamoDB table (`docs/ledger.md`): one item for each callback, every write
/// conditional. Payloads above a few KiB are parked in the payload store, so that an item stays far below 400
/// KB and writes stay cheap.
public final class DynamoLedger implements Ledger {

    private static final Logger LOG = Logger.getLogger(DynamoLedger.class);

    /// Larger inline payloads are parked: every transition costs one write unit for each started KiB of the
    /// item.
    static final int PARKED_FROM = 8 * 1024;

    /// How far a read of the due index looks ahead, so that an idle process knows when to read again.
    private static final Duration AHEAD = Duration.ofSeconds(15);

    private static final int SCAN_PAGE = 200;

    /// Each scan reads 1 MB of the table. A filter that matches few records must not scan the whole table in
    /// one request.
    private static final int MAX_SCANS = 10;

    private final DynamoDbClient client;
    private final String table;
    private final PayloadStoreProvider stores;

    public DynamoLedger(DynamoDbClient client, String table, PayloadStoreProvider stores) {
        this.client = client;
        this.table = table;
        this.stores = stores;
    }

    @Override
    public Optional<Callback> find(CallbackId id) {
        return callDynamoDb(() -> {
            Map<String, AttributeValue> item = client.getItem(
                            get -> get.tableName(table).key(key(id)).consistentRead(true))
                    .item();
            return item.isEmpty() ? Optional.empty() : Optional.of(CallbackItemMapper.read(item));
        });
    }

    @Override
    public Write create(Callback fresh) {
        Map<String, AttributeValue> item = CallbackItemMapper.write(park(fresh));
        return callDynamoDb(() -> {
            try {
                client.putItem(put -> put.tableName(table)
                        .item(item)
                        .conditionExpression("attribute_not_exists(#id)")
                        .expressionAttributeNames(Map.of("#id", AttributeNames.ID))
                        .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD));
                return new Write.Applied(fresh);
            } catch (ConditionalCheckFailedException e) {
                return conditionFailed(e);
            } catch (DynamoDbException e) {
                throw AwsErrors.ofWrite(e);
            }
        });
    }

    /// A due time that is only brought forward is left alone first, because most records are due soon enough. Where the
    /// record shows that it is not, nothing was written, and the due time is written too.
    @Override
    public Write apply(CallbackId id, Transition transition) {
        Instant latest = transition.mutations().stream()
                .filter(Mutation.BringDueForward.class::isInstance)
                .map(forward -> ((Mutation.BringDueForward) forward).latest())
                .findFirst()
                .orElse(null);
        IdentityHashMap<Payload, Payload> parked = new IdentityHashMap<>();
        UnaryOperator<Payload> parking = payload -> parked.computeIfAbsent(payload, _ -> park(id, payload));
        Write write = write(id, transition, parking, latest != null);
        return latest != null
                        && write instanceof Write.ConditionFailed(Callback current)
                        && transition.guard().states().contains(current.state())
                        && !isDueBy(current, latest)
                ? write(id, transition, parking, false)
                : write;
    }

    private static boolean isDueBy(Callback record, Instant latest) {
        return record.dueAt() != null && !record.dueAt().isAfter(latest);
    }

    private Write write(CallbackId id, Transition transition, UnaryOperator<Payload> parking, boolean isDueBy) {
        UpdateExpressionBuilder update =
                new UpdateExpressionBuilder(id, transition.guard(), transition.mutations(), parking, isDueBy);
        return callDynamoDb(() -> {
            try {
                return new Write.Applied(CallbackItemMapper.read(client.updateItem(request -> request.tableName(table)
                                .key(key(id))
                                .conditionExpression(update.condition())
                                .updateExpression(update.expression())
                                .expressionAttributeNames(update.names())
                                .expressionAttributeValues(update.values())
                                .returnValues(ReturnValue.ALL_NEW)
                                .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD))
                        .attributes()));
            } catch (ConditionalCheckFailedException e) {
                return conditionFailed(e);
            } catch (DynamoDbException e) {
                throw AwsErrors.ofWrite(e);
            }
        });
    }

    @Override
    public boolean withdraw(Callback registered) {
        return callDynamoDb(() -> {
            try {
                client.deleteItem(delete -> delete.tableName(table)
                        .key(key(registered.id()))
                        .conditionExpression(
                                "#s = :pending AND #g = :g AND #o = :o AND #d = :needed AND #due = :due AND"
                                        + " attribute_not_exists(#b)")
                        .expressionAttributeNames(Map.of(
                                "#s", AttributeNames.STATE,
                                "#g", AttributeNames.GENERATION,
                                "#o", AttributeNames.ORDER,
                                "#d", AttributeNames.DISPATCH,
                                "#due", AttributeNames.DUE,
                                "#b", AttributeNames.LAST_HEARTBEAT_AT))
                        .expressionAttributeValues(Map.of(
                                ":pending", AttributeValueConverter.of("PENDING"),
                                ":g", AttributeValueConverter.of(registered.generation()),
                                ":o", Objects.requireNonNull(TaskItemMapper.order(registered.order())),
                                ":needed",
                                        Objects.requireNonNull(CallbackItemMapper.dispatch(Callback.Dispatch.NEEDED)),
                                ":due", AttributeValueConverter.of(Objects.requireNonNull(registered.dueAt()))))
                        .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD));
                return true;
            } catch (ConditionalCheckFailedException e) {
                // The second attempt of the SDK finds nothing if the first one deleted the item; this does
                // not mean that the condition failed.
                return conditionFailed(e) instanceof Write.NotFound;
            }
        });
    }

    @Override
    public DuePage due(Queue queue, int shard, Instant now, int limit, @Nullable PageToken after) {
        AttributeValue part = AttributeValueConverter.of(CallbackItemMapper.shard(queue, shard));
        return callDynamoDb(() -> {
            QueryResponse page = client.query(query -> query.tableName(table)
                    .indexName(LedgerTable.DUE_INDEX)
                    .keyConditionExpression("#shard = :shard AND #due <= :now")
                    .expressionAttributeNames(Map.of("#shard", AttributeNames.DUE_SHARD, "#due", AttributeNames.DUE))
                    .expressionAttributeValues(
                            Map.of(":shard", part, ":now", AttributeValueConverter.of(now.plus(AHEAD))))
                    .exclusiveStartKey(after == null ? null : startKey(part, after))
                    .limit(limit));
            return duePage(page, now);
        });
    }

    private static DuePage duePage(QueryResponse page, Instant now) {
        List<Map<String, AttributeValue>> due =
                page.items().stream().filter(item -> !dueAt(item).isAfter(now)).toList();
        boolean isEnd = due.size() < page.items().size();
        Map<String, AttributeValue> last = page.lastEvaluatedKey();
        return new DuePage(
                due.stream().map(DynamoLedger::id).toList(),
                isEnd || last.isEmpty() ? null : new PageToken(dueAt(last), id(last)),
                isEnd ? dueAt(page.items().get(due.size())) : null);
    }

    private static Instant dueAt(Map<String, AttributeValue> item) {
        return AttributeValueConverter.requiredInstant(item, AttributeNames.DUE);
    }

    private static CallbackId id(Map<String, AttributeValue> item) {
        return new CallbackId(AttributeValueConverter.required(item, AttributeNames.ID));
    }

    private static Map<String, AttributeValue> startKey(AttributeValue part, PageToken after) {
        return Map.of(
                AttributeNames.ID,
                AttributeValueConverter.of(after.id().value()),
                AttributeNames.DUE_SHARD,
                part,
                AttributeNames.DUE,
                AttributeValueConverter.of(after.due()));
    }

    @Override
    public List<CallbackId> findWaiting(String executionArn) {
        return callDynamoDb(() -> {
            try {
                return client
                        .queryPaginator(query -> query.tableName(table)
                                .indexName(LedgerTable.EXECUTION_INDEX)
                                .keyConditionExpression("#execution = :execution")
                                .expressionAttributeNames(Map.of("#execution", AttributeNames.EXECUTION))
                                .expressionAttributeValues(
                                        Map.of(":execution", TaskItemMapper.executionKey(executionArn))))
                        .items()
                        .stream()
                        .limit(MAX_WAITING)
                        .map(DynamoLedger::id)
                        .toList();
            } catch (DynamoDbException e) {
                // A table without the index, reported at the start.
                if ("ValidationException".equals(e.awsErrorDetails().errorCode())) {
                    return List.of();
                }
                throw e;
            }
        });
    }

    @Override
    public int shards() {
        return CallbackItemMapper.SHARDS;
    }

    @Override
    public ShardOwner shardOwner(Queue queue, int shard) {
        return callDynamoDb(() -> {
            Map<String, AttributeValue> item = client.getItem(get ->
                            get.tableName(table).key(ownerKey(queue, shard)).consistentRead(true))
                    .item();
            return item.isEmpty()
                    ? new ShardOwner("", 0)
                    : new ShardOwner(
                            AttributeValueConverter.required(item, AttributeNames.HOLDER),
                            AttributeValueConverter.number(item, AttributeNames.VERSION));
        });
    }

    @Override
    public boolean acquireShard(Queue queue, int shard, String owner, ShardOwner seen) {
        return callDynamoDb(() -> {
            try {
                client.updateItem(update -> update.tableName(table)
                        .key(ownerKey(queue, shard))
                        .updateExpression("SET #holder = :owner, #version = :next")
                        .conditionExpression(
                                seen.version() == 0 ? "attribute_not_exists(#version)" : "#version = :seen")
                        .expressionAttributeNames(
                                Map.of("#holder", AttributeNames.HOLDER, "#version", AttributeNames.VERSION))
                        .expressionAttributeValues(ownerItem(owner, seen)));
                return true;
            } catch (ConditionalCheckFailedException e) {
                return false;
            }
        });
    }

    private static Map<String, AttributeValue> ownerItem(String owner, ShardOwner seen) {
        Map<String, AttributeValue> values = new HashMap<>();
        values.put(":owner", AttributeValueConverter.of(owner));
        values.put(":next", AttributeValueConverter.of(seen.version() + 1));
        if (seen.version() > 0) {
            values.put(":seen", AttributeValueConverter.of(seen.version()));
        }
        return values;
    }

    /// Not a valid callback ID.
    private static Map<String, AttributeValue> ownerKey(Queue queue, int shard) {
        return Map.of(AttributeNames.ID, AttributeValueConverter.of("shard_" + CallbackItemMapper.shard(queue, shard)));
    }

    @Override
    public Page list(Filter filter, int limit, @Nullable String cursor) {
        List<Callback> found = new ArrayList<>();
        String from = cursor;
        for (int scans = 0; scans < MAX_SCANS; scans++) {
            ScanRequest scan = scan(filter, from);
            ScanResponse response = callDynamoDb(() -> client.scan(scan));
            for (Map<String, AttributeValue> item : response.items()) {
                Callback callback = CallbackItemMapper.read(item);
                if (!filter.visible().test(callback)) {
                    continue;
                }
                found.add(callback);
                if (found.size() == limit) {
                    return new Page(found, AttributeValueConverter.required(item, AttributeNames.ID));
                }
            }
            if (!response.hasLastEvaluatedKey() || response.lastEvaluatedKey().isEmpty()) {
                return new Page(found, null);
            }
            from = AttributeValueConverter.required(response.lastEvaluatedKey(), AttributeNames.ID);
        }
        return new Page(found, from);
    }

    private ScanRequest scan(Filter filter, @Nullable String from) {
        // excludes the shard owners
        List<String> conditions = new ArrayList<>(List.of("attribute_exists(#state)"));
        Map<String, String> names = new HashMap<>(Map.of("#state", AttributeNames.STATE));
        Map<String, AttributeValue> values = new HashMap<>();
        if (filter.state() != null) {
            values.put(":state", AttributeValueConverter.of(filter.state().name()));
            conditions.add("#state = :state");
        }
        if (filter.service() != null) {
            names.put("#service", AttributeNames.SERVICE);
            values.put(":service", AttributeValueConverter.of(filter.service()));
            conditions.add("#service = :service");
        }
        if (filter.olderThan() != null) {
            names.put("#changed", AttributeNames.CHANGED_AT);
            values.put(":changed", AttributeValueConverter.of(filter.olderThan()));
            conditions.add("#changed < :changed");
        }
        if (filter.vaultKey() != null) {
            String sealed = filter.vaultKey() + ".";
            names.putAll(Map.of("#task", AttributeNames.TASK, "#token", TaskItemMapper.TOKEN));
            values.put(":sealed", AttributeValueConverter.of(sealed.getBytes(StandardCharsets.UTF_8)));
            values.put(":text", AttributeValueConverter.of(sealed));
            conditions.add("(begins_with(#task.#token, :sealed) OR begins_with(#task.#token, :text))");
        }
        ScanRequest.Builder scan = ScanRequest.builder()
                .tableName(table)
                .limit(SCAN_PAGE)
                .filterExpression(String.join(" AND ", conditions))
                .expressionAttributeNames(names);
        if (!values.isEmpty()) {
            scan.expressionAttributeValues(values);
        }
        if (from != null) {
            scan.exclusiveStartKey(Map.of(AttributeNames.ID, AttributeValueConverter.of(from)));
        }
        return scan.build();
    }

    private static Map<String, AttributeValue> key(CallbackId id) {
        return Map.of(AttributeNames.ID, AttributeValueConverter.of(id.value()));
    }

    private static Write conditionFailed(ConditionalCheckFailedException e) {
        return e.hasItem() && !e.item().isEmpty()
                ? new Write.ConditionFailed(CallbackItemMapper.read(e.item()))
                : new Write.NotFound();
    }

    private Callback park(Callback fresh) {
        return fresh.withPayloads(
                fresh.request() == null ? null : park(fresh.id(), fresh.request()),
                fresh.outcome() == null ? null : park(fresh.outcome(), payload -> park(fresh.id(), payload)));
    }

    static Outcome park(Outcome outcome, UnaryOperator<Payload> parking) {
        return outcome.result() == null ? outcome : outcome.withResult(parking.apply(outcome.result()));
    }

    private Payload park(CallbackId id, Payload payload) {
        return switch (payload) {
            case Payload.Inline inline ->
                inline.json().length < PARKED_FROM
                        ? inline
                        : new Payload.Parked(stores.of(id.storedPayloadOwner())
                                .checkIn(inline.json(), "application/json", JsonNodeFactory.instance.objectNode()));
            case Payload.CheckedIn checkedIn -> checkedIn;
            case Payload.Parked parked -> parked;
        };
    }

    private static <T> T callDynamoDb(Supplier<T> call) {
        try {
            return call.get();
        } catch (ResourceNotFoundException e) {
            // Not created again: its content is lost, and answers would be treated as early ones.
            LOG.error("The ledger table does not exist. Restore it (docs/ledger.md). No requests are accepted until"
                    + " then.");
            throw new LedgerUnavailableException("The ledger table does not exist.", e);
        } catch (SdkException e) {
            throw new LedgerUnavailableException("The ledger is unavailable: " + AwsErrors.describe(e), e);
        }
    }
}
