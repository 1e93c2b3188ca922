package io.taskgate.standin.dynamodb.table;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.standin.dynamodb.expression.DocumentPath;
import io.taskgate.standin.dynamodb.expression.UpdateExpression;
import io.taskgate.standin.dynamodb.value.DynamoDbError;
import io.taskgate.standin.dynamodb.value.DynamoValue;
import io.taskgate.standin.dynamodb.value.Item;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The keys of a table and of its indexes, and their requirements for items.
///
/// @param types the types of the key attributes: `S`, `N` or `B`
public record TableSchema(KeyAttributes key, Map<String, String> types, List<IndexSchema> indexes) {

    private static final int HASH_BYTES = 2_048;
    private static final int SORT_BYTES = 1_024;
    private static final String MISMATCH = "The provided key element does not match the schema";

    /// Reads the schema from the description of a table.
    static TableSchema of(JsonNode description) {
        Map<String, String> types = new HashMap<>();
        description
                .path("AttributeDefinitions")
                .forEach(attribute -> types.put(
                        attribute.path("AttributeName").asText(),
                        attribute.path("AttributeType").asText()));
        List<IndexSchema> indexes = new ArrayList<>();
        description.path("GlobalSecondaryIndexes").forEach(index -> indexes.add(IndexSchema.of(index, true)));
        description.path("LocalSecondaryIndexes").forEach(index -> indexes.add(IndexSchema.of(index, false)));
        return new TableSchema(KeyAttributes.of(description.path("KeySchema")), types, indexes);
    }

    public Optional<IndexSchema> index(String name) {
        return indexes.stream().filter(index -> index.name().equals(name)).findFirst();
    }

    public String type(String attribute) {
        String type = types.get(attribute);
        if (type == null) {
            throw new IllegalStateException("Not a key attribute: " + attribute);
        }
        return type;
    }

    /// Returns the key of a request, which must have exactly the key attributes.
    SortedKey requireKey(Map<String, DynamoValue> given) {
        if (given.size() != key.names().size()) {
            throw DynamoDbError.validation(MISMATCH);
        }
        for (String name : key.names()) {
            DynamoValue value = given.get(name);
            if (value == null || !value.type().equals(type(name))) {
                throw DynamoDbError.validation(MISMATCH);
            }
            requireSound(name, value);
        }
        return keyOf(given);
    }

    /// Returns the key of an item to put.
    SortedKey requireItemKey(Map<String, DynamoValue> item) {
        for (String name : key.names()) {
            DynamoValue value = item.get(name);
            if (value == null) {
                throw DynamoDbError.invalidParameter("Missing the key " + name + " in the item");
            }
            if (!value.type().equals(type(name))) {
                throw DynamoDbError.invalidParameter(
                        "Type mismatch for key " + name + " expected: " + type(name) + " actual: " + value.type());
            }
            requireSound(name, value);
        }
        return keyOf(item);
    }

    void requireSound(String name, DynamoValue value) {
        if (value.isEmptyKey()) {
            throw DynamoDbError.validation("One or more parameter values are not valid. The AttributeValue for a key"
                    + " attribute cannot contain an empty " + emptyKind(value) + " value. Key: " + name);
        }
        int bytes = value instanceof DynamoValue.Decimal ? 0 : value.length().orElse(0);
        if (name.equals(key.hash()) && bytes > HASH_BYTES) {
            throw DynamoDbError.invalidParameter("Size of hashkey has exceeded the maximum size limit of2048 bytes");
        }
        if (name.equals(key.sort()) && bytes > SORT_BYTES) {
            throw DynamoDbError.invalidParameter(
                    "Aggregated size of all range keys has exceeded the size limit of 1024 bytes");
        }
    }

    static String emptyKind(DynamoValue value) {
        return value instanceof DynamoValue.Text ? "string" : "binary";
    }

    /// Checks the index keys of an item: each is missing or has the right type.
    void requireIndexable(Map<String, DynamoValue> item) {
        for (IndexSchema index : indexes) {
            for (String name : index.key().names()) {
                DynamoValue value = item.get(name);
                if (value != null && !key.contains(name)) {
                    requireIndexKey(index, name, value);
                }
            }
        }
    }

