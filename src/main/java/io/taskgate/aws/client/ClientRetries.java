package io.taskgate.aws.client;

import java.time.Duration;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.retries.api.RetryStrategy;

/// The retry strategies of the clients, by name. No client has the default of the SDK, which differs between its
/// versions and which `AWS_RETRY_MODE`, `AWS_MAX_ATTEMPTS` and profiles change.
enum ClientRetries {

    /// No retries. For Step Functions and EventBridge: the protocol retries itself, and must observe every attempt.
    NONE {
        @Override
        RetryStrategy strategy() {
            return AwsRetryStrategy.doNotRetry();
        }
    },

    /// The standard mode of the SDK with three attempts. For S3, SQS, KMS and Secrets Manager.
    STANDARD {
        @Override
        RetryStrategy strategy() {
            return AwsRetryStrategy.standardRetryStrategy().toBuilder()
                    .maxAttempts(3)
                    .build();
        }
    },

    /// The standard mode with up to nine attempts that begin 25 ms apart, throttled ones 500 ms, for DynamoDB: a write
    /// that is repeated is recognized, and a callback waits for it.
    LEDGER {
        @Override
        RetryStrategy strategy() {
            return AwsRetryStrategy.standardRetryStrategy().toBuilder()
                    .maxAttempts(9)
                    .backoffStrategy(BackoffStrategy.exponentialDelay(Duration.ofMillis(25), LONGEST))
                    .throttlingBackoffStrategy(BackoffStrategy.exponentialDelay(Duration.ofMillis(500), LONGEST))
                    .build();
        }
    };

    private static final Duration LONGEST = Duration.ofSeconds(2);

    /// Returns a new strategy: its retry quota is that of one client.
    abstract RetryStrategy strategy();
}
