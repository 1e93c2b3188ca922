package io.taskgate.aws.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.taskgate.aws.client.AdapterFixture;
import io.taskgate.payload.claimcheck.PayloadOwner;
import io.taskgate.payload.claimcheck.PayloadReference;
import io.taskgate.payload.claimcheck.PayloadStore;
import io.taskgate.payload.claimcheck.RepeatableContent;
import io.taskgate.testing.aws.RecordedS3Calls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;

/// Tests uploads to S3. S3Proxy verifies checksums and conditions. It ignores tags and some headers, so the
/// tests inspect these in the request.
class S3UploaderTest {

    private static final PayloadOwner OWNER = PayloadOwner.ofService("main", "orders");

    private static final int MEBIBYTE = 1024 * 1024;

    private final RecordedS3Calls calls = new RecordedS3Calls();
    private final S3Client client = calls.client();
    private final String bucket = "uploads-" + UUID.randomUUID();

    @BeforeEach
    void aBucketOfItsOwn() {
        client.createBucket(create -> create.bucket(bucket));
        calls.forget();
    }

    @Test
    void whatIsSmallIsPutInOneCall() {
        PayloadReference reference = checkIn(content(100));

        assertThat(calls.names()).containsExactly("PutObject");
        PutObjectRequest put = calls.last(PutObjectRequest.class);
        assertThat(put.ifNoneMatch()).isEqualTo("*");
        assertThat(put.tagging()).isEqualTo("taskgate-expire-days=409");
        assertThat(put.checksumSHA256()).hasSize(44);
        assertThat(reference.bytes()).isEqualTo(100);
    }

