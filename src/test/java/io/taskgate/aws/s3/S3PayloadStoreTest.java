package io.taskgate.aws.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.taskgate.aws.client.AdapterFixture;
import io.taskgate.crypto.Sha256;
import io.taskgate.payload.claimcheck.PayloadReference;
import io.taskgate.payload.claimcheck.PayloadStore;
import io.taskgate.payload.claimcheck.PayloadStoreProvider;
import io.taskgate.testing.gateway.ExecutionFixture;
import io.taskgate.testing.payload.PayloadStoreContract;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/// Tests the claim check against S3Proxy.
class S3PayloadStoreTest extends PayloadStoreContract {

    private static final byte[] CONTENT = "{\"a\": 1}".getBytes(StandardCharsets.UTF_8);
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final S3Client client = AdapterFixture.s3();
    private final S3PayloadStore store = store(client, "taskgate-payloads", "some/prefix/");

    @Override
    protected PayloadStoreProvider stores() {
        return owner -> new S3PayloadStore(
                client, PayloadPolicy.of("taskgate-payloads", "some/prefix/"), Clock.systemUTC(), owner);
    }

    @Test
    void theKeyIsThePrefixTheOwnerAndTheDigest() {
        PayloadReference reference = store.checkIn(CONTENT, "application/json", JSON.objectNode());

        assertThat(reference.key())
                .isEqualTo("some/prefix/main/orders/sha256/"
                        + reference.sha256().substring(0, 2) + "/" + reference.sha256());
        assertThat(client.headObject(head -> head.bucket("taskgate-payloads").key(reference.key()))
                        .contentType())
                .isEqualTo("application/json");
    }

    @Test
    void whatStandsIsNotOverwrittenAndNotGivenWhenItIsSomethingElse() {
        byte[] content = "\"first\"".getBytes(StandardCharsets.UTF_8);
        PayloadReference reference = store.checkIn(content, "application/json", JSON.objectNode());
        // the object is tampered with
        client.putObject(
                put -> put.bucket("taskgate-payloads")
                        .key(reference.key())
                        .metadata(new RetentionPolicy(Duration.ofDays(379)).metadata()),
                RequestBody.fromString("\"other\""));

        store.checkIn(content, "application/json", JSON.objectNode());

        assertThatThrownBy(() -> store.read(reference))
                .isInstanceOf(PayloadStore.StoreUnavailableException.class)
                .hasMessageContaining("does not match its reference");
    }

    @Test
    void anotherBucketIsReadWhereItIsNamedAndNeverWritten() {
        client.createBucket(create -> create.bucket("another-gateways"));
        PayloadReference theirs =
                store(client, "another-gateways", "").checkIn(CONTENT, "text/plain", JSON.objectNode());
        PayloadPolicy policy = PayloadPolicy.of("taskgate-payloads", "");
        S3PayloadStore reader = new S3PayloadStore(
                client,
                new PayloadPolicy(
                        policy.bucket(),
                        "",
                        Set.of("taskgate-payloads", "another-gateways"),
                        policy.multipartThreshold(),
                        policy.retention(),
                        policy.encryption()),
                Clock.systemUTC(),
                OWNER);

        assertThat(reader.read(theirs)).isEqualTo(CONTENT);
        assertThat(reader.checkIn(CONTENT, "text/plain", JSON.objectNode()).bucket())
                .isEqualTo("taskgate-payloads");
        assertThatThrownBy(() -> store.read(theirs)).isInstanceOf(PayloadStore.UnknownReferenceException.class);
    }

    @Test
    void anotherBucketIsNotRead() {
        PayloadReference elsewhere =
                new PayloadReference("another-bucket", "k", 1, "0".repeat(64), "application/json", JSON.objectNode());

        assertThatThrownBy(() -> store.read(elsewhere))
                .isInstanceOf(PayloadStore.UnknownReferenceException.class)
                .hasMessageContaining("another gateway");
    }

    /// A reference comes from the caller, so it must not give access to other objects of the bucket.
    @Test
    void anotherKeyOfTheBucketIsNotRead() {
        client.putObject(put -> put.bucket("taskgate-payloads").key("private"), RequestBody.fromString("1"));
        PayloadReference other = new PayloadReference(
                "taskgate-payloads",
                "private",
                1,
                Sha256.hex("1".getBytes(StandardCharsets.UTF_8)),
                "application/json",
                JSON.objectNode());

        assertThatThrownBy(() -> store.read(other)).isInstanceOf(PayloadStore.UnknownReferenceException.class);
    }

    @Test
    void aBucketThatIsMissingAndAnS3ThatIsAwayAreUnavailable() {
        S3PayloadStore missing = store(client, "no-such-bucket", "");
        S3PayloadStore away = store(
                ExecutionFixture.client(S3Client.builder().forcePathStyle(true), URI.create("http://127.0.0.1:1")),
                "taskgate-payloads",
                "");

        for (S3PayloadStore broken : new S3PayloadStore[] {missing, away}) {
            assertThatThrownBy(() -> broken.checkIn(CONTENT, "application/json", JSON.objectNode()))
                    .isInstanceOf(PayloadStore.StoreUnavailableException.class);
        }
    }

    private static S3PayloadStore store(S3Client client, String bucket, String keyPrefix) {
        return new S3PayloadStore(client, PayloadPolicy.of(bucket, keyPrefix), Clock.systemUTC(), OWNER);
    }
}
