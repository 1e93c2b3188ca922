package io.taskgate.aws.s3;

import io.taskgate.aws.client.PayloadStoreConfig;
import io.taskgate.route.Route;
import io.taskgate.settings.ConfigurationProblems;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// The validated configuration of the payload store. An invalid setting is reported and replaced by a
/// harmless value.
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

    private static final String ROOT = "taskgate.aws.payloads.";
    private static final Pattern BUCKET = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{1,254}|arn:aws[a-z-]*:s3:[^\\s]+");

    /// A reference contains the key and must always fit.
    private static final int MAX_PREFIX = 256;

    /// The time in which a Standard execution can be redriven after its end (Step Functions developer guide).
    private static final Duration REDRIVE = Duration.ofDays(14);

    private static final Duration SHORTEST = REDRIVE.plusDays(1);
    private static final Duration LONGEST = Duration.ofDays(36_500);
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

    public static PayloadPolicy read(
            PayloadStoreConfig settings, Collection<Route> routes, ConfigurationProblems problems) {
        String bucket = settings.bucket().orElse("");
        if (bucket.isBlank()) {
            problems.add(ROOT + "bucket", "Required. Set the S3 bucket for payloads that exceed their budget.");
        } else {
            checkBucket("bucket", bucket, problems);
        }
        Set<String> readable = new HashSet<>(settings.readBuckets().orElse(List.of()));
        readable.forEach(name -> checkBucket("read-buckets", name, problems));
        readable.add(bucket);
        return new PayloadPolicy(
                bucket,
                prefix(settings, problems),
                Set.copyOf(readable),
                settings.multipartThreshold().bytes(),
                new RetentionPolicy(retention(settings.retention(), routes, problems)),
                encryption(settings, problems));
    }

    private static void checkBucket(String key, String name, ConfigurationProblems problems) {
        if (!BUCKET.matcher(name).matches()) {
            problems.add(
                    ROOT + key, "Invalid bucket \"" + name + "\". Use the bucket name, or the ARN of an access point.");
        }
    }

    private static String prefix(PayloadStoreConfig settings, ConfigurationProblems problems) {
        String prefix = settings.keyPrefix().orElse("");
        if (prefix.length() > MAX_PREFIX) {
            problems.add(ROOT + "key-prefix", "Too long. Use at most " + MAX_PREFIX + " characters.");
        }
        return prefix;
    }

    /// A reference can stay in the state of an execution until the execution can't be redriven any more. The
    /// timeouts of the routes are only a lower bound, because the execution continues after the callback.
    private static Duration retention(Duration retention, Collection<Route> routes, ConfigurationProblems problems) {
        String key = ROOT + "retention";
        boolean wholeDays = retention.equals(Duration.ofDays(retention.toDays()));
        if (!wholeDays || retention.compareTo(SHORTEST) < 0 || retention.compareTo(LONGEST) > 0) {
            problems.add(
                    key,
                    "Invalid retention \"" + written(retention) + "\". Use whole days from " + SHORTEST.toDays()
                            + "d (the "
                            + REDRIVE.toDays() + " days in which an execution can be redriven, plus one) to "
                            + LONGEST.toDays() + "d.");
            return DEFAULT;
        }
        for (Route route : routes) {
            Duration needed =
                    route.timeout() == null ? SHORTEST : route.timeout().plus(REDRIVE);
            if (retention.compareTo(needed) < 0) {
                problems.add(
                        key,
                        "\"" + written(retention) + "\" is less than the timeout of " + route.name() + " plus the "
                                + REDRIVE.toDays() + " days in which an execution can be redriven. Set at least "
                                + needed.plusDays(1).minusNanos(1).toDays() + "d.");
                return DEFAULT;
            }
        }
        return retention;
    }

    private static String written(Duration retention) {
        return retention.equals(Duration.ofDays(retention.toDays())) ? retention.toDays() + "d" : retention.toString();
    }

    private static S3Encryption encryption(PayloadStoreConfig settings, ConfigurationProblems problems) {
        if (settings.kmsKeyId().isPresent() && !settings.encryption().equals("aws:kms")) {
            problems.add(ROOT + "kms-key-id", "Requires " + ROOT + "encryption=aws:kms. Set it, or remove the key ID.");
        }
        return switch (settings.encryption()) {
            case "none" -> new S3Encryption.BucketDefault();
            case "AES256" -> new S3Encryption.Aes256();
            case "aws:kms" -> new S3Encryption.Kms(settings.kmsKeyId(), settings.bucketKeys());
            default -> {
                problems.add(
                        ROOT + "encryption",
                        "\"" + settings.encryption()
                                + "\" is unknown. Use none (the default of the bucket), AES256 or aws:kms.");
                yield new S3Encryption.BucketDefault();
            }
        };
    }
}
