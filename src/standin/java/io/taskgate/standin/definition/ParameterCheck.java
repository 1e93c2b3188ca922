package io.taskgate.standin.definition;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.standin.integration.Integrations;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Validates the parameters of a service call as far as the definition contains them: required parameters
/// must exist, and only supported ones are allowed.
final class ParameterCheck {

    private static final String CONDITIONS =
            " ConditionExpression ExpressionAttributeNames ExpressionAttributeValues ReturnConsumedCapacity"
                    + " ReturnItemCollectionMetrics ReturnValues ReturnValuesOnConditionCheckFailure";
    private static final String READING = " ConsistentRead ExclusiveStartKey ExpressionAttributeNames"
            + " ExpressionAttributeValues FilterExpression IndexName Limit ProjectionExpression ReturnConsumedCapacity"
            + " Select";

    private static final Map<String, Parameters> BY_ACTION = Map.ofEntries(
            Map.entry(
                    "apigateway:invoke",
                    new Parameters(
                            "ApiEndpoint Method",
                            "Headers Stage Path QueryParameters RequestBody AllowNullValues AuthType")),
            Map.entry(
                    "http:invoke",
                    new Parameters(
                            "ApiEndpoint Method",
                            "Authentication InvocationConfig Headers QueryParameters RequestBody")),
            Map.entry("events:putEvents", new Parameters("Entries", "EndpointId")),
            Map.entry(
                    "sqs:sendMessage",
                    new Parameters("QueueUrl MessageBody", "DelaySeconds MessageDeduplicationId MessageGroupId")),
            Map.entry("lambda:invoke", new Parameters("FunctionName", "Payload ClientContext Qualifier")),
            Map.entry("states:startExecution", new Parameters("StateMachineArn", "Input Name TraceHeader")),
            Map.entry("aws-sdk:sfn:startExecution", new Parameters("StateMachineArn", "Input Name TraceHeader")),
            Map.entry("aws-sdk:s3:getObject", new Parameters("Bucket Key", "Range")),
            Map.entry("aws-sdk:s3:putObject", new Parameters("Bucket Key", "Body")),
            Map.entry("aws-sdk:s3:listObjectsV2", new Parameters("Bucket", "Prefix ContinuationToken MaxKeys")),
            Map.entry(
                    "dynamodb:getItem",
                    new Parameters(
                            "TableName Key",
                            "ConsistentRead ExpressionAttributeNames ProjectionExpression ReturnConsumedCapacity")),
            Map.entry("dynamodb:putItem", new Parameters("TableName Item", CONDITIONS)),
            Map.entry("dynamodb:updateItem", new Parameters("TableName Key", "UpdateExpression" + CONDITIONS)),
            Map.entry("dynamodb:deleteItem", new Parameters("TableName Key", CONDITIONS)),
            Map.entry(
                    "dynamodb:query", new Parameters("TableName", "KeyConditionExpression ScanIndexForward" + READING)),
            Map.entry("dynamodb:scan", new Parameters("TableName", "Segment TotalSegments" + READING)));

    /// Names of parameters, separated by spaces.
    private record Parameters(String required, String others) {}

    private ParameterCheck() {}

    /// @throws IllegalArgumentException naming the parameter
    static void check(Integrations.Service service, JsonNode given) {
        String type = service.family() == Integrations.Family.SDK_DYNAMODB ? "dynamodb" : service.type();
        Parameters known = BY_ACTION.get(type + ":" + service.action());
        if (known == null || !given.isObject()) {
            return;
        }
        Set<String> names = new TreeSet<>();
        given.fieldNames()
                .forEachRemaining(name -> names.add(name.endsWith(".$") ? name.substring(0, name.length() - 2) : name));
        for (String required : known.required().split(" ")) {
            if (!names.remove(required)) {
                throw new IllegalArgumentException(
                        "the field '" + required + "' is required by " + service.type() + ":" + service.action());
            }
        }
        names.removeAll(Set.of(known.others().trim().split(" ")));
        if (!names.isEmpty()) {
            throw new IllegalArgumentException("the fields " + names + " of " + service.type() + ":" + service.action()
                    + " are not supported by the stand-in");
        }
    }
}
