package io.taskgate.standin.dynamodb.value;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.definition.StatesJson;

/// An error response of DynamoDB, with the additional fields of some errors.
public final class DynamoDbError extends RuntimeException {

    private static final String SERVICE = "com.amazonaws.dynamodb.v20120810#";

    private final String type;
    private final transient ObjectNode details;
    private final boolean aboutItem;

    private DynamoDbError(String type, String message, ObjectNode details, boolean aboutItem) {
        super(message, null, false, false);
        this.type = type;
        this.details = details;
        this.aboutItem = aboutItem;
    }

    /// A ValidationException: the request violates a rule of the API.
    public static DynamoDbError validation(String message) {
        return new DynamoDbError("com.amazon.coral.validate#ValidationException", message, StatesJson.object(), false);
    }

    /// A ValidationException with the prefix of most messages about values.
    public static DynamoDbError invalidParameter(String message) {
        return validation("One or more parameter values were invalid: " + message);
    }

    /// A SerializationException: the body does not match the JSON types of the operation.
    public static DynamoDbError serialization(String message) {
        return new DynamoDbError(
                "com.amazon.coral.service#SerializationException", message, StatesJson.object(), false);
    }

    public static DynamoDbError unknownOperation() {
        return new DynamoDbError("com.amazon.coral.service#UnknownOperationException", "", StatesJson.object(), false);
    }

    /// An error that the API model of DynamoDB declares.
    public static DynamoDbError of(String type, String message) {
        return of(type, message, StatesJson.object());
    }

    public static DynamoDbError of(String type, String message, ObjectNode details) {
        return new DynamoDbError(SERVICE + type, message, details, false);
    }

    /// Returns the error with an item and its table, as a cancellation reason of a transaction.
    public DynamoDbError ofItem() {
        return new DynamoDbError(type, String.valueOf(getMessage()), details, true);
    }

    public boolean isAboutItem() {
        return aboutItem;
    }

    /// Returns the name without its prefix.
    public String code() {
        return type.substring(type.indexOf('#') + 1);
    }

    /// Returns the body of the response.
    public ObjectNode body() {
        ObjectNode body = StatesJson.object().put("__type", type);
        String message = getMessage();
        if (message != null && !message.isEmpty()) {
            body.put(code().equals("SerializationException") ? "Message" : "message", message);
        }
        body.setAll(details);
        return body;
    }
}
