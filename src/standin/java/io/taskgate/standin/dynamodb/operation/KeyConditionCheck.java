package io.taskgate.standin.dynamodb.operation;

import io.taskgate.standin.dynamodb.expression.KeyCondition;
import io.taskgate.standin.dynamodb.table.KeyAttributes;
import io.taskgate.standin.dynamodb.table.TableSchema;
import io.taskgate.standin.dynamodb.value.DynamoDbError;
import io.taskgate.standin.dynamodb.value.DynamoValue;
import java.util.Map;

/// Checks the conditions of a query against the key of the table or index.
final class KeyConditionCheck {

    private static final String NOT_SUPPORTED = "Query key condition not supported";

    private KeyConditionCheck() {}

    /// Returns the condition on the partition key.
    ///
    /// @throws DynamoDbError if the conditions do not match the key
    static KeyCondition hash(TableSchema schema, KeyAttributes key, Map<String, KeyCondition> conditions) {
        if (key.sort() == null && conditions.size() > 1) {
            throw DynamoDbError.validation(NOT_SUPPORTED);
        }
        KeyCondition hash = conditions.get(key.hash());
        if (hash == null) {
            throw missed(key.hash());
        }
        if (conditions.size() > 1 && key.sort() != null && !conditions.containsKey(key.sort())) {
            throw missed(key.sort());
        }
        for (KeyCondition condition : conditions.values()) {
            for (DynamoValue value : condition.values()) {
                if (!value.type().equals(schema.type(condition.attribute()))) {
                    throw DynamoDbError.invalidParameter("Condition parameter type does not match schema type");
                }
                if (value.isEmptyKey()) {
                    throw DynamoDbError.validation("One or more parameter values are not valid. The AttributeValue for"
                            + " a key attribute cannot contain an empty "
                            + (value instanceof DynamoValue.Text ? "string" : "binary") + " value. Key: "
                            + condition.attribute());
                }
            }
        }
        if (!hash.operator().equals("=")) {
            throw DynamoDbError.validation(NOT_SUPPORTED);
        }
        return hash;
    }

    private static DynamoDbError missed(String name) {
        return DynamoDbError.validation("Query condition missed key schema element: " + name);
    }
}
