package io.taskgate.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskgate.standin.StandIns;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/// Checks the S3 part of the contract.
class S3ContractTest {

    private static final String TEXT = "payload";

    private static S3Client s3;
    private static String bucket;

    @BeforeAll
    static void make() {
        s3 = ContractTarget.client(
                S3Client.builder().forcePathStyle(!ContractTarget.isGiven() || local()), StandIns::s3);
        bucket = ContractTarget.name();
        s3.createBucket(create -> create.bucket(bucket));
    }

    private static boolean local() {
        return Optional.ofNullable(System.getenv("AWS_ENDPOINT_URL_S3")).isPresent();
    }

    @AfterAll
    static void clear() {
        s3.listObjectsV2(list -> list.bucket(bucket)).contents().stream()
                .map(S3Object::key)
                .forEach(key -> s3.deleteObject(delete -> delete.bucket(bucket).key(key)));
        s3.deleteBucket(delete -> delete.bucket(bucket));
    }

    private static void create(String key, String text) {
        s3.putObject(put -> put.bucket(bucket).key(key).ifNoneMatch("*"), RequestBody.fromString(text));
    }

    private static String read(String key) {
        return s3.getObjectAsBytes(get -> get.bucket(bucket).key(key)).asUtf8String();
    }

    private static String sha256(String text) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Test
    void anObjectIsCreatedOnce() {
        create("once", TEXT);

        assertThatThrownBy(() -> create("once", "other")).isInstanceOfSatisfying(S3Exception.class, failed -> {
            assertThat(failed.statusCode()).isEqualTo(412);
            assertThat(failed.awsErrorDetails().errorCode()).isEqualTo("PreconditionFailed");
        });
        assertThat(read("once")).isEqualTo(TEXT);
    }

    @Test
    void aChecksumThatFitsIsTaken() {
        s3.putObject(put -> put.bucket(bucket).key("sum").checksumSHA256(sha256(TEXT)), RequestBody.fromString(TEXT));

        assertThat(read("sum")).isEqualTo(TEXT);
    }

    @Test
    void aChecksumThatDoesNotFitIsRefusedAndNothingStands() {
        assertThatThrownBy(() -> s3.putObject(
                        put -> put.bucket(bucket).key("bad").checksumSHA256(sha256("other")),
                        RequestBody.fromString(TEXT)))
                .satisfies(ContractTarget.code("BadDigest", "InvalidRequest"));
        assertThatThrownBy(() -> read("bad")).isInstanceOf(NoSuchKeyException.class);
    }

    @Test
    void theChecksumIsToldAgain() {
        s3.putObject(put -> put.bucket(bucket).key("told").checksumSHA256(sha256(TEXT)), RequestBody.fromString(TEXT));

        assertThat(s3.headObject(head -> head.bucket(bucket).key("told").checksumMode(ChecksumMode.ENABLED))
                        .checksumSHA256())
                .isEqualTo(sha256(TEXT));
    }

    @Test
    void aWriteIsReadAtOnce() {
        for (int n = 0; n < 5; n++) {
            String text = TEXT + n;
            s3.putObject(put -> put.bucket(bucket).key("fresh"), RequestBody.fromString(text));
            assertThat(read("fresh")).isEqualTo(text);
        }
    }

    @Test
    void aRangeIsReadAlone() {
        s3.putObject(put -> put.bucket(bucket).key("range"), RequestBody.fromString(TEXT));

        assertThat(s3.getObjectAsBytes(get -> get.bucket(bucket).key("range").range("bytes=1-3"))
                        .asUtf8String())
                .isEqualTo("ayl");
        assertThatThrownBy(() ->
                        s3.getObject(get -> get.bucket(bucket).key("range").range("bytes=70-80")))
                .satisfies(ContractTarget.code("InvalidRange"));
    }

    @Test
    void whatIsNotThereIsSaidSo() {
        assertThatThrownBy(() -> read("none")).isInstanceOf(NoSuchKeyException.class);
        assertThatThrownBy(() ->
                        s3.getObject(get -> get.bucket(ContractTarget.name()).key("none")))
                .isInstanceOf(NoSuchBucketException.class);
    }
}
