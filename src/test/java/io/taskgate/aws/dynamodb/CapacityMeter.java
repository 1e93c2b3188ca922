package io.taskgate.aws.dynamodb;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

/// Has DynamoDB count the units of each request, of the table and of each index (`ReturnConsumedCapacity=INDEXES`).
/// Thread-safe.
final class CapacityMeter implements ExecutionInterceptor {

    private final List<Units> all = new ArrayList<>();

    /// The units of one request.
    ///
    /// @param operation `PutItem` and so on
    /// @param bytes     the bytes of the item after a write
    /// @param table     the units of the table
    /// @param indexes   the units of each index that the request has touched
    record Units(String operation, int bytes, double table, Map<String, Double> indexes) {

        double index(String name) {
            return indexes.getOrDefault(name, 0.0);
        }

        boolean isWrite() {
            return operation.equals("PutItem") || operation.equals("UpdateItem");
        }
    }

    @Override
    public SdkRequest modifyRequest(Context.ModifyRequest context, ExecutionAttributes attributes) {
        return asking(context.request());
    }

    private static SdkRequest asking(SdkRequest request) {
        SdkRequest.Builder builder = request.toBuilder();
        request.sdkFields().stream()
                .filter(field -> field.memberName().equals("ReturnConsumedCapacity"))
                .forEach(field -> field.set(builder, ReturnConsumedCapacity.INDEXES.toString()));
        return builder.build();
    }

    @Override
    public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
        switch (context.response()) {
            case PutItemResponse put ->
                note(context.request(), ((PutItemRequest) context.request()).item(), put.consumedCapacity());
            case UpdateItemResponse update -> note(context.request(), update.attributes(), update.consumedCapacity());
            case QueryResponse query -> note(context.request(), Map.of(), query.consumedCapacity());
            case GetItemResponse get -> note(context.request(), Map.of(), get.consumedCapacity());
            default -> {
                // no use of the ledger's way with callbacks
            }
        }
    }

    private synchronized void note(SdkRequest request, Map<String, AttributeValue> item, ConsumedCapacity consumed) {
        Map<String, Double> indexes = new TreeMap<>();
        consumed.globalSecondaryIndexes().forEach((name, units) -> indexes.put(name, units.capacityUnits()));
        String operation = request.getClass().getSimpleName().replace("Request", "");
        all.add(new Units(operation, ItemSize.of(item), consumed.table().capacityUnits(), indexes));
    }

    /// Returns what was counted since the last call, the oldest first.
    synchronized List<Units> take() {
        List<Units> taken = List.copyOf(all);
        all.clear();
        return taken;
    }
}
