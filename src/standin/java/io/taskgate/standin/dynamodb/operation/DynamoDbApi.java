package io.taskgate.standin.dynamodb.operation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.Timers;
import io.taskgate.standin.dynamodb.request.OperationShapes;
import io.taskgate.standin.dynamodb.table.TableRegistry;
import io.taskgate.standin.dynamodb.value.DynamoDbError;

/// The operations by name. Thread-safe.
public final class DynamoDbApi {

    private final TableOperations tables;
    private final TagOperations tags;
    private final ItemOperations items;
    private final ReadOperations reads;
    private final BatchOperations batches;
    private final TransactionOperations transactions;

    public DynamoDbApi(TableRegistry registry, Timers timers) {
        tables = new TableOperations(registry, timers);
        tags = new TagOperations(registry);
        items = new ItemOperations(registry);
        reads = new ReadOperations(registry);
        batches = new BatchOperations(registry);
        transactions = new TransactionOperations(registry, timers);
    }

    /// @throws DynamoDbError with the code and message of the response
    public ObjectNode call(String operation, JsonNode request) {
        OperationShapes.require(operation, request);
        return switch (operation) {
            case "PutItem" -> items.put(request);
            case "UpdateItem" -> items.update(request);
            case "DeleteItem" -> items.delete(request);
            case "GetItem" -> items.get(request);
            case "Query" -> reads.query(request);
            case "Scan" -> reads.scan(request);
            case "BatchGetItem" -> batches.get(request);
            case "BatchWriteItem" -> batches.write(request);
            case "TransactWriteItems" -> transactions.write(request);
            case "TransactGetItems" -> transactions.get(request);
            case "CreateTable" -> tables.create(request);
            case "UpdateTable" -> tables.update(request);
            case "DescribeTable" -> tables.describe(request);
            case "DeleteTable" -> tables.delete(request);
            case "ListTables" -> tables.list(request);
            case "DescribeTimeToLive" -> tables.describeTimeToLive(request);
            case "UpdateTimeToLive" -> tables.updateTimeToLive(request);
            case "DescribeContinuousBackups" -> tables.describeContinuousBackups(request);
            case "DescribeLimits" -> tables.describeLimits();
            case "TagResource" -> tags.tag(request);
            case "UntagResource" -> tags.untag(request);
            case "ListTagsOfResource" -> tags.list(request);
            default -> throw DynamoDbError.unknownOperation();
        };
    }
}
