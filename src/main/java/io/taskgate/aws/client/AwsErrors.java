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

/// What the SDK's exceptions mean to us.
public final class AwsErrors {

    private AwsErrors() {}

    /// A short text for logs and reasons: AWS's code, or the kind of failure. Never a request's content.
    public static String brief(SdkException e) {
        if (e instanceof AwsServiceException service && service.awsErrorDetails() != null) {
            return service.awsErrorDetails().errorCode() + " (" + service.statusCode() + ")";
        }
        Throwable root = root(e);
        return root.equals(e)
                ? e.getClass().getSimpleName()
                : root.getClass().getSimpleName() + ": " + root.getMessage();
    }

    /// AWS's error code; empty where the reply has none, as one that was cut off.
    public static String code(AwsServiceException e) {
        String code = e.awsErrorDetails() == null ? null : e.awsErrorDetails().errorCode();
        return code == null ? "" : code;
    }

    /// Whether no connection was made, so that nothing can have been applied.
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

    /// Refusals that no retry heals soon.
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

    /// Whether DynamoDB refuses a write for what is written, so that the same write is refused again: a
    /// ValidationException (an item over 400 KB) and its like. What a person or time may help is none of
    /// these, and a reply without a code says nothing.
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

    /// What a refused write is thrown on as.
    public static RuntimeException ofWrite(DynamoDbException e) {
        return isRefusedWrite(e)
                ? new RecordRefusedException("DynamoDB refuses the record: " + brief(e) + message(e), e)
                : e;
    }

    /// AWS's own words are shown where they tell of the size only: others may quote the item.
    private static String message(DynamoDbException e) {
        String said = e.awsErrorDetails() == null ? null : e.awsErrorDetails().errorMessage();
        return said != null && said.toLowerCase(Locale.ROOT).contains("size") ? ": it is over DynamoDB's 400 KB" : "";
    }

    private static Throwable root(Throwable e) {
        @Nullable Throwable cause = e.getCause();
        return cause == null ? e : root(cause);
    }
}
