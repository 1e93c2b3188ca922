package io.taskgate.aws.client;

import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Optional;

/// The claim check in S3, as written under `taskgate.aws.payloads`. [io.taskgate.aws.s3.PayloadPolicy] reads it
/// strictly.
public interface PayloadStoreConfig {

    /// The bucket for payloads that were checked in or are parked. Required.
    Optional<String> bucket();

    /// Goes before every key.
    Optional<String> keyPrefix();

    /// Other buckets whose references are followed. Nothing is written there.
    Optional<List<String>> readBuckets();

    /// From this size on a payload is uploaded in parts.
    @WithDefault("16MiB")
    String multipartThreshold();

    /// How long a reference is good for, from the moment it is given, in whole days. By default as long as a
    /// Standard execution may take (a year) and may be redriven after that (14 days).
    @WithDefault("379d")
    String retention();

    /// `none` leaves it to the bucket's default; or `AES256`, or `aws:kms`.
    @WithDefault("none")
    String encryption();

    /// For `aws:kms`: the key's id or ARN; by default the account's own key for S3.
    Optional<String> kmsKeyId();

    /// For `aws:kms`: whether S3 asks KMS once for many objects (an S3 Bucket Key).
    @WithDefault("true")
    boolean bucketKeys();
}
