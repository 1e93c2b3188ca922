package io.taskgate.aws.s3;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.taskgate.payload.claimcheck.PayloadOwner;
import io.taskgate.payload.claimcheck.PayloadReference;
import io.taskgate.testing.aws.RecordedS3Calls;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/// Tests that every reference is valid for the promised time from its creation, independent of the object's
/// writer.
class RetentionPolicyTest {

    private static final PayloadOwner OWNER = PayloadOwner.ofService("main", "orders");

    private static final String BUCKET = "taskgate-payloads";
    private static final int MEBIBYTE = 1024 * 1024;

    private final RecordedS3Calls calls = new RecordedS3Calls();
    private final S3Client client = calls.client();
    private final Instant now = Instant.now();

    @ParameterizedTest
    @CsvSource({"379, 409", "15, 22", "60, 90", "61, 91", "44, 66"})
    void anObjectIsKeptLongerThanAReferenceIsPromised(int keep, int expire) {
        assertThat(days(keep).expireDays()).isEqualTo(expire);
        assertThat(days(keep).tagging()).isEqualTo("taskgate-expire-days=" + expire);
    }

    @Test
    void onlyWhatOutlivesAReferenceGivenNowCovers() {
        RetentionPolicy retention = days(60);
        Map<String, String> itself = retention.metadata();

        assertThat(retention.covers(now, itself, now)).isTrue();
        assertThat(retention.covers(now.minus(Duration.ofDays(30)), itself, now))
                .isTrue();
        assertThat(retention.covers(now.minus(Duration.ofDays(30)).minusSeconds(1), itself, now))
                .isFalse();
        assertThat(retention.covers(now, Map.of(), now)).isFalse();
        assertThat(retention.covers(now, Map.of(RetentionPolicy.TAG, "soon"), now))
                .isFalse();
        assertThat(retention.covers(now, days(15).metadata(), now)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 2 * MEBIBYTE, 17 * MEBIBYTE})
    void whatIsYoungIsNotWrittenAgain(int size) {
        byte[] content = content(size);
        checkInAfter(Duration.ZERO, 60, content);
        calls.forget();

        checkInAfter(Duration.ofDays(30).minusMinutes(5), 60, content);

        assertThat(calls.names()).last().isEqualTo("HeadObject");
        assertThat(calls.names()).doesNotContain("CompleteMultipartUpload");
    }

    /// Moves the gateway's clock, because the stand-in's clock is fixed.
    @ParameterizedTest
    @ValueSource(ints = {100, 2 * MEBIBYTE, 17 * MEBIBYTE})
    void whatIsFoundOldIsWrittenAgainSoThatItsAgeBeginsAnew(int size) {
        byte[] content = content(size);
        PayloadReference first = checkInAfter(Duration.ZERO, 60, content);
        HeadObjectResponse before = head(first);
        awaitNextSecond(before.lastModified());

        PayloadReference second = checkInAfter(Duration.ofDays(30).plusMinutes(5), 60, content);

        assertThat(second.key()).isEqualTo(first.key());
        assertThat(head(first).lastModified()).isAfter(before.lastModified());
        assertThat(head(first).metadata()).isEqualTo(days(60).metadata());
        assertThat(store(Duration.ZERO, 60).read(second)).isEqualTo(content);
    }

    @Test
    void whatWasWrittenForLessIsWrittenAgain() {
        byte[] content = content(100);
        checkInAfter(Duration.ZERO, 15, content);
        calls.forget();

        PayloadReference reference = checkInAfter(Duration.ZERO, 379, content);

        assertThat(calls.names()).containsExactly("PutObject", "HeadObject", "PutObject");
        assertThat(calls.last(PutObjectRequest.class).ifNoneMatch()).isNull();
        assertThat(calls.last(PutObjectRequest.class).tagging()).isEqualTo("taskgate-expire-days=409");
        assertThat(head(reference).metadata()).isEqualTo(days(379).metadata());
    }

    private PayloadReference checkInAfter(Duration age, int keep, byte[] content) {
        return store(age, keep).checkIn(content, "application/json", JsonNodeFactory.instance.objectNode());
    }

    private S3PayloadStore store(Duration age, int keep) {
        PayloadPolicy usual = PayloadPolicy.of(BUCKET, "");
        PayloadPolicy policy = new PayloadPolicy(
                BUCKET, "", Set.of(BUCKET), usual.multipartThreshold(), days(keep), usual.encryption());
        return new S3PayloadStore(client, policy, Clock.fixed(now.plus(age), ZoneOffset.UTC), OWNER);
    }

    private HeadObjectResponse head(PayloadReference reference) {
        return client.headObject(ask -> ask.bucket(BUCKET).key(reference.key()));
    }

    /// S3's times have a resolution of one second.
    private static void awaitNextSecond(Instant written) {
        org.awaitility.Awaitility.await().until(() -> Instant.now().isAfter(written.plusSeconds(1)));
    }

    private static RetentionPolicy days(int keep) {
        return new RetentionPolicy(Duration.ofDays(keep));
    }

    private static byte[] content(int size) {
        byte[] content = new byte[size];
        byte[] unique = UUID.randomUUID().toString().getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(unique, 0, content, 0, unique.length);
        return content;
    }
}
