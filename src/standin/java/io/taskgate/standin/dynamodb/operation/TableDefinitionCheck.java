package io.taskgate.standin.dynamodb.operation;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.standin.dynamodb.value.DynamoDbError;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Validates the keys, indexes and throughput of a CreateTable request.
final class TableDefinitionCheck {

    private static final long MAX_UNITS = 1_000_000_000_000L;
    private static final int MAX_GLOBAL = 20;
    private static final int MAX_LOCAL = 5;

    private TableDefinitionCheck() {}

    static void table(JsonNode request) {
        boolean onDemand = request.path("BillingMode").asText().equals("PAY_PER_REQUEST");
        throughput(request, onDemand);
        List<String> defined = names(request.path("AttributeDefinitions"));
        keySchema(request.path("KeySchema"), defined);
        boolean hasIndexes = request.has("LocalSecondaryIndexes") || request.has("GlobalSecondaryIndexes");
        if (!hasIndexes && request.path("KeySchema").size() != defined.size()) {
            throw DynamoDbError.invalidParameter("Number of attributes in KeySchema does not exactly match number of"
                    + " attributes defined in AttributeDefinitions");
        }
        Set<String> indexNames = new HashSet<>();
        local(request, defined, indexNames);
        global(request, defined, indexNames, onDemand);
        Set<String> used = new HashSet<>(names(request.path("KeySchema")));
        for (String kind : List.of("LocalSecondaryIndexes", "GlobalSecondaryIndexes")) {
            request.path(kind).forEach(index -> used.addAll(names(index.path("KeySchema"))));
        }
        unused(used, defined);
    }

    static void unused(Set<String> used, List<String> defined) {
        if (!used.containsAll(defined)) {
            throw DynamoDbError.invalidParameter("Some AttributeDefinitions are not used. AttributeDefinitions: "
                    + defined + ", keys used: " + used.stream().sorted().toList());
        }
    }

    private static void throughput(JsonNode request, boolean onDemand) {
        JsonNode throughput = request.path("ProvisionedThroughput");
        if (onDemand && request.hasNonNull("ProvisionedThroughput")) {
            throw onDemandThroughput();
        }
        if (!onDemand && !request.hasNonNull("ProvisionedThroughput")) {
            throw DynamoDbError.invalidParameter(
                    "ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED");
        }
        bounds(throughput);
    }

    static DynamoDbError onDemandThroughput() {
        return DynamoDbError.invalidParameter("Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when"
                + " BillingMode is PAY_PER_REQUEST");
    }

    static void bounds(JsonNode throughput) {
        for (String units : List.of("ReadCapacityUnits", "WriteCapacityUnits")) {
            long value = throughput.path(units).asLong();
            if (value > MAX_UNITS) {
                throw DynamoDbError.validation("Given value " + value + " for " + units + " is out of bounds");
            }
        }
    }

    private static List<String> names(JsonNode attributes) {
        List<String> names = new ArrayList<>();
        attributes.forEach(
                attribute -> names.add(attribute.path("AttributeName").asText()));
        return names;
    }

    private static void keySchema(JsonNode schema, List<String> defined) {
        List<String> keys = names(schema);
        if (keys.size() > defined.size()) {
            throw DynamoDbError.validation("Invalid KeySchema: Some index key attribute have no definition");
        }
        key(schema, keys, defined);
    }

    private static void key(JsonNode schema, List<String> keys, List<String> defined) {
        if (!defined.containsAll(keys)) {
            throw DynamoDbError.invalidParameter("Some index key attributes are not defined in AttributeDefinitions."
                    + " Keys: " + keys + ", AttributeDefinitions: " + defined);
        }
        if (keys.size() > 1 && keys.get(0).equals(keys.get(1))) {
            throw DynamoDbError.validation(
                    "Both the Hash Key and the Range Key element in the KeySchema have the same name");
        }
        if (!schema.path(0).path("KeyType").asText().equals("HASH")) {
            throw DynamoDbError.validation("Invalid KeySchema: The first KeySchemaElement is not a HASH key type");
        }
        if (schema.size() > 1 && !schema.path(1).path("KeyType").asText().equals("RANGE")) {
            throw DynamoDbError.validation("Invalid KeySchema: The second KeySchemaElement is not a RANGE key type");
        }
    }

