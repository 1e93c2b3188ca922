package io.taskgate.event.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskgate.route.Webhook;
import io.taskgate.route.Webhook.Scheme;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests the signature schemes, with the examples of the providers' documentation where available.
class WebhookVerifierTest {

    private static final Duration TOLERANCE = Duration.ofMinutes(5);

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Webhook webhook(Scheme scheme, String header, byte[]... secrets) {
        return new Webhook(scheme, List.of(secrets), header, TOLERANCE);
    }

    private static boolean isGenuine(Webhook webhook, Instant now, Map<String, String> headers, String body) {
        Map<String, List<String>> all = new java.util.TreeMap<>();
        headers.forEach((name, value) -> all.put(name, List.of(value)));
        return new WebhookVerifier(Clock.fixed(now, ZoneOffset.UTC)).isValid(webhook, all, bytes(body));
    }

    // ---- GitHub: "Validating webhook deliveries", testing the webhook payload validation

    private static final String GITHUB = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";

    private static boolean github(String signature, String body) {
        Webhook webhook = webhook(Scheme.GITHUB, "X-Hub-Signature-256", bytes("It's a Secret to Everybody"));
        return isGenuine(webhook, Instant.EPOCH, Map.of("X-Hub-Signature-256", signature), body);
    }

    @Test
    void githubsOwnExampleIsGenuine() {
        assertThat(github(GITHUB, "Hello, World!")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "sha256=",
                "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e18",
                "sha256=75",
                "sha256=zz7107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17",
                "sha1=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
            })
    void anotherSignatureIsNot(String signature) {
        assertThat(github(signature, "Hello, World!")).isFalse();
    }

    @Test
    void anotherBodyIsNot() {
        assertThat(github(GITHUB, "Hello, World! ")).isFalse();
    }

    @Test
    void noSignatureIsNot() {
        Webhook webhook = webhook(Scheme.GITHUB, "X-Hub-Signature-256", bytes("s"));
        assertThat(isGenuine(webhook, Instant.EPOCH, Map.of(), "")).isFalse();
    }

    // ---- Standard Webhooks: the reference libraries' test vector

    private static final Instant SIGNED = Instant.ofEpochSecond(1614265330);
    private static final String BODY = "{\"test\": 2432232314}";
    private static final String SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

    private static boolean standard(Instant now, String signature) {
        Webhook webhook = webhook(
                Scheme.STANDARD, "webhook-signature", Base64.getDecoder().decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));
        Map<String, String> headers = Map.of(
                "Webhook-Id", "msg_p5jXN8AQM9LWM0D4loKWxJek",
                "Webhook-Timestamp", "1614265330",
                "Webhook-Signature", signature);
        return isGenuine(webhook, now, headers, BODY);
    }

    @Test
    void theStandardsExampleIsGenuineForFiveMinutes() {
        assertThat(standard(SIGNED, SIGNATURE)).isTrue();
        assertThat(standard(SIGNED.plus(TOLERANCE), SIGNATURE)).isTrue();
        assertThat(standard(SIGNED.plus(TOLERANCE).plusSeconds(1), SIGNATURE)).isFalse();
        assertThat(standard(SIGNED.minus(TOLERANCE).minusSeconds(1), SIGNATURE)).isFalse();
    }

    @Test
    void oneOfSeveralSignaturesIsEnough() {
        assertThat(standard(SIGNED, "v1,AAAA v1a,xx " + SIGNATURE)).isTrue();
        assertThat(standard(SIGNED, "v1,AAAA")).isFalse();
        assertThat(standard(SIGNED, SIGNATURE.replace("v1,", "v2,"))).isFalse();
    }

    // ---- Stripe: t and v1 over "t.body"

    private static boolean stripe(String header, Instant now, byte[]... secrets) {
        return isGenuine(
                webhook(Scheme.STRIPE, "Stripe-Signature", secrets), now, Map.of("Stripe-Signature", header), BODY);
    }

    private static String stripes(String secret, long time) {
        return io.taskgate.testing.gateway.TestWebhookSigner.hex(secret, time + "." + BODY);
    }

    @Test
    void stripesSignatureHoldsItsTime() {
        long t = SIGNED.getEpochSecond();
        String signed = stripes("whsec_s", t);

        assertThat(stripe("t=" + t + ",v1=" + signed, SIGNED, bytes("whsec_s"))).isTrue();
        assertThat(stripe("t=" + t + ",v0=aa,v1=" + "0".repeat(64) + ",v1=" + signed, SIGNED, bytes("whsec_s")))
                .isTrue();
        assertThat(stripe("t=" + (t + 1) + ",v1=" + signed, SIGNED, bytes("whsec_s")))
                .isFalse();
        assertThat(stripe("v1=" + signed, SIGNED, bytes("whsec_s"))).isFalse();
        assertThat(stripe("t=" + t + ",v1=" + signed, SIGNED.plusSeconds(301), bytes("whsec_s")))
                .isFalse();
    }

    @Test
    void eitherSecretMaySignWhileItIsChanged() {
        long t = SIGNED.getEpochSecond();
        String signed = "t=" + t + ",v1=" + stripes("old", t);

        assertThat(stripe(signed, SIGNED, bytes("new"), bytes("old"))).isTrue();
        assertThat(stripe(signed, SIGNED, bytes("new"))).isFalse();
    }

    // ---- any HMAC

    @Test
    void aPlainHmacMayBeHexOrBase64WithOrWithoutAPrefix() {
        Webhook webhook = webhook(Scheme.HMAC, "X-Signature", bytes("s"));
        String hex = io.taskgate.testing.gateway.TestWebhookSigner.hex("s", BODY);
        String base64 =
                Base64.getEncoder().encodeToString(java.util.HexFormat.of().parseHex(hex));

        for (String signature : List.of(hex, "sha256=" + hex, base64, "hmac-sha256=" + base64)) {
            assertThat(isGenuine(webhook, Instant.EPOCH, Map.of("x-signature", signature), BODY))
                    .as(signature)
                    .isTrue();
        }
        assertThat(isGenuine(webhook, Instant.EPOCH, Map.of("x-signature", "sha256=" + base64), BODY + " "))
                .isFalse();
    }
}