    private void requireIndexKey(IndexSchema index, String name, DynamoValue value) {
        requireIndexType(index, name, value);
        if (value.isEmptyKey()) {
            throw DynamoDbError.validation("One or more parameter values are not valid. A value specified for a"
                    + " secondary index key is not supported. The AttributeValue for a key attribute cannot contain an"
                    + " empty " + emptyKind(value) + " value. IndexName: " + index.name() + ", IndexKey: " + name);
        }
        int bytes = value instanceof DynamoValue.Decimal ? 0 : value.length().orElse(0);
        if (bytes > (name.equals(index.key().hash()) ? HASH_BYTES : SORT_BYTES)) {
            throw DynamoDbError.invalidParameter(
                    name.equals(index.key().hash())
                            ? "Size of hashkey has exceeded the maximum size limit of2048 bytes"
                            : "Aggregated size of all range keys has exceeded the size limit of 1024 bytes");
        }
    }

    void requireIndexType(IndexSchema index, String name, DynamoValue value) {
        if (!value.type().equals(type(name))) {
            throw DynamoDbError.invalidParameter("Type mismatch for Index Key " + name + " Expected: " + type(name)
                    + " Actual: " + value.type() + " IndexName: " + index.name());
        }
    }

    void requireUpdatable(UpdateExpression update) {
        for (DocumentPath path : update.targets()) {
            if (key.contains(path.head())) {
                throw DynamoDbError.invalidParameter(
                        "Cannot update attribute " + path.head() + ". This attribute is part of the key");
            }
        }
        update.constants()
                .forEach(constant -> indexes.stream()
                        .filter(index -> index.key().contains(constant.getKey()))
                        .forEach(index -> requireIndexType(index, constant.getKey(), constant.getValue())));
        requireScalarKeys(update.targets());
    }

    /// Checks an item after an update, which may have copied a value from another attribute.
    void requireUpdated(Map<String, DynamoValue> item) {
        for (IndexSchema index : indexes) {
            for (String name : index.key().names()) {
                DynamoValue value = item.get(name);
                if (value != null && !value.type().equals(type(name))) {
                    throw DynamoDbError.validation(
                            "The update expression attempted to update the secondary index key to unsupported type");
                }
                if (value != null && !key.contains(name) && value.isEmptyKey()) {
                    throw DynamoDbError.validation("One or more parameter values are not valid. The update expression"
                            + " attempted to update a secondary index key to a value that is not supported. The"
                            + " AttributeValue for a key attribute cannot contain an empty " + emptyKind(value)
                            + " value.");
                }
            }
        }
    }

    /// Keys can't be accessed by path.
    public void requireScalarKeys(List<DocumentPath> paths) {
        for (DocumentPath path : paths) {
            if (path.isNested()) {
                String head = path.head();
                boolean isIndexKey =
                        indexes.stream().anyMatch(index -> index.key().contains(head));
                if (key.contains(head) || isIndexKey) {
                    throw DynamoDbError.validation("Key attributes must be scalars; list random access '[]' and map"
                            + " lookup '.' are not allowed: " + (key.contains(head) ? "Key: " : "IndexKey: ") + head);
                }
            }
        }
    }

    public SortedKey keyOf(Map<String, DynamoValue> item) {
        return SortedKey.of(required(item, key.hash()), key.sort() == null ? null : required(item, key.sort()));
    }

    /// Returns the key of an item as an item.
    Item keyItem(Item item) {
        Map<String, DynamoValue> attributes = new HashMap<>();
        key.names().forEach(name -> attributes.put(name, required(item.attributes(), name)));
        return Item.of(attributes);
    }

    /// Returns null if the item lacks a key attribute of the index, and so is not part of it.
    @Nullable SortedKey entryOf(IndexSchema index, Map<String, DynamoValue> item) {
        DynamoValue hash = item.get(index.key().hash());
        String sortName = index.key().sort();
        DynamoValue sort = sortName == null ? null : item.get(sortName);
        return hash == null || sortName != null && sort == null ? null : SortedKey.entry(hash, sort, keyOf(item));
    }

    private static DynamoValue required(Map<String, DynamoValue> item, String name) {
        DynamoValue value = item.get(name);
        if (value == null) {
            throw DynamoDbError.validation(MISMATCH);
        }
        return value;
    }
}