    private static void local(JsonNode request, List<String> defined, Set<String> names) {
        if (!request.has("LocalSecondaryIndexes")) {
            return;
        }
        JsonNode indexes = request.path("LocalSecondaryIndexes");
        if (indexes.isEmpty()) {
            throw DynamoDbError.invalidParameter("List of LocalSecondaryIndexes is empty");
        }
        if (request.path("KeySchema").size() != 2) {
            throw DynamoDbError.invalidParameter("Table KeySchema does not have a range key, which is required when"
                    + " specifying a LocalSecondaryIndex");
        }
        String hash = names(request.path("KeySchema")).getFirst();
        for (JsonNode index : indexes) {
            String name = index.path("IndexName").asText();
            List<String> keys = names(index.path("KeySchema"));
            key(index.path("KeySchema"), keys, defined);
            if (keys.size() != 2) {
                throw DynamoDbError.invalidParameter("Index KeySchema does not have a range key for index: " + name);
            }
            if (!keys.getFirst().equals(hash)) {
                throw DynamoDbError.invalidParameter("Index KeySchema does not have the same leading hash key as table"
                        + " KeySchema for index: " + name + ". index hash key: " + keys.getFirst()
                        + ", table hash key: " + hash);
            }
            projection(index, names);
        }
        if (indexes.size() > MAX_LOCAL) {
            throw DynamoDbError.invalidParameter("Number of LocalSecondaryIndexes exceeds per-table limit of 5");
        }
    }

    private static void global(JsonNode request, List<String> defined, Set<String> names, boolean onDemand) {
        if (!request.has("GlobalSecondaryIndexes")) {
            return;
        }
        JsonNode indexes = request.path("GlobalSecondaryIndexes");
        if (indexes.isEmpty()) {
            throw DynamoDbError.invalidParameter("List of GlobalSecondaryIndexes is empty");
        }
        indexes.forEach(index -> globalIndex(index, defined, names, onDemand));
        if (indexes.size() > MAX_GLOBAL) {
            throw DynamoDbError.invalidParameter("GlobalSecondaryIndex count exceeds the per-table limit of 20");
        }
    }

    static void globalIndex(JsonNode index, List<String> defined, Set<String> names, boolean onDemand) {
        key(index.path("KeySchema"), names(index.path("KeySchema")), defined);
        String name = index.path("IndexName").asText();
        if (onDemand && index.hasNonNull("ProvisionedThroughput")) {
            throw DynamoDbError.invalidParameter("ProvisionedThroughput should not be specified for index: " + name
                    + " when BillingMode is PAY_PER_REQUEST");
        }
        projection(index, names);
    }

    private static void projection(JsonNode index, Set<String> names) {
        JsonNode projection = index.path("Projection");
        String type = projection.path("ProjectionType").asText("null");
        if (type.equals("null")) {
            throw DynamoDbError.invalidParameter("Unknown ProjectionType: null");
        }
        if (projection.has("NonKeyAttributes") && !type.equals("INCLUDE")) {
            throw DynamoDbError.invalidParameter("ProjectionType is " + type + ", but NonKeyAttributes is specified");
        }
        if (!projection.has("NonKeyAttributes") && type.equals("INCLUDE")) {
            throw DynamoDbError.invalidParameter("ProjectionType is INCLUDE, but NonKeyAttributes is not specified");
        }
        if (!names.add(index.path("IndexName").asText())) {
            throw DynamoDbError.invalidParameter(
                    "Duplicate index name: " + index.path("IndexName").asText());
        }
    }
}
