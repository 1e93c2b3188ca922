package io.taskgate.standin.backend;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.fault.AwsError;
import java.util.Optional;

/// The limits of SQS that ElasticMQ does not enforce, or reports with a different error code.
final class SqsLimits {

    private static final int MESSAGE_BYTES = 1_048_576;
    private static final int MESSAGES = 10;
    private static final int WAIT_SECONDS = 20;
    private static final int HIDDEN_SECONDS = 43_200;

    private SqsLimits() {}

    /// Returns the error of SQS for this call, if any.
    static Optional<AwsError> refusal(String operation, JsonNode request) {
        return switch (operation) {
            case "SendMessage" -> message(request.path("MessageBody").asText());
            case "SendMessageBatch", "DeleteMessageBatch", "ChangeMessageVisibilityBatch" -> batch(request);
            case "ReceiveMessage" ->
                range(request, "MaxNumberOfMessages", 1, MESSAGES)
                        .or(() -> range(request, "WaitTimeSeconds", 0, WAIT_SECONDS))
                        .or(() -> range(request, "VisibilityTimeout", 0, HIDDEN_SECONDS));
            case "ChangeMessageVisibility" -> range(request, "VisibilityTimeout", 0, HIDDEN_SECONDS);
            default -> Optional.empty();
        };
    }

    private static Optional<AwsError> message(String body) {
        if (!body.codePoints().allMatch(SqsLimits::isAllowed)) {
            return Optional.of(new AwsError("InvalidMessageContents", "Invalid characters found."));
        }
        return StatesJson.bytes(body) > MESSAGE_BYTES
                ? Optional.of(invalid("Message must be shorter than " + MESSAGE_BYTES + " bytes."))
                : Optional.empty();
    }

    /// Returns whether the character is valid in XML 1.0, as required by the SQS API reference.
    private static boolean isAllowed(int c) {
        return c == 0x9
                || c == 0xA
                || c == 0xD
                || (c >= 0x20 && c <= 0xD7FF)
                || (c >= 0xE000 && c <= 0xFFFD)
                || c > 0xFFFF;
    }

    private static Optional<AwsError> batch(JsonNode request) {
        return request.path("Entries").isEmpty()
                ? Optional.of(new AwsError("EmptyBatchRequest", "There should be at least one entry in the request."))
                : Optional.empty();
    }

    private static Optional<AwsError> range(JsonNode request, String field, int least, int most) {
        int value = request.path(field).asInt(least);
        return value < least || value > most
                ? Optional.of(invalid(field + " must be between " + least + " and " + most + "."))
                : Optional.empty();
    }

    private static AwsError invalid(String reason) {
        return new AwsError("InvalidParameterValue", "One or more parameters are invalid. Reason: " + reason);
    }
}
