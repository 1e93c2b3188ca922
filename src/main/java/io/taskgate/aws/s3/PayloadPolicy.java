package io.taskgate.aws.s3;

import io.taskgate.aws.client.PayloadStoreConfig;
import io.taskgate.aws.client.PayloadStoreRules;
import io.taskgate.route.Route;
import io.taskgate.settings.ConfigurationProblems;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The configuration of the payload store.
///
/// @param readable           the buckets whose references are accepted, including [#bucket]
/// @param multipartThreshold in bytes
public record PayloadPolicy(
        String bucket,
        String keyPrefix,
        Set<String> readable,
        long multipartThreshold,
        RetentionPolicy retention,
        S3Encryption encryption) {

    private static final Duration SHORTEST = PayloadStoreRules.REDRIVE.plusDays(1);
    private static final Duration DEFAULT = Duration.ofDays(379);

    private static final long DEFAULT_THRESHOLD = 16L * 1024 * 1024;

    /// Creates a policy with all defaults.
    public static PayloadPolicy of(String bucket, String keyPrefix) {
        return new PayloadPolicy(
                bucket,
                keyPrefix,
                Set.of(bucket),
                DEFAULT_THRESHOLD,
                new RetentionPolicy(DEFAULT),
                new S3Encryption.BucketDefault());
    }

    /// @param settings valid ones
    /// @param problems receives a retention that is shorter than a route needs
    public static PayloadPolicy read(
            PayloadStoreConfig settings, Collection<Route> routes, ConfigurationProblems problems) {
        String bucket = settings.bucket().orElse("");
        Set<String> readable = new HashSet<>(settings.readBuckets().orElse(List.of()));
        readable.add(bucket);
        return new PayloadPolicy(
                bucket,
                settings.keyPrefix().orElse(""),
                Set.copyOf(readable),
                settings.multipartThreshold().bytes(),
                new RetentionPolicy(retention(settings.retention(), routes, problems)),
                encryption(settings));
    }

    /// A reference can stay in the state of an execution until the execution can't be redriven any more. The
    /// timeouts of the routes are only a lower bound, because the execution continues after the callback.
    private static Duration retention(Duration retention, Collection<Route> routes, ConfigurationProblems problems) {
        for (Route route : routes) {
            Duration needed =
                    route.timeout() == null ? SHORTEST : route.timeout().plus(PayloadStoreRules.REDRIVE);
            if (retention.compareTo(needed) < 0) {
                problems.add(
                        "taskgate.aws.payloads.retention",
                        "\"" + retention.toDays() + "d\" is less than the timeout of " + route.name() + " plus the "
                                + PayloadStoreRules.REDRIVE.toDays()
                                + " days in which an execution can be redriven. Set at least "
                                + needed.plusDays(1).minusNanos(1).toDays() + "d.");
                return DEFAULT;
            }
        }
        return retention;
    }

    private static S3Encryption encryption(PayloadStoreConfig settings) {
        return switch (settings.encryption()) {
            case "AES256" -> new S3Encryption.Aes256();
            case "aws:kms" -> new S3Encryption.Kms(settings.kmsKeyId(), settings.bucketKeys());
            default -> new S3Encryption.BucketDefault();
        };
    }
}
