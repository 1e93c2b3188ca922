package io.taskgate.callback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinksTest {

    private static final CallbackId ID = Gateway.idOf("approve", "order-1");
    private static final Instant EXPIRES = MutableClock.START.plusSeconds(600);

    private final MutableClock clock = new MutableClock();
    private final Links links = new Links(Gateway.LINK_KEYS, clock);

    @Test
    void itsOwnSignatureIsGenuine() {
        String signature = links.sign(ID, claim(3), EXPIRES);
        assertThat(links.check(ID, signature)).isEqualTo(new Links.Check.Genuine(claim(3)));
    }

    @Test
    void aSignatureExpiresAtItsSecond() {
        String signature = links.sign(ID, claim(3), EXPIRES);
        clock.set(EXPIRES.minusNanos(1));
        assertThat(links.check(ID, signature)).isEqualTo(new Links.Check.Genuine(claim(3)));
        clock.set(EXPIRES);
        assertThat(links.check(ID, signature)).isEqualTo(new Links.Check.Expired(EXPIRES));
    }

    @Test
    void aSignatureForAnotherCallbackIsForged() {
        String signature = links.sign(Gateway.idOf("approve", "order-2"), claim(3), EXPIRES);
        assertThat(links.check(ID, signature)).isEqualTo(new Links.Check.Forged());
    }

    @Test
    void aSignatureByAnotherSecretIsForged() {
        LinkKeys others = new LinkKeys("l1", Map.of("l1", secret(9)), URI.create("https://x"), Duration.ofDays(1));
        String signature = new Links(others, clock).sign(ID, claim(3), EXPIRES);
        assertThat(links.check(ID, signature)).isEqualTo(new Links.Check.Forged());
    }

    @Test
    void everyChangedCharacterIsForged() {
        String signature = links.sign(ID, claim(3), EXPIRES);
        for (int i = 0; i < signature.length(); i++) {
            char other = signature.charAt(i) == 'A' ? 'B' : 'A';
            String changed = signature.substring(0, i) + other + signature.substring(i + 1);
            assertThat(links.check(ID, changed)).as("changed at %d", i).isEqualTo(new Links.Check.Forged());
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
        assertThat(links.check(ID, text)).isEqualTo(new Links.Check.Forged());
    }

    @Test
    void aNumberWrittenAnotherWayIsForged() {
        String signature = links.sign(ID, claim(3), EXPIRES);
        assertThat(links.check(ID, signature.replace(".3.", ".03."))).isEqualTo(new Links.Check.Forged());
        assertThat(links.check(ID, signature.replace(".3.", ".+3."))).isEqualTo(new Links.Check.Forged());
    }

    @Test
    void keysRotate() {
        Links before = links(new LinkKeys("a", Map.of("a", secret(1)), URI.create("https://x"), Duration.ofDays(1)));
        Links during = links(
                new LinkKeys("b", Map.of("a", secret(1), "b", secret(2)), URI.create("https://x"), Duration.ofDays(1)));
        Links after = links(new LinkKeys("b", Map.of("b", secret(2)), URI.create("https://x"), Duration.ofDays(1)));
        String old = before.sign(ID, claim(1), EXPIRES);
        String fresh = during.sign(ID, claim(1), EXPIRES);
        assertThat(during.check(ID, old)).isEqualTo(new Links.Check.Genuine(claim(1)));
        assertThat(after.check(ID, old)).isEqualTo(new Links.Check.Forged());
        assertThat(after.check(ID, fresh)).isEqualTo(new Links.Check.Genuine(claim(1)));
    }

    @Test
    void theSameCallbackAlwaysGetsTheSameLinks() {
        Gateway gateway = new Gateway();
        Callback callback = gateway.registered("token-1", "order-1");
        Links.Set first = gateway.links.of(callback);
        gateway.clock.advance(Duration.ofHours(5));
        Links.Set second = gateway.replica().links.of(gateway.standing(callback.id()));
        assertThat(second).isEqualTo(first);
        assertThat(first.success())
                .isEqualTo("https://gate.example/v1/callbacks/" + callback.id() + "/success?signature="
                        + first.signature());
        assertThat(first.failure()).contains("/failure?signature=");
        assertThat(first.heartbeat()).contains("/heartbeat?signature=");
    }

    @Test
    void aLinkOutlivesItsDeadlineByADay() {
        Gateway gateway = new Gateway();
        Callback callback = gateway.accepted(
                Registrations.of("token-1", "approve", "order-1").watched(null, Duration.ofMinutes(10)));
        String signature = gateway.links.of(callback).signature();
        gateway.clock.advance(Duration.ofMinutes(10).plusHours(23));
        assertThat(gateway.links.check(callback.id(), signature)).isInstanceOf(Links.Check.Genuine.class);
        gateway.clock.advance(Duration.ofHours(1));
        assertThat(gateway.links.check(callback.id(), signature)).isInstanceOf(Links.Check.Expired.class);
    }

    @Test
    void anEarlyRecordHasNoLinks() {
        Gateway gateway = new Gateway();
        gateway.succeed("order-1", "1");
        Callback early = gateway.standing(ID);
        assertThatThrownBy(() -> gateway.links.of(early)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void keysAreNotPrinted() {
        assertThat(Gateway.LINK_KEYS.toString()).isEqualTo("LinkKeys[l1]");
    }

    @Test
    void theActiveKeyMustBeThere() {
        assertThatThrownBy(() -> new LinkKeys("b", Map.of(), URI.create("https://x"), Duration.ofDays(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("b");
    }

    @Test
    void aKeyIdWithADotIsRefused() {
        Map<String, byte[]> keys = Map.of("2026.1", secret(1));
        assertThatThrownBy(() -> new LinkKeys("2026.1", keys, URI.create("https://x"), Duration.ofDays(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Links.Claim claim(long generation) {
        return new Links.Claim(generation, "orders", "approve");
    }

    private Links links(LinkKeys keys) {
        return new Links(keys, clock);
    }

    private static byte[] secret(int of) {
        byte[] secret = new byte[32];
        java.util.Arrays.fill(secret, (byte) of);
        return secret;
    }
}
