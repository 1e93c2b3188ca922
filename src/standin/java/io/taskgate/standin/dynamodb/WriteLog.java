package io.taskgate.standin.dynamodb;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.Timers;
import io.taskgate.standin.TokenDigest;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.dynamodb.table.TableRegistry;
import io.taskgate.standin.fault.CallLog;
import io.taskgate.standin.fault.ServedCall;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Logs the writes of DynamoDB: the table, and a digest of the item's key.
record WriteLog(CallLog truth, Timers timers, TableRegistry registry) {

    /// Logs a successful call.
    void written(String operation, JsonNode request, ServedCall call) {
        switch (operation) {
            case "PutItem", "UpdateItem", "DeleteItem" -> write(operation, request, call);
            case "TransactWriteItems" -> {
                for (JsonNode item : request.path("TransactItems")) {
                    for (Map.Entry<String, JsonNode> write : item.properties()) {
                        if (!write.getKey().equals("ConditionCheck")) {
                            write(operation + "/" + write.getKey(), write.getValue(), call);
                        }
                    }
                }
            }
            case "BatchWriteItem" -> {
                for (Map.Entry<String, JsonNode> table :
                        request.path("RequestItems").properties()) {
                    for (JsonNode one : table.getValue()) {
                        one.properties()
                                .forEach(write ->
                                        line(operation + "/" + write.getKey(), table.getKey(), write.getValue(), call));
                    }
                }
            }
            default -> {}
        }
    }

    private void write(String applied, JsonNode write, ServedCall call) {
        line(applied, write.path("TableName").asText(), write, call);
    }

    private void line(String applied, String table, JsonNode write, ServedCall call) {
        JsonNode item = write.has("Key") ? write.get("Key") : write.path("Item");
        ScopedValue.where(ServedCall.CURRENT, call)
                .run(() -> truth.add(StatesJson.object()
                        .put("at", timers.now().toString())
                        .put("applied", applied)
                        .put("table", table)
                        .put("keySha256", digest(table, item))));
    }

    /// Returns the attributes of the key as JSON, ordered by name, without whitespace.
    private String digest(String table, JsonNode item) {
        Map<String, JsonNode> sorted = new TreeMap<>();
        registry.find(table)
                .map(found -> found.schema().key().names())
                .orElse(List.of())
                .forEach(name -> sorted.put(name, item.path(name)));
        ObjectNode key = StatesJson.object();
        key.setAll(sorted);
        return TokenDigest.sha256(key.toString());
    }
}
