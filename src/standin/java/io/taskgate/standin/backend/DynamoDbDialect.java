package io.taskgate.standin.backend;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.Timers;
import io.taskgate.standin.TokenDigest;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.fault.CallLog;
import io.taskgate.standin.fault.OperationName;
import io.taskgate.standin.fault.ServedCall;
import io.taskgate.standin.wire.WireReply;
import io.taskgate.standin.wire.WireRequest;
import java.io.IOException;
import java.util.Set;
import java.util.TreeMap;

/// DynamoDB's calls, and the truth of its writes: the table, and a digest of the item's key.
///
/// @param keys what a table's keys are called
record DynamoDbDialect(CallLog truth, Timers timers, TableKeys keys) implements Relay.Dialect {

    private static final Set<String> WRITES = Set.of("PutItem", "UpdateItem", "DeleteItem");
    private static final Set<String> OTHERS = Set.of("TransactWriteItems", "BatchWriteItem", "DeleteTable");

    @Override
    public OperationName called(WireRequest request) {
        String target = request.headers().first("X-Amz-Target").orElse("");
        return new OperationName(OperationName.Service.DYNAMODB, target.substring(target.indexOf('.') + 1));
    }

    @Override
    public boolean readsBody(OperationName called) {
        return WRITES.contains(called.operation()) || OTHERS.contains(called.operation());
    }

    @Override
    public void applied(WireRequest request, WireReply reply, ServedCall call) throws IOException {
        String operation = call.called().operation();
        if (WRITES.contains(operation)) {
            written(operation, body(request), call);
        } else if (operation.equals("TransactWriteItems")) {
            transacted(body(request), call);
        } else if (operation.equals("BatchWriteItem")) {
            batched(body(request), call);
        } else if (operation.equals("DeleteTable")) {
            keys.forget(body(request).path("TableName").asText());
        }
    }

    private static JsonNode body(WireRequest request) throws IOException {
        return StatesJson.parse(request.body().text()).orElse(StatesJson.object());
    }

    private void written(String operation, JsonNode write, ServedCall call) {
        String table = write.path("TableName").asText();
        JsonNode item = write.has("Key") ? write.get("Key") : write.path("Item");
        line(operation, table, item, call);
    }

    private void transacted(JsonNode body, ServedCall call) {
        for (JsonNode item : body.path("TransactItems")) {
            item.properties().forEach(write -> {
                if (!write.getKey().equals("ConditionCheck")) {
                    written("TransactWriteItems/" + write.getKey(), write.getValue(), call);
                }
            });
        }
    }

    private void batched(JsonNode body, ServedCall call) {
        body.path("RequestItems")
                .properties()
                .forEach(table -> table.getValue()
                        .forEach(request -> request.properties().forEach(write -> {
                            JsonNode item = write.getValue().has("Key")
                                    ? write.getValue().get("Key")
                                    : write.getValue().path("Item");
                            line("BatchWriteItem/" + write.getKey(), table.getKey(), item, call);
                        })));
    }

    private void line(String applied, String table, JsonNode item, ServedCall call) {
        ScopedValue.where(ServedCall.CURRENT, call)
                .run(() -> truth.add(StatesJson.object()
                        .put("at", timers.now().toString())
                        .put("applied", applied)
                        .put("table", table)
                        .put("keySha256", digest(table, item))));
    }

    /// Of the key's attributes as JSON, by name, without blanks.
    private String digest(String table, JsonNode item) {
        TreeMap<String, JsonNode> sorted = new TreeMap<>();
        keys.of(table).forEach(name -> sorted.put(name, item.path(name)));
        ObjectNode key = StatesJson.object();
        key.setAll(sorted);
        return TokenDigest.sha256(key.toString());
    }
}
