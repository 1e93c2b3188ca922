package io.taskgate.testing.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.taskgate.crypto.Sha256;
import io.taskgate.payload.claimcheck.PayloadOwner;
import io.taskgate.payload.claimcheck.PayloadReference;
import io.taskgate.payload.claimcheck.PayloadStore;
import io.taskgate.payload.claimcheck.PayloadStoreProvider;
import io.taskgate.payload.claimcheck.VerifyingInputStream;
import io.taskgate.payload.json.Json;
import io.taskgate.payload.spool.Spool;
import io.taskgate.payload.spool.SpoolFactory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// The contract of every payload store. Each test uses its own contents, so that the bucket can be shared.
public abstract class PayloadStoreContract {

    private static final String JSON = "application/json";

    protected static final PayloadOwner OWNER = PayloadOwner.ofService("main", "orders");

    protected abstract PayloadStoreProvider stores();

    private PayloadStore store() {
        return stores().of(OWNER);
    }

    /// Finding 18 of the security review: every caller could read a reference.
    @Test
    void anotherOwnersReferenceIsUnknown() {
        byte[] content = content();
        PayloadReference reference = store().checkIn(content, JSON, summary(1));
        for (PayloadOwner other : List.of(
                PayloadOwner.ofService("other", "orders"),
                PayloadOwner.ofService("main", "invoices"),
                PayloadOwner.ofService("main", "order"),
                PayloadOwner.ofPrincipal("main", "orders"),
                PayloadOwner.ofRecord("orders"))) {
            assertThatThrownBy(() -> stores().of(other).read(reference))
                    .as("%s", other)
                    .isInstanceOf(PayloadStore.UnknownReferenceException.class);
            assertThat(stores().of(other).checkIn(content, JSON, summary(1)).key())
                    .as("%s", other)
                    .isNotEqualTo(reference.key());
        }
    }

    @Test
    void whatIsCheckedInCanBeRead() {
        byte[] content = content();
        PayloadReference reference = store().checkIn(content, JSON, summary(1));
        assertThat(store().read(reference)).isEqualTo(content);
    }

    @Test
    void aReferenceTellsWhatItStandsFor() {
        byte[] content = content();
        PayloadReference reference = store().checkIn(content, JSON, summary(1));
        assertThat(reference.bytes()).isEqualTo(content.length);
        assertThat(reference.sha256()).isEqualTo(Sha256.hex(content));
        assertThat(reference.contentType()).isEqualTo(JSON);
        assertThat(reference.summary()).isEqualTo(summary(1));
        assertThat(reference.bucket()).isNotBlank();
        assertThat(reference.key()).isNotBlank();
    }

    @Test
    void theSameBytesGetTheSameKey() {
        byte[] content = content();
        PayloadReference first = store().checkIn(content, JSON, summary(1));
        PayloadReference second = store().checkIn(content.clone(), JSON, summary(2));
        assertThat(second.key()).isEqualTo(first.key());
        assertThat(store().read(first)).isEqualTo(content);
    }

    @Test
    void otherBytesGetAnotherKey() {
        PayloadReference first = store().checkIn(content(), JSON, summary(1));
        PayloadReference second = store().checkIn(content(), JSON, summary(1));
        assertThat(second.key()).isNotEqualTo(first.key());
    }

    @Test
    void aReferenceThatTravelledAsJsonStillReads() {
        byte[] content = content();
        PayloadReference reference = store().checkIn(content, JSON, summary(1));
        PayloadReference travelled = PayloadReference.fromJson(Json.parseTrusted(Json.bytes(reference.toJson())))
                .orElseThrow();
        assertThat(store().read(travelled)).isEqualTo(content);
    }

    @Test
    void largeAndNonAsciiContentsComeBackByteForByte() {
        byte[] content = (UUID.randomUUID() + "ü€𝄞".repeat(100_000)).getBytes(StandardCharsets.UTF_8);
        PayloadReference reference = store().checkIn(content, JSON, summary(1));
        assertThat(store().read(reference)).isEqualTo(content);
    }

    @Test
    void whatIsNotThereCannotBeRead() {
        PayloadReference real = store().checkIn(content(), JSON, summary(1));
        PayloadReference missing = new PayloadReference(
                real.bucket(), "sha256/" + UUID.randomUUID(), 1, Sha256.hex(content()), JSON, summary(1));
        assertThatThrownBy(() -> store().read(missing)).isInstanceOf(PayloadStore.StoreUnavailableException.class);
    }

    @Test
    void bytesThatAreNotTheNamedOnesAreNotGiven() {
        PayloadReference real = store().checkIn(content(), JSON, summary(1));
        PayloadReference other =
                new PayloadReference(real.bucket(), real.key(), real.bytes(), Sha256.hex(content()), JSON, summary(1));
        assertThatThrownBy(() -> store().read(other)).isInstanceOf(PayloadStore.StoreUnavailableException.class);
    }

    @Test
    void aPayloadOfAnySizeIsStreamedInAndOut() throws IOException {
        try (Spool spool = new SpoolFactory(Path.of(System.getProperty("java.io.tmpdir")), 10).open()) {
            byte[] line = content();
            for (int i = 0; i < 50_000; i++) {
                spool.write(line);
            }
            PayloadReference reference = store().checkIn(spool, JSON, summary(1));
            assertThat(reference.bytes()).isEqualTo(50_000L * line.length);
            assertThat(reference.sha256()).isEqualTo(spool.sha256());
            try (VerifyingInputStream stored = store().open(reference);
                    InputStream sent = spool.open()) {
                assertThat(stored).hasSameContentAs(sent);
            }
        }
    }

    @Test
    void theEndOfWhatIsNotTheNamedBytesIsNotGiven() throws IOException {
        PayloadReference real = store().checkIn(content(), JSON, summary(1));
        PayloadReference other =
                new PayloadReference(real.bucket(), real.key(), real.bytes(), Sha256.hex(content()), JSON, summary(1));
        assertThatThrownBy(() -> {
                    try (VerifyingInputStream payload = store().open(other)) {
                        payload.verifyToTheEnd();
                    }
                })
                .isInstanceOf(PayloadStore.StoreUnavailableException.class);
    }

    @Test
    void aPayloadMayBeLeftBeforeItsEnd() throws IOException {
        byte[] content = content();
        PayloadReference reference = store().checkIn(content, JSON, summary(1));
        try (VerifyingInputStream payload = store().open(reference)) {
            assertThat(payload.read()).isEqualTo(content[0]);
        }
        assertThat(store().read(reference)).isEqualTo(content);
    }

    private static byte[] content() {
        return ("\"" + UUID.randomUUID() + "\"").getBytes(StandardCharsets.UTF_8);
    }

    private static JsonNode summary(int n) {
        return JsonNodeFactory.instance.objectNode().put("n", n);
    }
}
