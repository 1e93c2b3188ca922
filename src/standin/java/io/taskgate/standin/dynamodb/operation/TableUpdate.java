package io.taskgate.standin.dynamodb.operation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.dynamodb.value.DynamoDbError;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The changes of an UpdateTable request.
///
/// @param description the description of the table, which is changed
record TableUpdate(JsonNode request, ObjectNode description, Instant now) {

    private static final String THROUGHPUT = "ProvisionedThroughput";
    private static final String INDEXES = "GlobalSecondaryIndexes";

    ObjectNode apply() {
        billing();
        if (request.hasNonNull("DeletionProtectionEnabled")) {
            description.put(
                    "DeletionProtectionEnabled",
                    request.path("DeletionProtectionEnabled").asBoolean());
        }
        if (request.hasNonNull("TableClass")) {
            description
                    .putObject("TableClassSummary")
                    .put("TableClass", request.path("TableClass").asText());
        }
        indexes();
        return description;
    }

    private boolean isOnDemand() {
        return description
                .path("BillingModeSummary")
                .path("BillingMode")
                .asText()
                .equals("PAY_PER_REQUEST");
    }

    private void billing() {
        boolean onDemand = request.path("BillingMode")
                .asText(isOnDemand() ? "PAY_PER_REQUEST" : "PROVISIONED")
                .equals("PAY_PER_REQUEST");
        if (onDemand && request.hasNonNull(THROUGHPUT)) {
            throw TableDefinitionCheck.onDemandThroughput();
        }
        if (request.path("BillingMode").asText().equals("PROVISIONED") && !request.hasNonNull(THROUGHPUT)) {
            throw DynamoDbError.invalidParameter(
                    "ProvisionedThroughput must be specified when BillingMode is PROVISIONED");
        }
        if (onDemand && !isOnDemand()) {
            TableDescription.onDemand(description, now);
            description.set(THROUGHPUT, TableDescription.throughput(request.path(THROUGHPUT)));
        } else if (request.hasNonNull(THROUGHPUT)) {
            TableDefinitionCheck.bounds(request.path(THROUGHPUT));
            throughput(description, request.path(THROUGHPUT));
            description.remove("BillingModeSummary");
        }
    }

    private static void throughput(ObjectNode of, JsonNode asked) {
        JsonNode existing = of.path(THROUGHPUT);
        long reads = existing.path("ReadCapacityUnits").asLong();
        long writes = existing.path("WriteCapacityUnits").asLong();
        long askedReads = asked.path("ReadCapacityUnits").asLong();
        long askedWrites = asked.path("WriteCapacityUnits").asLong();
        if (reads == askedReads && writes == askedWrites) {
            throw DynamoDbError.validation(
                    "The provisioned throughput for the table will not change. The requested value equals the current"
                            + " value. Current ReadCapacityUnits provisioned for the table: " + reads
                            + ". Requested ReadCapacityUnits: " + askedReads
                            + ". Current WriteCapacityUnits provisioned for the table: " + writes
                            + ". Requested WriteCapacityUnits: " + askedWrites
                            + ". Refer to the Amazon DynamoDB Developer Guide for current limits and how to request"
                            + " higher limits.");
        }
        of.set(THROUGHPUT, TableDescription.throughput(asked));
    }

    private void indexes() {
        Set<String> changed = new HashSet<>();
        int made = 0;
        for (JsonNode update : request.path("GlobalSecondaryIndexUpdates")) {
            List<String> actions = new ArrayList<>();
            for (String action : List.of("Update", "Create", "Delete")) {
                if (update.hasNonNull(action)) {
                    actions.add(action);
                }
            }
            if (actions.size() != 1) {
                throw DynamoDbError.invalidParameter("One of GlobalSecondaryIndexUpdate.Update,"
                        + " GlobalSecondaryIndexUpdate.Create, GlobalSecondaryIndexUpdate.Delete must not be null");
            }
            JsonNode action = update.path(actions.getFirst());
            String name = action.path("IndexName").asText();
            if (!changed.add(name)) {
                throw DynamoDbError.invalidParameter(
                        "Only one global secondary index update per index is allowed simultaneously. Index: " + name);
            }
            made += actions.getFirst().equals("Update") ? 0 : 1;
            if (made > 1) {
                throw DynamoDbError.of(
                        "LimitExceededException",
                        "Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per"
                                + " table");
            }
            index(actions.getFirst(), name, action);
        }
    }

    private void index(String action, String name, JsonNode given) {
        ArrayNode indexes = description.withArray("/" + INDEXES);
        Optional<ObjectNode> existing = Optional.empty();
        for (int i = 0; i < indexes.size(); i++) {
            if (indexes.get(i).path("IndexName").asText().equals(name)) {
                existing = Optional.of((ObjectNode) indexes.get(i));
                if (action.equals("Delete")) {
                    indexes.remove(i);
                }
            }
        }
        switch (action) {
            case "Create" -> create(indexes, name, given, existing.isPresent());
            case "Update" -> throughput(existing.orElseThrow(TableUpdate::missing), given.path(THROUGHPUT));
            default -> existing.orElseThrow(TableUpdate::missing);
        }
        if (indexes.isEmpty()) {
            description.remove(INDEXES);
        }
    }

    private static DynamoDbError missing() {
        return DynamoDbError.of("ResourceNotFoundException", "Requested resource not found");
    }

    private void create(ArrayNode indexes, String name, JsonNode given, boolean isThere) {
        if (isThere) {
            throw DynamoDbError.validation("Attempting to create an index which already exists");
        }
        if (request.hasNonNull("AttributeDefinitions")) {
            description.set(
                    "AttributeDefinitions", request.path("AttributeDefinitions").deepCopy());
        }
        List<String> defined = new ArrayList<>();
        description
                .path("AttributeDefinitions")
                .forEach(
                        attribute -> defined.add(attribute.path("AttributeName").asText()));
        TableDefinitionCheck.globalIndex(given, defined, new HashSet<>(), isOnDemand());
        indexes.add(TableDescription.index(description.path("TableName").asText(), given, true));
    }
}
