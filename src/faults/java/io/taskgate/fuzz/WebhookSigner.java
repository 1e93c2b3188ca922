package io.taskgate.fuzz;

import io.taskgate.fuzz.wire.RawRequest;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Signs webhooks in the formats of the supported providers.
final class WebhookSigner {

    private static final String PREFIX = "whsec_";

    private WebhookSigner() {}

    static RawRequest signed(String scheme, RawRequest request, String id) {
        byte[] secret = FuzzConfiguration.WEBHOOK_SECRET.getBytes(StandardCharsets.UTF_8);
        String time = String.valueOf(Instant.now().getEpochSecond());
        return switch (scheme) {
            case "github" -> request.with("X-Hub-Signature-256", "sha256=" + hex(secret, "", request.body()));
            case "stripe" ->
                request.with("Stripe-Signature", "t=" + time + ",v1=" + hex(secret, time + ".", request.body()));
            case "standard" -> {
                byte[] key = Base64.getDecoder().decode(FuzzConfiguration.WEBHOOK_SECRET.substring(PREFIX.length()));
                yield request.with("webhook-id", id)
                        .with("webhook-timestamp", time)
                        .with(
                                "webhook-signature",
                                "v1,"
                                        + Base64.getEncoder()
                                                .encodeToString(hmac(key, id + "." + time + ".", request.body())));
            }
            default -> request.with("X-Signature", hex(secret, "", request.body()));
        };
    }

    private static String hex(byte[] secret, String before, byte[] body) {
        return HexFormat.of().formatHex(hmac(secret, before, body));
    }

    private static byte[] hmac(byte[] secret, String before, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            ByteArrayOutputStream signed = new ByteArrayOutputStream();
            signed.writeBytes(before.getBytes(StandardCharsets.UTF_8));
            signed.writeBytes(body);
            return mac.doFinal(signed.toByteArray());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
