package io.taskgate.standin.integration;

import io.taskgate.standin.interpreter.StateFailure;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// The parameters that the stand-ins apply. A call with others fails, because it would otherwise behave
/// differently than in AWS.
final class SupportedParameters {

    private static final String CONDITIONS =
            " ConditionExpression ExpressionAttributeNames ExpressionAttributeValues ReturnConsumedCapacity"
                    + " ReturnItemCollectionMetrics ReturnValues ReturnValuesOnConditionCheckFailure";
    private static final String READING = " ConsistentRead ExclusiveStartKey ExpressionAttributeNames"
            + " ExpressionAttributeValues FilterExpression IndexName Limit ProjectionExpression ReturnConsumedCapacity"
            + " Select";

    private static final Map<String, String> BY_ACTION = Map.ofEntries(
            Map.entry(
                    "apigateway:invoke",
                    "ApiEndpoint Method Headers Stage Path QueryParameters RequestBody AllowNullValues AuthType"),
            Map.entry(
                    "http:invoke",
                    "ApiEndpoint Method Authentication InvocationConfig Headers QueryParameters RequestBody"),
            Map.entry("events:putEvents", "Entries EndpointId"),
            Map.entry("sqs:sendMessage", "QueueUrl MessageBody DelaySeconds MessageDeduplicationId MessageGroupId"),
            Map.entry("lambda:invoke", "FunctionName Payload ClientContext Qualifier"),
            Map.entry("states:startExecution", "StateMachineArn Input Name TraceHeader"),
            Map.entry("aws-sdk:sfn:startExecution", "StateMachineArn Input Name TraceHeader"),
            Map.entry("aws-sdk:s3:getObject", "Bucket Key Range"),
            Map.entry("aws-sdk:s3:putObject", "Bucket Key Body ContentType"),
            Map.entry("aws-sdk:s3:listObjectsV2", "Bucket Prefix ContinuationToken MaxKeys"),
            Map.entry(
                    "dynamodb:getItem",
                    "TableName Key ConsistentRead ExpressionAttributeNames ProjectionExpression ReturnConsumedCapacity"),
            Map.entry("dynamodb:putItem", "TableName Item" + CONDITIONS),
            Map.entry("dynamodb:updateItem", "TableName Key UpdateExpression" + CONDITIONS),
            Map.entry("dynamodb:deleteItem", "TableName Key" + CONDITIONS),
            Map.entry("dynamodb:query", "TableName KeyConditionExpression ScanIndexForward" + READING),
            Map.entry("dynamodb:scan", "TableName Segment TotalSegments" + READING));

    private SupportedParameters() {}

    /// @throws StateFailure naming the parameters that are not supported
    static void check(Integrations.Call call) {
        TaskResource resource = call.resource();
        String type = resource.family() == Integrations.Family.SDK_DYNAMODB ? "dynamodb" : resource.type();
        String known = BY_ACTION.get(type + ":" + resource.action());
        if (known == null) {
            return;
        }
        Set<String> names = new TreeSet<>();
        call.parameters().fieldNames().forEachRemaining(names::add);
        names.removeAll(Set.of(known.split(" ")));
        if (!names.isEmpty()) {
            throw StateFailure.runtime("The stand-in does not support the parameters " + names + " of "
                    + resource.name() + ". Give the answer of this call in a mock file.");
        }
    }
}
