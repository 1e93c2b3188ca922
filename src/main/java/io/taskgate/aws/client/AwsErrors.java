package io.taskgate.aws.client;

import io.taskgate.callback.ledger.Ledger.RecordRefusedException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.LimitExceededException;
import software.amazon.awssdk.services.dynamodb.model.ReplicatedWriteConflictException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;

/// Classifies the exceptions of the SDK.
public final class AwsErrors {

    private AwsErrors() {}

    /// Returns a short text for logs and reasons: the AWS error code, or the kind of failure. Never contains
    /// the content of a request.
    public static String describe(SdkException e) {
        if (e instanceof AwsServiceException service && service.awsErrorDetails() != null) {
            return service.awsErrorDetails().errorCode() + " (" + service.statusCode() + ")";
        }
        Throwable root = root(e);
        return root.equals(e)
                ? e.getClass().getSimpleName()
                : root.getClass().getSimpleName() + ": " + root.getMessage();
    }

    /// Returns the AWS error code; empty if the response has none, as one that was cut off.
    public static String code(AwsServiceException e) {
        String code = e.awsErrorDetails() == null ? null : e.awsErrorDetails().errorCode();
        return code == null ? "" : code;
    }

    /// Returns whether no connection was made, so that the request was not applied.
    public static boolean neverConnected(SdkException e) {
        for (Throwable at = e; at != null; at = at.getCause()) {
            if (at instanceof ConnectException || at instanceof UnknownHostException) {
                return true;
            }
        }
        return false;
    }

    public static boolean isThrottling(AwsServiceException e) {
        return e.isThrottlingException() || code(e).contains("Throttl") || e.statusCode() == 429;
    }

    /// Returns whether AWS denies the call, so that a retry does not help soon.
    public static boolean isDenied(AwsServiceException e) {
        String code = code(e);
        return e.statusCode() == 401
                || e.statusCode() == 403
                || code.startsWith("AccessDenied")
                || code.startsWith("ExpiredToken")
                || code.startsWith("UnrecognizedClient")
                || code.startsWith("InvalidSignature")
                || code.startsWith("KmsAccessDenied")
                || code.startsWith("KmsInvalidState");
    }

    /// Returns whether DynamoDB rejects the item itself, so that the same write would be rejected again: a
    /// ValidationException (an item over 400 KB) and similar errors. An error that an operator or time can
    /// resolve is not one of these, and a response without a code is inconclusive.
    static boolean isRefusedWrite(SdkException e) {
        return e instanceof DynamoDbException refused
                && refused.statusCode() >= 400
                && refused.statusCode() < 500
                && !code(refused).isEmpty()
                && !isThrottling(refused)
                && !isDenied(refused)
                && !(refused instanceof ResourceNotFoundException)
                && !(refused instanceof TransactionConflictException)
                && !(refused instanceof ReplicatedWriteConflictException)
                && !(refused instanceof LimitExceededException);
    }

    /// Returns the exception for a rejected write.
    public static RuntimeException ofWrite(DynamoDbException e) {
        return isRefusedWrite(e)
                ? new RecordRefusedException("DynamoDB rejects the record: " + describe(e) + message(e), e)
                : e;
    }

    /// The message of AWS is used only if it refers to the size: others can quote the item.
    private static String message(DynamoDbException e) {
        String said = e.awsErrorDetails() == null ? null : e.awsErrorDetails().errorMessage();
        return said != null && said.toLowerCase(Locale.ROOT).contains("size") ? ", it exceeds 400 KB" : "";
    }

    private static Throwable root(Throwable e) {
        @Nullable Throwable cause = e.getCause();
        return cause == null ? e : root(cause);
    }
}
