package io.taskgate.aws;

import java.net.ConnectException;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/// What the SDK's exceptions mean to us.
final class AwsErrors {

    private AwsErrors() {}

    /// A short text for logs and reasons: AWS's code, or the kind of failure. Never a request's content.
    static String brief(SdkException e) {
        if (e instanceof AwsServiceException service && service.awsErrorDetails() != null) {
            return service.awsErrorDetails().errorCode() + " (" + service.statusCode() + ")";
        }
        Throwable root = root(e);
        return root == e ? e.getClass().getSimpleName() : root.getClass().getSimpleName() + ": " + root.getMessage();
    }

    static String code(AwsServiceException e) {
        return e.awsErrorDetails() == null ? "" : e.awsErrorDetails().errorCode();
    }

    /// Whether no connection was made, so that nothing can have been applied.
    static boolean neverConnected(SdkException e) {
        for (Throwable at = e; at != null; at = at.getCause()) {
            if (at instanceof ConnectException || at instanceof UnknownHostException) {
                return true;
            }
        }
        return false;
    }

    static boolean isThrottling(AwsServiceException e) {
        return e.isThrottlingException() || code(e).contains("Throttl") || e.statusCode() == 429;
    }

    /// Refusals that no retry heals soon.
    static boolean isDenied(AwsServiceException e) {
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

    private static Throwable root(Throwable e) {
        @Nullable Throwable cause = e.getCause();
        return cause == null ? e : root(cause);
    }
}
