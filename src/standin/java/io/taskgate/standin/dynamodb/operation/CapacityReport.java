package io.taskgate.standin.dynamodb.operation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.dynamodb.table.ConsumedCapacity;
import java.util.Map;
import java.util.TreeMap;

/// The consumed capacity in a response, if the request asks for it. Not thread-safe.
final class CapacityReport {

    private final String asked;
    private final Map<String, ConsumedCapacity> byTable = new TreeMap<>();

    CapacityReport(JsonNode request) {
        this.asked = request.path("ReturnConsumedCapacity").asText("NONE");
    }

    private boolean isAsked() {
        return !asked.equals("NONE");
    }

    private boolean isDetailed() {
        return asked.equals("INDEXES");
    }

    /// Reports an operation on one table.
    ObjectNode into(ObjectNode answer, ConsumedCapacity units) {
        if (isAsked()) {
            answer.set("ConsumedCapacity", units.json(isDetailed()));
        }
        return answer;
    }

    /// @param factor the factor of the units: 2 in transactions
    void add(String table, ConsumedCapacity units, double factor) {
        byTable.computeIfAbsent(table, ConsumedCapacity::new).add(units, factor);
    }

    /// Reports an operation on several tables.
    ObjectNode into(ObjectNode answer) {
        if (isAsked()) {
            ArrayNode list = answer.putArray("ConsumedCapacity");
            byTable.values().forEach(units -> list.add(units.json(isDetailed())));
        }
        return answer;
    }
}
