package io.taskgate.standin.dynamodb.operation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/// The operations BatchGetItem and BatchWriteItem. A batch is not atomic; here it is completed except for the
/// part above 16 MB.
final class BatchOperations {

    private static final int MAX_READS = 100;
    private static final int MAX_WRITES = 25;
    private static final int MAX_BYTES = 16 * 1_024 * 1_024;
    private static final String DUPLICATES = "Provided list of item keys contains duplicates";

    private final TableRegistry registry;

    BatchOperations(TableRegistry registry) {
        this.registry = registry;
    }

    /// The requested keys of one table.
    private record Asked(
            DynamoTable table, JsonNode request, List<SortedKey> keys, Optional<ProjectionExpression> projection) {}

    ObjectNode get(JsonNode request) {
        List<Asked> all = new ArrayList<>();
        int count = 0;
        for (Map.Entry<String, JsonNode> entry : request.path("RequestItems").properties()) {
            count += entry.getValue().path("Keys").size();
        }
        if (count > MAX_READS) {
            throw DynamoDbError.validation("Too many items requested for the BatchGetItem call");
        }
        for (Map.Entry<String, JsonNode> entry : request.path("RequestItems").properties()) {
            all.add(asked(entry.getKey(), entry.getValue()));
        }
        ObjectNode answer = StatesJson.object();
        ObjectNode responses = answer.putObject("Responses");
        ObjectNode unprocessed = answer.putObject("UnprocessedKeys");
        CapacityReport capacity = new CapacityReport(request);
        long bytes = 0;
        for (Asked asked : all) {
            ArrayNode found = responses.putArray(asked.table().name());
            boolean consistent = asked.request().path("ConsistentRead").asBoolean();
            for (int i = 0; i < asked.keys().size(); i++) {
                Item item = asked.table().get(asked.keys().get(i));
                if (item != null && bytes + item.bytes() > MAX_BYTES) {
                    postpone(unprocessed, asked, i);
                    break;
                }
                if (item != null) {
                    bytes += item.bytes();
                    found.add(ItemOperations.projected(item, asked.projection()));
                }
                capacity.add(
                        asked.table().name(),
                        new ConsumedCapacity("").table(ItemOperations.units(item, consistent)),
                        1);
            }
        }
        return capacity.into(answer);
    }

    private Asked asked(String name, JsonNode request) {
        ExpressionSet expressions = ExpressionSet.of(request, List.of("ProjectionExpression"));
        Optional<ProjectionExpression> projection = expressions.projection();
        expressions.requireUsed();
        DynamoTable table = registry.require(name);
        projection.ifPresent(wanted -> table.schema().requireScalarKeys(wanted.paths()));
        List<SortedKey> keys = new ArrayList<>();
        for (JsonNode key : request.path("Keys")) {
            keys.add(table.key(ValueReader.attributes(key)));
        }
        requireDistinct(keys);
        return new Asked(table, request, keys, projection);
    }

    private static void postpone(ObjectNode unprocessed, Asked asked, int from) {
        ObjectNode rest = asked.request().deepCopy();
        ArrayNode keys = rest.putArray("Keys");
        for (int i = from; i < asked.keys().size(); i++) {
            keys.add(asked.request().path("Keys").get(i));
        }
        unprocessed.set(asked.table().name(), rest);
    }

    private static void requireDistinct(List<SortedKey> keys) {
        TreeSet<SortedKey> distinct = new TreeSet<>(SortedKey.ORDER);
        distinct.addAll(keys);
        if (distinct.size() < keys.size()) {
            throw DynamoDbError.validation(DUPLICATES);
        }
    }

    ObjectNode write(JsonNode request) {
        List<ItemWrite> writes = new ArrayList<>();
        int count = 0;
        for (JsonNode requests : request.path("RequestItems")) {
            count += requests.size();
        }
        if (count > MAX_WRITES) {
            throw DynamoDbError.validation("Too many items requested for the BatchWriteItem call");
        }
        for (Map.Entry<String, JsonNode> entry : request.path("RequestItems").properties()) {
            List<ItemWrite> ofTable = new ArrayList<>();
            for (JsonNode one : entry.getValue()) {
                ofTable.add(write(entry.getKey(), one));
            }
            requireDistinct(ofTable.stream().map(ItemWrite::key).toList());
            writes.addAll(ofTable);
        }
        CapacityReport capacity = new CapacityReport(request);
        for (ItemWrite write : writes) {
            capacity.add(write.table().name(), registry.write(write).units(), 1);
        }
        ObjectNode answer = StatesJson.object();
        answer.putObject("UnprocessedItems");
        return capacity.into(answer);
    }

    private ItemWrite write(String table, JsonNode request) {
        if (request.hasNonNull("PutRequest") == request.hasNonNull("DeleteRequest")) {
            throw DynamoDbError.validation("Supplied AttributeValue has more than one datatypes set, must contain"
                    + " exactly one of the supported datatypes");
        }
        WriteRequests requests = new WriteRequests(registry);
        boolean isPut = request.hasNonNull("PutRequest");
        ObjectNode single = StatesJson.object().put("TableName", table);
        single.setAll((ObjectNode) request.path(isPut ? "PutRequest" : "DeleteRequest"));
        return isPut ? put(requests, single) : requests.delete(single);
    }

    /// Converts errors about the keys of a batch to AWS's less specific messages.
    private static ItemWrite put(WriteRequests requests, ObjectNode single) {
        try {
            return requests.put(single);
        } catch (DynamoDbError invalid) {
            String message = String.valueOf(invalid.getMessage());
            if (message.contains("Missing the key") || message.contains("Type mismatch for key")) {
                throw DynamoDbError.validation("The provided key element does not match the schema");
            }
            throw invalid;
        }
    }
}
