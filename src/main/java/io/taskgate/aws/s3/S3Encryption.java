package io.taskgate.aws.s3;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/// The server-side encryption of stored objects.
sealed interface S3Encryption {

    /// The default of the bucket.
    record BucketDefault() implements S3Encryption {}

    /// S3 managed keys.
    record Aes256() implements S3Encryption {}

    /// A KMS key.
    ///
    /// @param keyId      empty for the AWS managed key for S3
    /// @param bucketKeys whether to use an S3 Bucket Key
    record Kms(Optional<String> keyId, boolean bucketKeys) implements S3Encryption {}

    default void applyTo(PutObjectRequest.Builder put) {
        put.serverSideEncryption(algorithm()).ssekmsKeyId(kmsKey()).bucketKeyEnabled(bucketKey());
    }

    default void applyTo(CreateMultipartUploadRequest.Builder create) {
        create.serverSideEncryption(algorithm()).ssekmsKeyId(kmsKey()).bucketKeyEnabled(bucketKey());
    }

    private @Nullable ServerSideEncryption algorithm() {
        return switch (this) {
            case BucketDefault _ -> null;
            case Aes256 _ -> ServerSideEncryption.AES256;
            case Kms _ -> ServerSideEncryption.AWS_KMS;
        };
    }

    private @Nullable String kmsKey() {
        return this instanceof Kms(Optional<String> keyId, boolean _) ? keyId.orElse(null) : null;
    }

    private @Nullable Boolean bucketKey() {
        return this instanceof Kms(Optional<String> _, boolean bucketKeys) ? bucketKeys : null;
    }
}
