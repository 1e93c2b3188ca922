package io.taskgate.standin.eventbridge.delivery;

import io.taskgate.standin.TokenDigest;
import io.taskgate.standin.stepfunctions.Arns;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeValue;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;

/// Sends events to SQS queues.
///
/// @param endpoint the base of queue URLs
public record QueueTarget(SqsClient sqs, URI endpoint) {

    /// @param group the message group, empty for none
    /// @param trace the system attribute AWSTraceHeader
    void send(String arn, String body, String group, Map<String, String> attributes, Optional<String> trace)
            throws DeliveryFailure {
        String url = endpoint + "/" + Arns.ACCOUNT + "/" + arn.substring(arn.lastIndexOf(':') + 1);
        try {
            sqs.sendMessage(message -> {
                message.queueUrl(url).messageBody(body).messageAttributes(typed(attributes));
                trace.ifPresent(header ->
                        message.messageSystemAttributesWithStrings(Map.of("AWSTraceHeader", systemAttribute(header))));
                if (!group.isEmpty()) {
                    message.messageGroupId(group);
                }
                if (arn.endsWith(".fifo")) {
                    message.messageDeduplicationId(TokenDigest.sha256(body));
                }
            });
        } catch (SdkException failed) {
            throw failure(failed);
        }
    }

    private static MessageSystemAttributeValue systemAttribute(String value) {
        return MessageSystemAttributeValue.builder()
                .dataType("String")
                .stringValue(value)
                .build();
    }

    private static Map<String, MessageAttributeValue> typed(Map<String, String> attributes) {
        return attributes.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        attribute -> MessageAttributeValue.builder()
                                .dataType("String")
                                .stringValue(attribute.getValue())
                                .build()));
    }

    private static DeliveryFailure failure(SdkException failed) {
        String message = String.valueOf(failed.getMessage());
        return switch (failed) {
            case QueueDoesNotExistException missing -> DeliveryFailure.lasting("NO_RESOURCE", message);
            case AwsServiceException refused
            when refused.isThrottlingException() -> DeliveryFailure.passing("THROTTLING", message);
            case AwsServiceException refused
            when refused.statusCode() < 500 -> DeliveryFailure.lasting("INVALID_PARAMETER", message);
            case AwsServiceException broken -> DeliveryFailure.passing("ERROR_FROM_TARGET", message);
            default -> DeliveryFailure.passing("CONNECTION_FAILURE", message);
        };
    }
}
