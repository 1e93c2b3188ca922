package io.taskgate.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.sfn.SfnClient;

/// Replays recorded calls with SDK clients that are built like the gateway's (`AwsClientProducers`), each
/// time with the ID of another callback.
final class CallReplay {

    /// The calls of one callback, as the gateway made them.
    ///
    /// @param id the ID of the callback
    record Recording(String id, List<AwsStub.Call> register, List<AwsStub.Call> settle) {}

    private final DynamoDbClient ledger;
    private final SfnClient stepFunctions;
    private final EventBridgeClient events;
    private final String id;

    /// Creates a replay.
    ///
    /// @param id the ID of the recorded callback
    CallReplay(URI aws, String id) {
        SdkHttpClient http = Apache5HttpClient.builder()
                .maxConnections(256)
                .connectionTimeout(Duration.ofSeconds(1))
                .build();
        ClientOverrideConfiguration oneTry = ClientOverrideConfiguration.builder()
                .retryStrategy(AwsRetryStrategy.doNotRetry())
                .apiCallTimeout(Duration.ofSeconds(2))
                .build();
        ClientOverrideConfiguration retrying = ClientOverrideConfiguration.builder()
                .apiCallAttemptTimeout(Duration.ofSeconds(2))
                .apiCallTimeout(Duration.ofSeconds(5))
                .build();
        this.ledger = DynamoDbClient.builder()
                .endpointOverride(aws)
                .region(Region.US_EAST_1)
                .httpClient(http)
                .overrideConfiguration(retrying)
                .build();
        this.stepFunctions = SfnClient.builder()
                .endpointOverride(aws)
                .region(Region.US_EAST_1)
                .httpClient(http)
                .overrideConfiguration(oneTry)
                .build();
        this.events = EventBridgeClient.builder()
                .endpointOverride(aws)
                .region(Region.US_EAST_1)
                .httpClient(http)
                .overrideConfiguration(oneTry)
                .build();
        this.id = id;
    }

    /// One call that can be made for any callback.
    interface Step {
        void call(String callbackId);
    }

    List<Step> steps(List<AwsStub.Call> calls) {
        return calls.stream().map(this::step).toList();
    }

    private Step step(AwsStub.Call call) {
        JsonNode body = call.body();
        return switch (call.operation()) {
            case "PutItem" -> put(body);
            case "GetItem" -> get(body);
            case "UpdateItem" -> update(body);
            case "PutEvents" -> publish(body.get("Entries").get(0));
            case "SendTaskSuccess" -> success(body);
            default -> throw new IllegalArgumentException("can't replay " + call.operation());
        };
    }

    private Step put(JsonNode body) {
        Map<String, AttributeValue> item = attributes(body.get("Item"));
        Map<String, String> names = texts(body.get("ExpressionAttributeNames"));
        String table = text(body, "TableName");
        String condition = text(body, "ConditionExpression");
        return callback -> {
            Map<String, AttributeValue> fresh = new HashMap<>(item);
            fresh.put("id", AttributeValue.fromS(callback));
            ledger.putItem(put -> put.tableName(table)
                    .item(fresh)
                    .conditionExpression(condition)
                    .expressionAttributeNames(names)
                    .returnValuesOnConditionCheckFailure("ALL_OLD"));
        };
    }

    private Step get(JsonNode body) {
        String table = text(body, "TableName");
        return callback -> {
            if (!ledger.getItem(get -> get.tableName(table).key(key(callback)).consistentRead(true))
                    .hasItem()) {
                throw new IllegalStateException("The stub has no item of " + callback);
            }
        };
    }

    private Step update(JsonNode body) {
        Map<String, AttributeValue> values = attributes(body.get("ExpressionAttributeValues"));
        Map<String, String> names = texts(body.get("ExpressionAttributeNames"));
        String table = text(body, "TableName");
        String condition = text(body, "ConditionExpression");
        String expression = text(body, "UpdateExpression");
        return callback -> {
            if (!ledger.updateItem(update -> update.tableName(table)
                            .key(key(callback))
                            .conditionExpression(condition)
                            .updateExpression(expression)
                            .expressionAttributeNames(names)
                            .expressionAttributeValues(values)
                            .returnValues(text(body, "ReturnValues"))
                            .returnValuesOnConditionCheckFailure("ALL_OLD"))
                    .hasAttributes()) {
                throw new IllegalStateException("The stub has no item of " + callback);
            }
        };
    }

    private Step publish(JsonNode entry) {
        String bus = text(entry, "EventBusName");
        String source = text(entry, "Source");
        String type = text(entry, "DetailType");
        String detail = text(entry, "Detail");
        return callback -> events.putEvents(put -> put.entries(PutEventsRequestEntry.builder()
                .eventBusName(bus)
                .source(source)
                .detailType(type)
                .detail(detail.replace(id, callback))
                .build()));
    }

    private Step success(JsonNode body) {
        String token = text(body, "taskToken");
        String output = text(body, "output");
        return callback ->
                stepFunctions.sendTaskSuccess(send -> send.taskToken(token).output(output));
    }

    private static Map<String, AttributeValue> key(String callback) {
        return Map.of("id", AttributeValue.fromS(callback));
    }

    private static String text(JsonNode body, String name) {
        return body.get(name).textValue();
    }

    private static Map<String, String> texts(JsonNode object) {
        Map<String, String> texts = new HashMap<>();
        object.properties()
                .forEach(entry -> texts.put(entry.getKey(), entry.getValue().textValue()));
        return texts;
    }

    private static Map<String, AttributeValue> attributes(JsonNode object) {
        Map<String, AttributeValue> attributes = new HashMap<>();
        object.properties().forEach(entry -> attributes.put(entry.getKey(), attribute(entry.getValue())));
        return attributes;
    }

    private static AttributeValue attribute(JsonNode json) {
        Map.Entry<String, JsonNode> typed = json.properties().iterator().next();
        JsonNode value = typed.getValue();
        return switch (typed.getKey()) {
            case "S" -> AttributeValue.fromS(value.textValue());
            case "N" -> AttributeValue.fromN(value.textValue());
            case "BOOL" -> AttributeValue.fromBool(value.booleanValue());
            case "B" ->
                AttributeValue.fromB(
                        SdkBytes.fromByteArray(java.util.Base64.getDecoder().decode(value.textValue())));
            case "M" -> AttributeValue.fromM(attributes(value));
            case "L" -> {
                List<AttributeValue> list = new ArrayList<>();
                value.forEach(one -> list.add(attribute(one)));
                yield AttributeValue.fromL(list);
            }
            default -> throw new IllegalArgumentException("Unsupported attribute type " + typed.getKey());
        };
    }
}
