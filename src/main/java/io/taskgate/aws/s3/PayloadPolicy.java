package io.taskgate.aws.s3;

import io.quarkus.runtime.configuration.DurationConverter;
import io.taskgate.aws.client.PayloadStoreConfig;
import io.taskgate.payload.ByteSize;
import io.taskgate.payload.InvalidDefinitionException;
import io.taskgate.route.Route;
import io.taskgate.route.config.ConfigurationProblems;
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

    /// The minimum size of a part is 5 MiB, the maximum of a single put 5 GiB (S3 user guide, "multipart
    /// upload limits").
    private static final long SMALLEST_PART = 5L * 1024 * 1024;

    private static final long LARGEST_PUT = 5L * 1024 * 1024 * 1024;
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
                threshold(settings, problems),
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

    private static long threshold(PayloadStoreConfig settings, ConfigurationProblems problems) {
        String key = ROOT + "multipart-threshold";
        try {
            long threshold = ByteSize.parse(settings.multipartThreshold());
            if (threshold >= SMALLEST_PART && threshold <= LARGEST_PUT) {
                return threshold;
            }
            problems.add(
                    key,
                    "\"" + settings.multipartThreshold()
                            + "\" is outside the S3 limits. Use 5MiB to 5120MiB, for example 16MiB.");
        } catch (InvalidDefinitionException e) {
            problems.add(key, String.valueOf(e.getMessage()));
        }
        return DEFAULT_THRESHOLD;
    }

    /// A reference can stay in the state of an execution until the execution can't be redriven any more. The
    /// timeouts of the routes are only a lower bound, because the execution continues after the callback.
    private static Duration retention(String text, Collection<Route> routes, ConfigurationProblems problems) {
        String key = ROOT + "retention";
        Duration retention = days(text);
        if (retention == null || retention.compareTo(SHORTEST) < 0 || retention.compareTo(LONGEST) > 0) {
            problems.add(
                    key,
                    "Invalid retention \"" + text + "\". Use whole days from " + SHORTEST.toDays() + "d (the "
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
                        "\"" + text + "\" is less than the timeout of " + route.name() + " plus the "
                                + REDRIVE.toDays() + " days in which an execution can be redriven. Set at least "
                                + needed.plusDays(1).minusNanos(1).toDays() + "d.");
                return DEFAULT;
            }
        }
        return retention;
    }

    private static @org.jspecify.annotations.Nullable Duration days(String text) {
        try {
            Duration duration = DurationConverter.parseDuration(text);
            return duration != null && duration.equals(Duration.ofDays(duration.toDays())) ? duration : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
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
