package io.taskgate.callback.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.CallbackId;
import io.taskgate.testing.callback.GatewayFixture;
import io.taskgate.testing.callback.MutableClock;
import io.taskgate.testing.callback.TestRegistrations;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinkSignerTest {

    private static final CallbackId ID = GatewayFixture.idOf("approve", "order-1");
    private static final Instant EXPIRES = MutableClock.START.plusSeconds(600);

    private final MutableClock clock = new MutableClock();
    private final LinkSigner links = new LinkSigner(GatewayFixture.LINK_KEYS, clock);

    @Test
    void itsOwnSignatureIsGenuine() {
        String signature = links.sign(ID, claim(3), EXPIRES);
        assertThat(links.verify(ID, signature)).isEqualTo(new LinkSigner.Verification.Valid(claim(3)));
    }

    @Test
    void aSignatureExpiresAtItsSecond() {
        String signature = links.sign(ID, claim(3), EXPIRES);
        clock.set(EXPIRES.minusNanos(1));
        assertThat(links.verify(ID, signature)).isEqualTo(new LinkSigner.Verification.Valid(claim(3)));
        clock.set(EXPIRES);
        assertThat(links.verify(ID, signature)).isEqualTo(new LinkSigner.Verification.Expired(EXPIRES));
    }

    @Test
    void aSignatureForAnotherCallbackIsForged() {
        String signature = links.sign(GatewayFixture.idOf("approve", "order-2"), claim(3), EXPIRES);
        assertThat(links.verify(ID, signature)).isEqualTo(new LinkSigner.Verification.Invalid());
    }

    @Test
    void aSignatureByAnotherSecretIsForged() {
        LinkSigningKeys others =
                new LinkSigningKeys("l1", Map.of("l1", secret(9)), URI.create("https://x"), Duration.ofDays(1));
        String signature = new LinkSigner(others, clock).sign(ID, claim(3), EXPIRES);
        assertThat(links.verify(ID, signature)).isEqualTo(new LinkSigner.Verification.Invalid());
    }

    @Test
    void everyChangedCharacterIsForged() {
        String signature = links.sign(ID, claim(3), EXPIRES);
        for (int i = 0; i < signature.length(); i++) {
            char other = signature.charAt(i) == 'A' ? 'B' : 'A';
            String changed = signature.substring(0, i) + other + signature.substring(i + 1);
            assertThat(links.verify(ID, changed))
                    .as("changed at %d", i)
                    .isEqualTo(new LinkSigner.Verification.Invalid());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "....",
                "v1",
                "v1.l1.1.1",
                "v1.l1.1.1.",
                "v1.l1.x.1.orders~approve.abc",
                "v1.l1.1.x.orders~approve.abc",
                "v1.l1.99999999999999999999.1.orders~approve.abc",
                "v1.unknown.1.1.orders~approve.abc",
                "v2.l1.1.1.orders~approve.abc",
                "v1.l1.1.1.orders.abc",
                "v1.l1.1.1.orders~approve.abc.def",
                "v1.l1.-1.-1.orders~approve.abc"
            })
    void whatIsNoSignatureIsForged(String text) {
        assertThat(links.verify(ID, text)).isEqualTo(new LinkSigner.Verification.Invalid());
    }

    @Test
    void aNumberWrittenAnotherWayIsForged() {
        String signature = links.sign(ID, claim(3), EXPIRES);
        assertThat(links.verify(ID, signature.replace(".3.", ".03."))).isEqualTo(new LinkSigner.Verification.Invalid());
        assertThat(links.verify(ID, signature.replace(".3.", ".+3."))).isEqualTo(new LinkSigner.Verification.Invalid());
    }

    @Test
    void keysRotate() {
        LinkSigner before =
                links(new LinkSigningKeys("a", Map.of("a", secret(1)), URI.create("https://x"), Duration.ofDays(1)));
        LinkSigner during = links(new LinkSigningKeys(
                "b", Map.of("a", secret(1), "b", secret(2)), URI.create("https://x"), Duration.ofDays(1)));
        LinkSigner after =
                links(new LinkSigningKeys("b", Map.of("b", secret(2)), URI.create("https://x"), Duration.ofDays(1)));
        String old = before.sign(ID, claim(1), EXPIRES);
        String fresh = during.sign(ID, claim(1), EXPIRES);
        assertThat(during.verify(ID, old)).isEqualTo(new LinkSigner.Verification.Valid(claim(1)));
        assertThat(after.verify(ID, old)).isEqualTo(new LinkSigner.Verification.Invalid());
        assertThat(after.verify(ID, fresh)).isEqualTo(new LinkSigner.Verification.Valid(claim(1)));
    }

    @Test
    void theSameCallbackAlwaysGetsTheSameLinks() {
        GatewayFixture gateway = new GatewayFixture();
        Callback callback = gateway.registered("token-1", "order-1");
        LinkSigner.CallbackLinkSet first = gateway.links.of(callback);
        gateway.clock.advance(Duration.ofHours(5));
        LinkSigner.CallbackLinkSet second = gateway.replica().links.of(gateway.current(callback.id()));
        assertThat(second).isEqualTo(first);
        assertThat(first.success())
                .isEqualTo("https://gate.example/v1/callbacks/" + callback.id() + "/success?signature="
                        + first.signature());
        assertThat(first.failure()).contains("/failure?signature=");
        assertThat(first.heartbeat()).contains("/heartbeat?signature=");
    }

    @Test
    void aLinkOutlivesItsDeadlineByADay() {
        GatewayFixture gateway = new GatewayFixture();
        Callback callback = gateway.accepted(
                TestRegistrations.of("token-1", "approve", "order-1").watched(null, Duration.ofMinutes(10)));
        String signature = gateway.links.of(callback).signature();
        gateway.clock.advance(Duration.ofMinutes(10).plusHours(23));
        assertThat(gateway.links.verify(callback.id(), signature)).isInstanceOf(LinkSigner.Verification.Valid.class);
        gateway.clock.advance(Duration.ofHours(1));
        assertThat(gateway.links.verify(callback.id(), signature)).isInstanceOf(LinkSigner.Verification.Expired.class);
    }

    @Test
    void anEarlyRecordHasNoLinks() {
        GatewayFixture gateway = new GatewayFixture();
        gateway.succeed("order-1", "1");
        Callback early = gateway.current(ID);
        assertThatThrownBy(() -> gateway.links.of(early)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void keysAreNotPrinted() {
        assertThat(GatewayFixture.LINK_KEYS.toString()).isEqualTo("LinkSigningKeys[l1]");
    }

    @Test
    void theActiveKeyMustBeThere() {
        assertThatThrownBy(() -> new LinkSigningKeys("b", Map.of(), URI.create("https://x"), Duration.ofDays(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("b");
    }

    @Test
    void aKeyIdWithADotIsRefused() {
        Map<String, byte[]> keys = Map.of("2026.1", secret(1));
        assertThatThrownBy(() -> new LinkSigningKeys("2026.1", keys, URI.create("https://x"), Duration.ofDays(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static LinkSigner.Claim claim(long generation) {
        return new LinkSigner.Claim(generation, "orders", "approve");
    }

    private LinkSigner links(LinkSigningKeys keys) {
        return new LinkSigner(keys, clock);
    }

    private static byte[] secret(int of) {
        byte[] secret = new byte[32];
        java.util.Arrays.fill(secret, (byte) of);
        return secret;
    }
}
