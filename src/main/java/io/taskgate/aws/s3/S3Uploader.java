package io.taskgate.aws.s3;

import io.taskgate.aws.client.AwsErrors;
import io.taskgate.payload.claimcheck.RepeatableContent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.stream.LongStream;
import org.jboss.logging.Logger;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CompletedMultipartUpload;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;

/// Uploads content with a single put or in parts, and lets S3 verify its SHA-256 (of each part for a
/// multipart upload). Parts are read from the content while they are sent, one after another, so that an
/// upload uses no more memory or connections than any other call. Thread-safe.
final class S3Uploader {

    private static final Logger LOG = Logger.getLogger(S3Uploader.class);
    private static final int PRECONDITION_FAILED = 412;
    private static final int CONFLICT = 409;
    private static final int NOT_IMPLEMENTED = 501;

    /// S3 user guide, "multipart upload limits".
    private static final int MAX_PARTS = 10_000;

    private static final long MEBIBYTE = 1024 * 1024;
    private static final long USUAL_PART = 8 * MEBIBYTE;

    /// S3 can take minutes to combine thousands of parts.
    private static final AwsRequestOverrideConfiguration PATIENT = timeouts(Duration.ofSeconds(60));

    private final S3Client client;
    private final PayloadPolicy policy;

    S3Uploader(S3Client client, PayloadPolicy policy) {
        this.client = client;
        this.policy = policy;
    }

    /// Content and its destination.
    ///
    /// @param onlyNew whether S3 rejects it if the object exists
    private record UploadRequest(String key, RepeatableContent content, String contentType, boolean onlyNew) {}

    /// Uploads an object that does not exist yet.
    ///
    /// @return false if the object exists, or is being written
    boolean create(String key, RepeatableContent content, String contentType) {
        try {
            write(new UploadRequest(key, content, contentType, true));
            return true;
        } catch (S3Exception e) {
            if (e.statusCode() == PRECONDITION_FAILED || e.statusCode() == CONFLICT) {
                return false;
            }
            throw e;
        }
    }

    /// Uploads an object even if it exists: its age starts again.
    void renew(String key, RepeatableContent content, String contentType) {
        write(new UploadRequest(key, content, contentType, false));
    }

    private void write(UploadRequest writing) {
        if (writing.content().size() < policy.multipartThreshold()) {
            put(writing);
        } else {
            putMultipart(writing);
        }
    }

    private void put(UploadRequest writing) {
        RepeatableContent content = writing.content();
        client.putObject(
                put -> {
                    put.bucket(policy.bucket())
                            .key(writing.key())
                            .contentType(writing.contentType())
                            .ifNoneMatch(writing.onlyNew() ? "*" : null)
                            .checksumSHA256(base64(content.sha256()))
                            .tagging(policy.retention().tagging())
                            .metadata(policy.retention().metadata())
                            .overrideConfiguration(timeouts(content.size()));
                    policy.encryption().applyTo(put);
                },
                body(content, 0, content.size()));
    }

    private void putMultipart(UploadRequest writing) {
        String uploadId = client.createMultipartUpload(create -> {
                    create.bucket(policy.bucket())
                            .key(writing.key())
                            .contentType(writing.contentType())
                            .checksumAlgorithm(ChecksumAlgorithm.SHA256)
                            .tagging(policy.retention().tagging())
                            .metadata(policy.retention().metadata());
                    policy.encryption().applyTo(create);
                })
                .uploadId();
        try {
            complete(writing, uploadId, uploadParts(writing, uploadId));
        } catch (RuntimeException e) {
            abort(writing, uploadId);
            throw e;
        }
    }

    private CompletedMultipartUpload uploadParts(UploadRequest writing, String uploadId) {
        long size = writing.content().size();
        long partSize = partSize(size);
        return CompletedMultipartUpload.builder()
                .parts(LongStream.iterate(0, from -> from < size, from -> from + partSize)
                        .mapToObj(from -> uploadPart(writing, uploadId, from, partSize))
                        .toList())
                .build();
    }

    /// Whole MiB, so that [#MOST_PARTS] are sufficient.
    static long partSize(long size) {
        long needed = Math.ceilDiv(Math.ceilDiv(size, MAX_PARTS), MEBIBYTE) * MEBIBYTE;
        return Math.max(needed, USUAL_PART);
    }

    private CompletedPart uploadPart(UploadRequest writing, String uploadId, long from, long partSize) {
        RepeatableContent content = writing.content();
        long length = Math.min(partSize, content.size() - from);
        int number = (int) (from / partSize) + 1;
        String sha256 = base64(sha256(content, from, length));
        UploadPartRequest part = UploadPartRequest.builder()
                .bucket(policy.bucket())
                .key(writing.key())
                .uploadId(uploadId)
                .partNumber(number)
                .checksumSHA256(sha256)
                .overrideConfiguration(timeouts(length))
                .build();
        return CompletedPart.builder()
                .partNumber(number)
                .eTag(client.uploadPart(part, body(content, from, length)).eTag())
                .checksumSHA256(sha256)
                .build();
    }

    private void complete(UploadRequest writing, String uploadId, CompletedMultipartUpload parts) {
        try {
            complete(writing, uploadId, parts, writing.onlyNew());
        } catch (S3Exception e) {
            if (!writing.onlyNew() || e.statusCode() != NOT_IMPLEMENTED) {
                throw e;
            }
            // A service without conditional completion: the existence was checked before, and the same key
            // always has the same content.
            complete(writing, uploadId, parts, false);
        }
    }

    private void complete(UploadRequest writing, String uploadId, CompletedMultipartUpload parts, boolean onlyNew) {
        client.completeMultipartUpload(complete -> complete.bucket(policy.bucket())
                .key(writing.key())
                .uploadId(uploadId)
                .multipartUpload(parts)
                .ifNoneMatch(onlyNew ? "*" : null)
                .overrideConfiguration(PATIENT));
    }

    /// A failed abort is left to the lifecycle rule of the bucket.
    private void abort(UploadRequest writing, String uploadId) {
        try {
            client.abortMultipartUpload(
                    abort -> abort.bucket(policy.bucket()).key(writing.key()).uploadId(uploadId));
        } catch (SdkException e) {
            LOG.warnf(
                    "Multipart upload not aborted, the bucket lifecycle removes it: error=\"%s\"",
                    AwsErrors.describe(e));
        }
    }

    /// Read again from its start for each attempt.
    private static RequestBody body(RepeatableContent content, long from, long length) {
        return RequestBody.fromContentProvider(() -> content.open(from, length), length, "application/octet-stream");
    }

    /// The timeout of any other call, plus one second for each MiB.
    static AwsRequestOverrideConfiguration timeouts(long bytes) {
        return timeouts(Duration.ofSeconds(10 + bytes / MEBIBYTE));
    }

    /// @param attempt the timeout of one attempt; all together have two and a half times as long
    private static AwsRequestOverrideConfiguration timeouts(Duration attempt) {
        return AwsRequestOverrideConfiguration.builder()
                .apiCallAttemptTimeout(attempt)
                .apiCallTimeout(attempt.multipliedBy(5).dividedBy(2))
                .build();
    }

    private static String sha256(RepeatableContent content, long from, long length) {
        try {
            return content.sha256(from, length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String base64(String hex) {
        return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex));
    }
}
