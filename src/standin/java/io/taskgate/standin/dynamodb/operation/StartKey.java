package io.taskgate.standin.dynamodb.operation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.dynamodb.table.DynamoTable;
import io.taskgate.standin.dynamodb.table.IndexSchema;
import io.taskgate.standin.dynamodb.table.TableSchema;
import io.taskgate.standin.dynamodb.value.DynamoDbError;
import io.taskgate.standin.dynamodb.value.DynamoValue;
import io.taskgate.standin.dynamodb.value.Item;
import io.taskgate.standin.dynamodb.value.ValueReader;
import io.taskgate.standin.dynamodb.value.ValueWriter;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The key between two pages: ExclusiveStartKey and LastEvaluatedKey. The key of an index includes the
/// table's key.
final class StartKey {

    private static final String INVALID = "The provided starting key is invalid";

    private StartKey() {}

    /// Returns the key of the request, or null if it has none.
    static @Nullable Map<String, DynamoValue> read(JsonNode request) {
        if (!request.hasNonNull("ExclusiveStartKey")) {
            return null;
        }
        try {
            return ValueReader.attributes(request.path("ExclusiveStartKey"));
        } catch (DynamoDbError invalid) {
            throw DynamoDbError.validation(INVALID + ": " + invalid.getMessage());
        }
    }

    static void require(@Nullable Map<String, DynamoValue> given, DynamoTable table, Optional<IndexSchema> index) {
        if (given == null) {
            return;
        }
        TableSchema schema = table.schema();
        Set<String> names = names(schema, index);
        boolean fits =
                given.keySet().equals(names) && names.stream().allMatch(name -> typed(schema, name, given.get(name)));
        if (!fits) {
            throw DynamoDbError.validation(
                    index.isPresent() || given.size() != names.size() && given.isEmpty()
                            ? INVALID
                            : INVALID + ": The provided key element does not match the schema");
        }
    }

    private static boolean typed(TableSchema schema, String name, @Nullable DynamoValue value) {
        return value != null && value.type().equals(schema.type(name)) && !value.isEmptyKey();
    }

    private static Set<String> names(TableSchema schema, Optional<IndexSchema> index) {
        Set<String> names = new LinkedHashSet<>(schema.key().names());
        index.ifPresent(given -> names.addAll(given.key().names()));
        return names;
    }

    static ObjectNode of(DynamoTable table, Optional<IndexSchema> index, Item last) {
        Map<String, DynamoValue> key = new HashMap<>();
        for (String name : names(table.schema(), index)) {
            DynamoValue value = last.get(name);
            if (value != null) {
                key.put(name, value);
            }
        }
        return ValueWriter.attributes(key);
    }
}