    @Test
    void whatIsLargeIsAskedForThenSentInParts() throws IOException {
        byte[] content = content(18 * MEBIBYTE);

        PayloadReference reference = checkIn(content);

        assertThat(calls.names())
                .containsExactly(
                        "HeadObject",
                        "CreateMultipartUpload",
                        "UploadPart",
                        "UploadPart",
                        "UploadPart",
                        "CompleteMultipartUpload");
        assertThat(calls.last(CreateMultipartUploadRequest.class).tagging()).isEqualTo("taskgate-expire-days=409");
        assertThat(calls.last(CreateMultipartUploadRequest.class).checksumAlgorithmAsString())
                .isEqualTo("SHA256");
        assertThat(calls.last(UploadPartRequest.class).checksumSHA256()).hasSize(44);
        assertThat(calls.last(CompleteMultipartUploadRequest.class).ifNoneMatch())
                .isEqualTo("*");
        try (InputStream stored = store().open(reference)) {
            assertThat(stored).hasBinaryContent(content);
        }
        assertThat(uploadsUnderWay()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {2 * MEBIBYTE, 17 * MEBIBYTE})
    void theSameLargeContentAgainIsNoUpload(int size) {
        byte[] content = content(size);
        PayloadReference first = checkIn(content);
        calls.forget();

        PayloadReference second = checkIn(content);

        assertThat(second).isEqualTo(first);
        assertThat(calls.names()).containsExactly("HeadObject");
    }

    /// Two gateways write the same content, and the second one finds the object of the first.
    @Test
    void whatAppearsWhileItIsUploadedIsAsGood() {
        byte[] content = content(17 * MEBIBYTE);
        AtomicInteger others = new AtomicInteger();
        calls.before(request -> {
            if (request instanceof CompleteMultipartUploadRequest && others.getAndIncrement() == 0) {
                new S3PayloadStore(AdapterFixture.s3(), policy(), Clock.systemUTC(), OWNER)
                        .checkIn(content, "application/json", JsonNodeFactory.instance.objectNode());
            }
        });

        PayloadReference reference = checkIn(content);

        assertThat(calls.names()).endsWith("CompleteMultipartUpload", "AbortMultipartUpload", "HeadObject");
        assertThat(store().read(reference)).isEqualTo(content);
        assertThat(uploadsUnderWay()).isZero();
    }

    @Test
    void aServiceWithoutConditionalCompletionIsTakenAsItIs() {
        calls.before(request -> {
            if (request instanceof CompleteMultipartUploadRequest complete && complete.ifNoneMatch() != null) {
                throw RecordedS3Calls.answer(501);
            }
        });
        byte[] content = content(17 * MEBIBYTE);

        PayloadReference reference = checkIn(content);

        assertThat(store().read(reference)).isEqualTo(content);
    }

    @Test
    void anUploadThatFailsIsAborted() {
        AtomicInteger parts = new AtomicInteger();
        calls.before(request -> {
            if (request instanceof UploadPartRequest && parts.incrementAndGet() == 2) {
                throw RecordedS3Calls.answer(403);
            }
        });
        byte[] content = content(17 * MEBIBYTE);

        assertThatThrownBy(() -> checkIn(content)).isInstanceOf(PayloadStore.StoreUnavailableException.class);

        assertThat(calls.names()).endsWith("UploadPart", "AbortMultipartUpload");
        assertThat(uploadsUnderWay()).isZero();
        assertThat(objects()).isZero();
    }

    /// The spooled content was corrupted: S3 receives the original SHA-256 and rejects the upload.
    @Test
    void bytesThatAreNotWhatWasHashedAreRefusedByS3() {
        RepeatableContent content = new RepeatableContent() {
            @Override
            public long size() {
                return 4;
            }

            @Override
            public String sha256() {
                return RepeatableContent.of("good".getBytes(StandardCharsets.US_ASCII))
                        .sha256();
            }

            @Override
            public InputStream open(long from, long length) {
                return new ByteArrayInputStream("evil".getBytes(StandardCharsets.US_ASCII));
            }
        };

        assertThatThrownBy(() -> store().checkIn(content, "text/plain", JsonNodeFactory.instance.objectNode()))
                .isInstanceOf(PayloadStore.StoreUnavailableException.class);
        assertThat(objects()).isZero();
    }

    @Test
    void encryptionIsWhatIsConfigured() {
        S3Encryption kms = new S3Encryption.Kms(Optional.of("alias/payloads"), true);

        for (int size : new int[] {50, 17 * MEBIBYTE}) {
            new S3PayloadStore(client, policy(kms), Clock.systemUTC(), OWNER)
                    .checkIn(content(size), "application/json", JsonNodeFactory.instance.objectNode());
        }

        PutObjectRequest put = calls.last(PutObjectRequest.class);
        assertThat(put.serverSideEncryptionAsString()).isEqualTo("aws:kms");
        assertThat(put.ssekmsKeyId()).isEqualTo("alias/payloads");
        assertThat(put.bucketKeyEnabled()).isTrue();
        CreateMultipartUploadRequest create = calls.last(CreateMultipartUploadRequest.class);
        assertThat(create.serverSideEncryptionAsString()).isEqualTo("aws:kms");
        assertThat(create.ssekmsKeyId()).isEqualTo("alias/payloads");
        assertThat(create.bucketKeyEnabled()).isTrue();
    }

    @Test
    void theBucketsOwnEncryptionIsNotSpokenOf() {
        checkIn(content(10));

        PutObjectRequest put = calls.last(PutObjectRequest.class);
        assertThat(put.serverSideEncryptionAsString()).isNull();
        assertThat(put.ssekmsKeyId()).isNull();
        assertThat(put.bucketKeyEnabled()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"1, 8", "80000, 8", "80001, 9", "5242880, 525", "52428800, 5243"})
    void tenThousandPartsSuffice(long mebibytes, long partMebibytes) {
        long size = mebibytes * MEBIBYTE;
        long part = S3Uploader.partSize(size);

        assertThat(part).isEqualTo(partMebibytes * MEBIBYTE);
        assertThat(Math.ceilDiv(size, part)).isLessThanOrEqualTo(10_000);
    }

    private PayloadReference checkIn(byte[] content) {
        return store().checkIn(content, "application/json", JsonNodeFactory.instance.objectNode());
    }

    private S3PayloadStore store() {
        return new S3PayloadStore(client, policy(), Clock.systemUTC(), OWNER);
    }

    private PayloadPolicy policy() {
        return policy(new S3Encryption.BucketDefault());
    }

    private PayloadPolicy policy(S3Encryption encryption) {
        return new PayloadPolicy(
                bucket, "", Set.of(bucket), 16 * MEBIBYTE, new RetentionPolicy(Duration.ofDays(379)), encryption);
    }

    private static byte[] content(int size) {
        byte[] content = new byte[size];
        byte[] unique = UUID.randomUUID().toString().getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(unique, 0, content, 0, Math.min(size, unique.length));
        return content;
    }

    private int uploadsUnderWay() {
        return client.listMultipartUploads(list -> list.bucket(bucket))
                .uploads()
                .size();
    }

    private int objects() {
        return client.listObjectsV2(list -> list.bucket(bucket)).contents().size();
    }
}
