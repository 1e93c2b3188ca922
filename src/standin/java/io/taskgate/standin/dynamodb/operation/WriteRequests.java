package io.taskgate.standin.dynamodb.operation;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.standin.dynamodb.expression.ExpressionSet;
import io.taskgate.standin.dynamodb.expression.FilterExpression;
import io.taskgate.standin.dynamodb.expression.UpdateExpression;
import io.taskgate.standin.dynamodb.table.DynamoTable;
import io.taskgate.standin.dynamodb.table.ItemWrite;
import io.taskgate.standin.dynamodb.table.SortedKey;
import io.taskgate.standin.dynamodb.table.TableRegistry;
import io.taskgate.standin.dynamodb.value.DynamoDbError;
import io.taskgate.standin.dynamodb.value.DynamoValue;
import io.taskgate.standin.dynamodb.value.Item;
import io.taskgate.standin.dynamodb.value.ValueReader;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Creates puts, updates, deletes and condition checks, for single requests and for transactions.
///
/// @param registry the tables
record WriteRequests(TableRegistry registry) {

    private static final String CONDITION = "ConditionExpression";

    ItemWrite put(JsonNode request) {
        ExpressionSet expressions = ExpressionSet.of(request, List.of(CONDITION));
        Map<String, DynamoValue> attributes = ValueReader.attributes(request.path("Item"));
        Item item = Item.of(attributes);
        requireSize(item, "Item size has exceeded the maximum allowed size");
        Optional<FilterExpression> condition = condition(expressions);
        DynamoTable table = table(request);
        SortedKey key = ofItem(() -> table.itemKey(attributes));
        requireScalarKeys(table, condition);
        return new ItemWrite(table, key, condition, _ -> item, tellsItem(request));
    }

    ItemWrite delete(JsonNode request) {
        ExpressionSet expressions = ExpressionSet.of(request, List.of(CONDITION));
        Map<String, DynamoValue> key = ValueReader.attributes(request.path("Key"));
        Optional<FilterExpression> condition = condition(expressions);
        DynamoTable table = table(request);
        SortedKey at = ofItem(() -> table.key(key));
        requireScalarKeys(table, condition);
        return new ItemWrite(table, at, condition, _ -> null, tellsItem(request));
    }

    ItemWrite check(JsonNode request) {
        ItemWrite delete = delete(request);
        return new ItemWrite(delete.table(), delete.key(), delete.condition(), before -> before, delete.tellsItem());
    }

    /// An update with its expression.
    record Update(ItemWrite write, Optional<UpdateExpression> expression) {}

    Update update(JsonNode request) {
        ExpressionSet expressions = ExpressionSet.of(request, List.of("UpdateExpression", CONDITION));
        Map<String, DynamoValue> key = ValueReader.attributes(request.path("Key"));
        Optional<UpdateExpression> update = expressions.update();
        Optional<FilterExpression> condition = condition(expressions);
        DynamoTable table = table(request);
        SortedKey at = ofItem(() -> table.key(key));
        update.ifPresent(expression -> table.requireUpdatable(expression));
        requireScalarKeys(table, condition);
        ItemWrite write =
                new ItemWrite(table, at, condition, before -> updated(table, update, before, key), tellsItem(request));
        return new Update(write, update);
    }

    private static Item updated(
            DynamoTable table, Optional<UpdateExpression> update, @Nullable Item before, Map<String, DynamoValue> key) {
        Map<String, DynamoValue> existing = before == null ? key : before.attributes();
        if (update.isEmpty()) {
            return before == null ? Item.of(key) : before;
        }
        Map<String, DynamoValue> changed = update.get().apply(existing);
        table.requireIndexable(changed);
        Item item = Item.of(changed);
        requireSize(item, "Item size to update has exceeded the maximum allowed size");
        return item;
    }

    /// Runs a check that depends on the table schema.
    static <T> T ofItem(Supplier<T> check) {
        try {
            return check.get();
        } catch (DynamoDbError invalid) {
            throw invalid.ofItem();
        }
    }

    private static void requireSize(Item item, String message) {
        if (item.bytes() > Item.MAX_BYTES) {
            throw DynamoDbError.validation(message);
        }
    }

    private static Optional<FilterExpression> condition(ExpressionSet expressions) {
        Optional<FilterExpression> condition = expressions.filter(CONDITION);
        expressions.requireUsed();
        return condition;
    }

    private static void requireScalarKeys(DynamoTable table, Optional<FilterExpression> condition) {
        condition.ifPresent(filter -> table.schema().requireScalarKeys(filter.paths()));
    }

    private DynamoTable table(JsonNode request) {
        return registry.require(request.path("TableName").asText());
    }

    private static boolean tellsItem(JsonNode request) {
        return request.path("ReturnValuesOnConditionCheckFailure").asText().equals("ALL_OLD");
    }
}
