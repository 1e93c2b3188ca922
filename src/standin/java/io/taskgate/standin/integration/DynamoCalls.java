package io.taskgate.standin.integration;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.standin.dynamodb.StandInDynamoDb;
import io.taskgate.standin.dynamodb.value.DynamoDbError;
import io.taskgate.standin.interpreter.StateFailure;

/// The DynamoDB calls of a Task. A state machine writes items in DynamoDB's own JSON, so they are passed on
/// unchanged.
final class DynamoCalls {

    private final StandInDynamoDb dynamodb;

    DynamoCalls(StandInDynamoDb dynamodb) {
        this.dynamodb = dynamodb;
    }

    /// @throws StateFailure with the error names of AWS, such as `DynamoDB.ConditionalCheckFailedException`
    JsonNode call(Integrations.Call call) {
        boolean sdk = call.resource().family() == Integrations.Family.SDK_DYNAMODB;
        try {
            return dynamodb.call(SdkNames.capital(call.resource().action()), call.parameters());
        } catch (DynamoDbError refused) {
            throw failure(sdk, refused);
        }
    }

    /// As recorded: an error without a class of its own has the general class of the service.
    private static StateFailure failure(boolean sdk, DynamoDbError refused) {
        String code = refused.code();
        boolean general = code.equals("ValidationException") || code.equals("SerializationException");
        String name = sdk
                ? "DynamoDb." + (general ? "DynamoDbException" : code)
                : "DynamoDB." + (general ? "AmazonDynamoDBException" : code);
        return new StateFailure(
                name, refused.getMessage() + " (Service: DynamoDb, Status Code: 400, Error Code: " + code + ")");
    }
}
