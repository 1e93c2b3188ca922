package io.taskgate.aws.client;

import io.smallrye.config.WithDefault;
import io.taskgate.payload.ByteSize;
import io.taskgate.settings.RequiredValue;
import io.taskgate.settings.ValueRange;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The claim check in S3, configured under `taskgate.aws.payloads`. [io.taskgate.aws.s3.PayloadPolicy] has the rule
/// between the retention and the routes.
@ConsistentPayloadStore
public interface PayloadStoreConfig {

    /// The form of a bucket: its name, or the ARN of an access point.
    String BUCKET = "[A-Za-z0-9][A-Za-z0-9._-]{1,254}|arn:aws[a-z-]*:s3:[^\\s]+";

    String NO_BUCKET = "Invalid bucket \"${validatedValue}\". Use the bucket name, or the ARN of an access point.";

    /// The bucket for payloads that are checked in or parked.
    @RequiredValue("Set the S3 bucket for payloads that exceed their budget.")
    Optional<@Pattern(regexp = BUCKET, message = NO_BUCKET) String> bucket();

    /// The prefix of every key.
    Optional<@Size(max = 256, message = "Too long. Use at most 256 characters.") String> keyPrefix();

    /// Additional buckets whose references are accepted. The gateway does not write to them.
    Optional<List<@Pattern(regexp = BUCKET, message = NO_BUCKET) String>> readBuckets();

    /// The size from which a payload is uploaded in parts.
    @WithDefault("16MiB")
    @ValueRange(min = "5MiB", max = "5120MiB")
    ByteSize multipartThreshold();

    /// The validity of a reference from its creation, in whole days. Default: the maximum duration of a
    /// Standard execution (a year) plus the time in which it can be redriven (14 days).
    @WithDefault("379d")
    Duration retention();

    /// `none` uses the default of the bucket; otherwise `AES256` or `aws:kms`.
    @WithDefault("none")
    @Pattern(
            regexp = "none|AES256|aws:kms",
            message = "\"<value>\" is unknown. Use none (the default of the bucket), AES256 or aws:kms.")
    String encryption();

    /// For `aws:kms`: the key ID or ARN. Default: the AWS managed key for S3.
    Optional<String> kmsKeyId();

    /// For `aws:kms`: whether to use an S3 Bucket Key, which reduces KMS calls.
    @WithDefault("true")
    boolean bucketKeys();
}
