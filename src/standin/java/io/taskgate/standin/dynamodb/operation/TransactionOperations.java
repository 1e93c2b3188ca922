package io.taskgate.standin.dynamodb.operation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.Timers;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.dynamodb.expression.ExpressionSet;
import io.taskgate.standin.dynamodb.expression.ProjectionExpression;
import io.taskgate.standin.dynamodb.table.ConsumedCapacity;
import io.taskgate.standin.dynamodb.table.DynamoTable;
import io.taskgate.standin.dynamodb.table.ItemWrite;
import io.taskgate.standin.dynamodb.table.SortedKey;
import io.taskgate.standin.dynamodb.table.TableRegistry;
import io.taskgate.standin.dynamodb.value.DynamoDbError;
import io.taskgate.standin.dynamodb.value.Item;
import io.taskgate.standin.dynamodb.value.ValueReader;
import io.taskgate.standin.dynamodb.value.ValueWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The operations TransactWriteItems and TransactGetItems.
final class TransactionOperations {

    private static final Duration IDEMPOTENT = Duration.ofMinutes(10);
    private static final double FACTOR = 2;

    /// A completed transaction with a client request token.
    private record Made(JsonNode items, Instant at) {}

    private final TableRegistry registry;
    private final WriteRequests requests;
    private final Timers timers;
    private final Map<String, Made> made = new HashMap<>();

    TransactionOperations(TableRegistry registry, Timers timers) {
        this.registry = registry;
        this.requests = new WriteRequests(registry);
        this.timers = timers;
    }

    ObjectNode write(JsonNode request) {
        if (!request.hasNonNull("ClientRequestToken")) {
            return made(request);
        }
        // in sequence, so that concurrent copies of a request are applied only once
        synchronized (made) {
            JsonNode items = request.path("TransactItems");
            String token = request.path("ClientRequestToken").asText();
            if (isRepeated(token, items)) {
                return StatesJson.object();
            }
            ObjectNode answer = made(request);
            made.put(token, new Made(items, timers.now()));
            return answer;
        }
    }

    private ObjectNode made(JsonNode request) {
        JsonNode items = request.path("TransactItems");
        List<ItemWrite> writes = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            int at = i;
            writes.add(orCancelled(items.size(), at, () -> requested(items.get(at))));
        }
        requireDistinct(writes);
        CapacityReport capacity = new CapacityReport(request);
        try {
            for (ItemWrite.Result result : registry.transact(writes)) {
                capacity.add(result.table().name(), result.units(), FACTOR);
            }
        } catch (TableRegistry.TransactionRefused refused) {
            throw cancelled(refused.refusals());
        }
        return capacity.into(StatesJson.object());
    }

    private boolean isRepeated(String token, JsonNode items) {
        made.values().removeIf(old -> old.at().plus(IDEMPOTENT).isBefore(timers.now()));
        Made before = made.get(token);
        if (before != null && !before.items().equals(items)) {
            throw DynamoDbError.of("IdempotentParameterMismatchException", "");
        }
        return before != null;
    }

    private ItemWrite requested(JsonNode item) {
        List<String> actions = Stream.of("ConditionCheck", "Put", "Delete", "Update")
                .filter(item::hasNonNull)
                .toList();
        if (actions.isEmpty()) {
            throw DynamoDbError.validation(
                    "Invalid Request: TransactWriteRequest should contain Delete or Put or Update request");
        }
        if (actions.size() > 1) {
            throw DynamoDbError.validation("TransactItems can only contain one of Check, Put, Update or Delete");
        }
        JsonNode request = item.path(actions.getFirst());
        return switch (actions.getFirst()) {
            case "ConditionCheck" -> requests.check(request);
            case "Put" -> requests.put(request);
            case "Delete" -> requests.delete(request);
            default -> requests.update(request).write();
        };
    }

    /// An item that does not match its table cancels the transaction.
    private static <T> T orCancelled(int size, int at, Supplier<T> item) {
        try {
            return item.get();
        } catch (DynamoDbError invalid) {
            if (!invalid.isAboutItem()) {
                throw invalid;
            }
            List<TableRegistry.@Nullable Refusal> refusals = new ArrayList<>(Collections.nCopies(size, null));
            refusals.set(
                    at,
                    new TableRegistry.Refusal(
                            "ValidationError", String.valueOf(invalid.getMessage()), Optional.empty()));
            throw cancelled(refusals);
        }
    }

    private static void requireDistinct(List<ItemWrite> writes) {
        for (int i = 0; i < writes.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (writes.get(i).sameItem(writes.get(j))) {
                    throw multiple();
                }
            }
        }
    }

    private static DynamoDbError multiple() {
        return DynamoDbError.validation("Transaction request cannot include multiple operations on one item");
    }

    private static DynamoDbError cancelled(List<TableRegistry.@Nullable Refusal> refusals) {
        ObjectNode details = StatesJson.object();
        ArrayNode reasons = details.putArray("CancellationReasons");
        for (TableRegistry.Refusal refusal : refusals) {
            ObjectNode reason = reasons.addObject();
            if (refusal == null) {
                reason.put("Code", "None");
            } else {
                reason.put("Code", refusal.code()).put("Message", refusal.message());
                refusal.item().ifPresent(item -> reason.set("Item", ValueWriter.attributes(item.attributes())));
            }
        }
        String codes = refusals.stream()
                .map(refusal -> refusal == null ? "None" : refusal.code())
                .collect(Collectors.joining(", ", "[", "]"));
        return DynamoDbError.of(
                "TransactionCanceledException",
                "Transaction cancelled, please refer cancellation reasons for specific reasons " + codes,
                details);
    }

    ObjectNode get(JsonNode request) {
        List<DynamoTable> tables = new ArrayList<>();
        List<SortedKey> keys = new ArrayList<>();
        List<Optional<ProjectionExpression>> projections = new ArrayList<>();
        for (JsonNode item : request.path("TransactItems")) {
            JsonNode get = item.path("Get");
            ExpressionSet expressions = ExpressionSet.of(get, List.of("ProjectionExpression"));
            projections.add(expressions.projection());
            expressions.requireUsed();
            DynamoTable table = registry.require(get.path("TableName").asText());
            SortedKey key = orCancelled(
                    request.path("TransactItems").size(),
                    keys.size(),
                    () -> WriteRequests.ofItem(() -> table.key(ValueReader.attributes(get.path("Key")))));
            for (int i = 0; i < keys.size(); i++) {
                if (tables.get(i) == table && SortedKey.ORDER.compare(keys.get(i), key) == 0) {
                    throw multiple();
                }
            }
            tables.add(table);
            keys.add(key);
        }
        ObjectNode answer = StatesJson.object();
        ArrayNode responses = answer.putArray("Responses");
        CapacityReport capacity = new CapacityReport(request);
        List<@Nullable Item> found = registry.read(tables, keys);
        for (int i = 0; i < found.size(); i++) {
            Item item = found.get(i);
            ObjectNode response = responses.addObject();
            if (item != null) {
                response.set("Item", ItemOperations.projected(item, projections.get(i)));
            }
            capacity.add(
                    tables.get(i).name(), new ConsumedCapacity("").table(ItemOperations.units(item, true)), FACTOR);
        }
        return capacity.into(answer);
    }
}
