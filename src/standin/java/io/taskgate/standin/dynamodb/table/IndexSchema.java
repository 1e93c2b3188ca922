package io.taskgate.standin.dynamodb.table;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.standin.dynamodb.value.DynamoValue;
import io.taskgate.standin.dynamodb.value.Item;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A secondary index: its key, and the attributes that it contains.
///
/// @param projection `ALL`, `KEYS_ONLY` or `INCLUDE`
/// @param included the attributes of `INCLUDE`
public record IndexSchema(String name, boolean global, KeyAttributes key, String projection, Set<String> included) {

    static IndexSchema of(JsonNode index, boolean global) {
        Set<String> included = new HashSet<>();
        index.path("Projection").path("NonKeyAttributes").forEach(name -> included.add(name.asText()));
        return new IndexSchema(
                index.path("IndexName").asText(),
                global,
                KeyAttributes.of(index.path("KeySchema")),
                index.path("Projection").path("ProjectionType").asText(),
                included);
    }

    public boolean holdsAll() {
        return projection.equals("ALL");
    }

    public boolean holds(KeyAttributes table, String attribute) {
        return holdsAll() || key.contains(attribute) || table.contains(attribute) || included.contains(attribute);
    }

    /// Returns the attributes of an item that the index contains.
    Item project(KeyAttributes table, Item item) {
        if (holdsAll()) {
            return item;
        }
        Map<String, DynamoValue> projected = new HashMap<>();
        for (List<String> names : List.of(table.names(), key.names(), List.copyOf(included))) {
            for (String name : names) {
                DynamoValue value = item.get(name);
                if (value != null) {
                    projected.put(name, value);
                }
            }
        }
        return Item.of(projected);
    }
}
