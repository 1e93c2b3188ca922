package io.taskgate.standin.dynamodb.operation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.dynamodb.table.DynamoTable;
import io.taskgate.standin.stepfunctions.Arns;
import io.taskgate.standin.wire.HttpAnswers;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/// The stored description of a table, to which DescribeTable adds the counts.
final class TableDescription {

    /// The TTL attribute, which DescribeTable does not return.
    static final String TTL = "TimeToLiveAttribute";

    private static final String GLOBAL = "GlobalSecondaryIndexes";
    private static final String LOCAL = "LocalSecondaryIndexes";

    private TableDescription() {}

    /// Creates the description of a new table.
    static ObjectNode made(JsonNode request, Instant now) {
        String name = request.path("TableName").asText();
        ObjectNode kept = StatesJson.object();
        kept.put("TableName", name)
                .put("TableArn", arn(name))
                .put("TableId", UUID.randomUUID().toString());
        kept.set("AttributeDefinitions", request.path("AttributeDefinitions"));
        kept.set("KeySchema", request.path("KeySchema"));
        kept.set("CreationDateTime", HttpAnswers.seconds(now));
        kept.set("ProvisionedThroughput", throughput(request.path("ProvisionedThroughput")));
        if (request.path("BillingMode").asText().equals("PAY_PER_REQUEST")) {
            onDemand(kept, now);
        }
        for (String indexes : List.of(GLOBAL, LOCAL)) {
            if (request.hasNonNull(indexes)) {
                ArrayNode list = kept.putArray(indexes);
                request.path(indexes).forEach(index -> list.add(index(name, index, indexes.equals(GLOBAL))));
            }
        }
        kept.put(
                "DeletionProtectionEnabled",
                request.path("DeletionProtectionEnabled").asBoolean());
        if (request.hasNonNull("TableClass")) {
            kept.putObject("TableClassSummary")
                    .put("TableClass", request.path("TableClass").asText());
        }
        if (request.hasNonNull(TagOperations.TAGS)) {
            TagOperations.put(kept, request.path(TagOperations.TAGS));
        }
        return kept;
    }

    static void onDemand(ObjectNode kept, Instant now) {
        kept.putObject("BillingModeSummary")
                .put("BillingMode", "PAY_PER_REQUEST")
                .set("LastUpdateToPayPerRequestDateTime", HttpAnswers.seconds(now));
    }

    static ObjectNode throughput(JsonNode given) {
        return StatesJson.object()
                .put("NumberOfDecreasesToday", 0)
                .put("ReadCapacityUnits", given.path("ReadCapacityUnits").asLong())
                .put("WriteCapacityUnits", given.path("WriteCapacityUnits").asLong());
    }

    static ObjectNode index(String table, JsonNode given, boolean global) {
        ObjectNode index = StatesJson.object()
                .put("IndexName", given.path("IndexName").asText())
                .put(
                        "IndexArn",
                        arn(table) + "/index/" + given.path("IndexName").asText());
        index.set("KeySchema", given.path("KeySchema"));
        index.set("Projection", given.path("Projection"));
        if (global) {
            index.put("IndexStatus", "ACTIVE");
            index.set("ProvisionedThroughput", throughput(given.path("ProvisionedThroughput")));
        }
        return index;
    }

    private static String arn(String table) {
        return "arn:aws:dynamodb:" + Arns.REGION + ":" + Arns.ACCOUNT + ":table/" + table;
    }

    /// Returns the description with the current status and counts.
    static ObjectNode of(DynamoTable table, String status) {
        ObjectNode told = table.description().deepCopy();
        told.remove(List.of(TTL, TagOperations.TAGS));
        told.put("TableStatus", status).put("TableSizeBytes", table.bytes()).put("ItemCount", table.count());
        for (String indexes : List.of(GLOBAL, LOCAL)) {
            for (JsonNode index : told.path(indexes)) {
                DynamoTable.IndexCount count =
                        table.count(index.path("IndexName").asText());
                ((ObjectNode) index).put("IndexSizeBytes", count.bytes()).put("ItemCount", count.items());
            }
        }
        return told;
    }
}
