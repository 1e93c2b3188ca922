package io.taskgate.standin.dynamodb.table;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.definition.StatesJson;
import java.util.Map;
import java.util.TreeMap;

/// The capacity that a request consumed on one table and its indexes.
public final class ConsumedCapacity {

    private final String table;
    private double ofTable;
    private final Map<String, Double> global = new TreeMap<>();
    private final Map<String, Double> local = new TreeMap<>();

    public ConsumedCapacity(String table) {
        this.table = table;
    }

    public ConsumedCapacity table(double units) {
        ofTable += units;
        return this;
    }

    public void index(IndexSchema index, double units) {
        if (units > 0) {
            (index.global() ? global : local).merge(index.name(), units, Double::sum);
        }
    }

    public ConsumedCapacity add(ConsumedCapacity other, double factor) {
        ofTable += other.ofTable * factor;
        other.global.forEach((name, units) -> global.merge(name, units * factor, Double::sum));
        other.local.forEach((name, units) -> local.merge(name, units * factor, Double::sum));
        return this;
    }

    private double total() {
        return ofTable + sum(global) + sum(local);
    }

    private static double sum(Map<String, Double> units) {
        return units.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    /// @param detailed whether to list the table and its indexes separately (`INDEXES`)
    public ObjectNode json(boolean detailed) {
        ObjectNode json = StatesJson.object().put("TableName", table).put("CapacityUnits", total());
        if (detailed) {
            json.putObject("Table").put("CapacityUnits", ofTable);
            put(json, "GlobalSecondaryIndexes", global);
            put(json, "LocalSecondaryIndexes", local);
        }
        return json;
    }

    private static void put(ObjectNode json, String field, Map<String, Double> units) {
        if (!units.isEmpty()) {
            ObjectNode indexes = json.putObject(field);
            units.forEach((name, consumed) -> indexes.putObject(name).put("CapacityUnits", consumed));
        }
    }
}
