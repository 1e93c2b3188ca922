package io.taskgate.standin.dynamodb.operation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.Timers;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.dynamodb.table.DynamoTable;
import io.taskgate.standin.dynamodb.table.TableRegistry;
import io.taskgate.standin.dynamodb.value.DynamoDbError;
import java.util.List;
import java.util.NavigableSet;

/// The operations on tables. A table is active as soon as it is created.
final class TableOperations {

    private static final int PAGE = 100;
    private static final String TTL = TableDescription.TTL;

    private final TableRegistry registry;
    private final Timers timers;

    TableOperations(TableRegistry registry, Timers timers) {
        this.registry = registry;
        this.timers = timers;
    }

    ObjectNode create(JsonNode request) {
        TableDefinitionCheck.table(request);
        DynamoTable table = registry.create(TableDescription.made(request, timers.now()));
        return described("TableDescription", table, "ACTIVE");
    }

    private static ObjectNode described(String field, DynamoTable table, String status) {
        return StatesJson.object().set(field, TableDescription.of(table, status));
    }

    ObjectNode describe(JsonNode request) {
        return described("Table", table(request), "ACTIVE");
    }

    private DynamoTable table(JsonNode request) {
        return registry.requireTable(request.path("TableName").asText());
    }

    ObjectNode delete(JsonNode request) {
        DynamoTable table = table(request);
        if (table.description().path("DeletionProtectionEnabled").asBoolean()) {
            throw DynamoDbError.validation("Resource cannot be deleted as it is currently protected against deletion."
                    + " Disable deletion protection first.");
        }
        return described("TableDescription", registry.drop(table.name()), "DELETING");
    }

    ObjectNode list(JsonNode request) {
        NavigableSet<String> names = registry.names();
        if (request.hasNonNull("ExclusiveStartTableName")) {
            names = names.tailSet(request.path("ExclusiveStartTableName").asText(), false);
        }
        int limit = request.path("Limit").asInt(PAGE);
        List<String> page = names.stream().limit(limit + 1L).toList();
        ObjectNode answer = StatesJson.object();
        ArrayNode listed = answer.putArray("TableNames");
        page.stream().limit(limit).forEach(listed::add);
        if (page.size() > limit) {
            answer.put("LastEvaluatedTableName", page.get(limit - 1));
        }
        return answer;
    }

    ObjectNode update(JsonNode request) {
        boolean changesSomething = request.hasNonNull("ProvisionedThroughput")
                || request.hasNonNull("BillingMode")
                || request.hasNonNull("DeletionProtectionEnabled")
                || request.hasNonNull("TableClass")
                || !request.path("GlobalSecondaryIndexUpdates").isEmpty();
        if (!changesSomething) {
            throw DynamoDbError.validation("At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled,"
                    + " GlobalSecondaryIndexUpdates or SSESpecification or ReplicaUpdates is required");
        }
        DynamoTable table = registry.update(
                table(request).name(), description -> new TableUpdate(request, description, timers.now()).apply());
        return described("TableDescription", table, "ACTIVE");
    }

    ObjectNode describeTimeToLive(JsonNode request) {
        String attribute = itemsTable(request).description().path(TTL).asText();
        ObjectNode answer = StatesJson.object();
        ObjectNode told = answer.putObject("TimeToLiveDescription")
                .put("TimeToLiveStatus", attribute.isEmpty() ? "DISABLED" : "ENABLED");
        if (!attribute.isEmpty()) {
            told.put("AttributeName", attribute);
        }
        return answer;
    }

    private DynamoTable itemsTable(JsonNode request) {
        return registry.requireTable(request.path("TableName").asText());
    }

    ObjectNode updateTimeToLive(JsonNode request) {
        JsonNode specification = request.path("TimeToLiveSpecification");
        boolean enable = specification.path("Enabled").asBoolean();
        String attribute = specification.path("AttributeName").asText();
        registry.update(itemsTable(request).name(), description -> {
            String existing = description.path(TTL).asText();
            if (enable == !existing.isEmpty()) {
                throw DynamoDbError.validation("TimeToLive is already " + (enable ? "enabled" : "disabled"));
            }
            if (!enable && !existing.equals(attribute)) {
                throw DynamoDbError.validation(
                        "TimeToLive is active on a different AttributeName: current" + " AttributeName is " + existing);
            }
            if (enable) {
                description.put(TTL, attribute);
            } else {
                description.remove(TTL);
            }
            return description;
        });
        return StatesJson.object().set("TimeToLiveSpecification", specification.deepCopy());
    }

    ObjectNode describeContinuousBackups(JsonNode request) {
        String name = request.path("TableName").asText();
        if (registry.find(name).isEmpty()) {
            throw DynamoDbError.of("TableNotFoundException", "Table not found: " + name);
        }
        ObjectNode answer = StatesJson.object();
        answer.putObject("ContinuousBackupsDescription")
                .put("ContinuousBackupsStatus", "ENABLED")
                .putObject("PointInTimeRecoveryDescription")
                .put("PointInTimeRecoveryStatus", "DISABLED");
        return answer;
    }

    ObjectNode describeLimits() {
        return StatesJson.object()
                .put("AccountMaxReadCapacityUnits", 80_000)
                .put("AccountMaxWriteCapacityUnits", 80_000)
                .put("TableMaxReadCapacityUnits", 40_000)
                .put("TableMaxWriteCapacityUnits", 40_000);
    }
}
