package io.taskgate.standin.dynamodb.operation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.dynamodb.expression.ExpressionSet;
import io.taskgate.standin.dynamodb.expression.ProjectionExpression;
import io.taskgate.standin.dynamodb.table.CapacityUnits;
import io.taskgate.standin.dynamodb.table.ConsumedCapacity;
import io.taskgate.standin.dynamodb.table.DynamoTable;
import io.taskgate.standin.dynamodb.table.ItemWrite;
import io.taskgate.standin.dynamodb.table.TableRegistry;
import io.taskgate.standin.dynamodb.table.TableRegistry.ConditionFailed;
import io.taskgate.standin.dynamodb.value.DynamoDbError;
import io.taskgate.standin.dynamodb.value.DynamoValue;
import io.taskgate.standin.dynamodb.value.Item;
import io.taskgate.standin.dynamodb.value.ValueReader;
import io.taskgate.standin.dynamodb.value.ValueWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The operations PutItem, UpdateItem, DeleteItem and GetItem.
final class ItemOperations {

    private final TableRegistry registry;
    private final WriteRequests requests;

    ItemOperations(TableRegistry registry) {
        this.registry = registry;
        this.requests = new WriteRequests(registry);
    }

    ObjectNode put(JsonNode request) {
        return written(request, requests.put(requireOldOnly(request)));
    }

    ObjectNode delete(JsonNode request) {
        return written(request, requests.delete(requireOldOnly(request)));
    }

    private static JsonNode requireOldOnly(JsonNode request) {
        String returned = returned(request);
        if (!returned.equals("NONE") && !returned.equals("ALL_OLD")) {
            throw DynamoDbError.validation("ReturnValues can only be ALL_OLD or NONE");
        }
        return request;
    }

    private ObjectNode written(JsonNode request, ItemWrite write) {
        ItemWrite.Result result = write(write);
        ObjectNode answer = StatesJson.object();
        Item before = result.before();
        if (before != null && returned(request).equals("ALL_OLD")) {
            answer.set("Attributes", ValueWriter.attributes(before.attributes()));
        }
        return new CapacityReport(request).into(answer, result.units());
    }

    ObjectNode update(JsonNode request) {
        WriteRequests.Update update = requests.update(request);
        ItemWrite.Result result = write(update.write());
        ObjectNode answer = StatesJson.object();
        String returned = returned(request);
        Item shown = returned.endsWith("_OLD") ? result.before() : returned.endsWith("_NEW") ? result.after() : null;
        if (shown != null) {
            Map<String, DynamoValue> attributes = returned.startsWith("ALL_")
                    ? shown.attributes()
                    : update.expression()
                            .map(expression -> new ProjectionExpression(expression.targets()).of(shown.attributes()))
                            .orElse(Map.of());
            if (!attributes.isEmpty()) {
                answer.set("Attributes", ValueWriter.attributes(attributes));
            }
        }
        return new CapacityReport(request).into(answer, result.units());
    }

    private static String returned(JsonNode request) {
        return request.path("ReturnValues").asText("NONE");
    }

    private ItemWrite.Result write(ItemWrite write) {
        try {
            return registry.write(write);
        } catch (ConditionFailed failed) {
            ObjectNode details = StatesJson.object();
            failed.standing().ifPresent(item -> details.set("Item", ValueWriter.attributes(item.attributes())));
            throw DynamoDbError.of("ConditionalCheckFailedException", String.valueOf(failed.getMessage()), details);
        }
    }

    ObjectNode get(JsonNode request) {
        ExpressionSet expressions = ExpressionSet.of(request, List.of("ProjectionExpression"));
        Map<String, DynamoValue> key = ValueReader.attributes(request.path("Key"));
        Optional<ProjectionExpression> projection = expressions.projection();
        expressions.requireUsed();
        DynamoTable table = registry.require(request.path("TableName").asText());
        Item item = table.get(table.key(key));
        projection.ifPresent(wanted -> table.schema().requireScalarKeys(wanted.paths()));
        ObjectNode answer = StatesJson.object();
        if (item != null) {
            answer.set("Item", projected(item, projection));
        }
        double units = units(item, request.path("ConsistentRead").asBoolean());
        return new CapacityReport(request).into(answer, new ConsumedCapacity(table.name()).table(units));
    }

    static ObjectNode projected(Item item, Optional<ProjectionExpression> projection) {
        return ValueWriter.attributes(
                projection.map(wanted -> wanted.of(item.attributes())).orElse(item.attributes()));
    }

    /// Returns the response of a read by key.
    static double units(@Nullable Item item, boolean consistent) {
        return CapacityUnits.read(item == null ? 0 : item.bytes(), consistent);
    }
}
