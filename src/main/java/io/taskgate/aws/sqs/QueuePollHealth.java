package io.taskgate.aws.sqs;

import io.taskgate.aws.client.AwsErrors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/// The health of the polling of one queue. Thread-safe.
///
/// A queue that rejects the first polls keeps the process from becoming ready, so that a rollout with a wrong role
/// or queue stops. An outage of SQS does not: the API works without it, and no other process would reach it.
final class QueuePollHealth {

    private record State(
            boolean answered, boolean rejected, @Nullable String failure) {}

    private volatile State state = new State(false, false, null);

    void succeeded() {
        state = new State(true, false, null);
    }

    /// @param description of the failure, without confidential data
    void failed(Throwable failure, String description) {
        state = new State(state.answered, isRejection(failure), description);
    }

    private static boolean isRejection(Throwable failure) {
        return failure instanceof AwsServiceException service
                && service.statusCode() >= 400
                && service.statusCode() < 500
                && !AwsErrors.isThrottling(service);
    }

    /// Returns whether the queue has answered once since the start, or has not rejected the last poll.
    boolean isReady() {
        State now = state;
        return now.answered || !now.rejected;
    }

    /// Returns the failure of the last poll; null if it succeeded.
    @Nullable String failure() {
        return state.failure;
    }
}
