package io.taskgate.aws.client;

import io.smallrye.config.WithDefault;
import io.taskgate.payload.ByteSize;
import io.taskgate.settings.Between;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The claim check in S3, configured under `taskgate.aws.payloads`. [io.taskgate.aws.s3.PayloadPolicy]
/// validates it.
public interface PayloadStoreConfig {

    /// The bucket for payloads that are checked in or parked. Required.
    Optional<String> bucket();

    /// The prefix of every key.
    Optional<String> keyPrefix();

    /// Additional buckets whose references are accepted. The gateway does not write to them.
    Optional<List<String>> readBuckets();

    /// The size from which a payload is uploaded in parts.
    @WithDefault("16MiB")
    @Between(min = "5MiB", max = "5120MiB")
    ByteSize multipartThreshold();

    /// The validity of a reference from its creation, in whole days. Default: the maximum duration of a
    /// Standard execution (a year) plus the time in which it can be redriven (14 days).
    @WithDefault("379d")
    Duration retention();

    /// `none` uses the default of the bucket; otherwise `AES256` or `aws:kms`.
    @WithDefault("none")
    String encryption();

    /// For `aws:kms`: the key ID or ARN. Default: the AWS managed key for S3.
    Optional<String> kmsKeyId();

    /// For `aws:kms`: whether to use an S3 Bucket Key, which reduces KMS calls.
    @WithDefault("true")
    boolean bucketKeys();
}
