package io.taskgate.aws.s3;

import io.taskgate.audit.AuditArchive;
import io.taskgate.aws.client.AwsErrors;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ObjectLockMode;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// Archives audit log files in S3 with Object Lock. A put never replaces an object: S3 enforces this, and an
/// existing object is compared by its digest.
public final class S3AuditArchive implements AuditArchive {

    private static final int PRECONDITION_FAILED = 412;

    private final S3Client client;

    public S3AuditArchive(S3Client client) {
        this.client = client;
    }

    @Override
    public void store(AuditObject object) {
        try {
            put(object);
        } catch (S3Exception e) {
            if (e.statusCode() != PRECONDITION_FAILED) {
                throw new NotArchivedException(object.key() + ": " + AwsErrors.describe(e), false, e);
            }
            // the response to an earlier attempt was lost, or another process wrote the object
            if (!isThere(object)) {
                throw new NotArchivedException(
                        object.key() + " exists with different content. Compare it with " + object.file() + ".",
                        true,
                        e);
            }
        } catch (SdkException e) {
            throw new NotArchivedException(object.key() + ": " + AwsErrors.describe(e), false, e);
        }
    }

    private void put(AuditObject object) {
        Path file = object.file();
        client.putObject(
                put -> put.bucket(object.bucket())
                        .key(object.key())
                        .contentType("application/x-ndjson")
                        .ifNoneMatch("*")
                        .checksumSHA256(base64(object))
                        .objectLockMode(
                                switch (object.mode()) {
                                    case GOVERNANCE -> ObjectLockMode.GOVERNANCE;
                                    case COMPLIANCE -> ObjectLockMode.COMPLIANCE;
                                })
                        .objectLockRetainUntilDate(object.retainUntil())
                        .overrideConfiguration(S3Uploader.timeouts(file.toFile().length())),
                RequestBody.fromFile(file));
    }

    private boolean isThere(AuditObject object) {
        try {
            HeadObjectResponse head = client.headObject(
                    ask -> ask.bucket(object.bucket()).key(object.key()).checksumMode(ChecksumMode.ENABLED));
            return base64(object).equals(head.checksumSHA256());
        } catch (SdkException e) {
            throw new NotArchivedException(object.key() + ": " + AwsErrors.describe(e), false, e);
        }
    }

    private static String base64(AuditObject object) {
        return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(object.sha256()));
    }
}
