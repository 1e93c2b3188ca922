package io.taskgate.standin.backend;

import io.taskgate.standin.StandInClients;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;

/// The key attributes of DynamoDB's tables, asked for once.
final class TableKeys implements AutoCloseable {

    private final DynamoDbClient dynamodb;
    private final Map<String, List<String>> known = new ConcurrentHashMap<>();

    TableKeys(URI part) {
        this.dynamodb = StandInClients.exempt(DynamoDbClient.builder(), part);
    }

    List<String> of(String table) {
        return known.computeIfAbsent(table, this::ask);
    }

    private List<String> ask(String table) {
        return dynamodb.describeTable(describe -> describe.tableName(table)).table().keySchema().stream()
                .map(KeySchemaElement::attributeName)
                .toList();
    }

    void forget(String table) {
        known.remove(table);
    }

    @Override
    public void close() {
        dynamodb.close();
    }
}
