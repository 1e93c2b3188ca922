package io.taskgate.testing.gateway;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Signs webhooks as providers do, independently of the gateway's own code.
public final class TestWebhookSigner {

    private TestWebhookSigner() {}

    /// Returns an HMAC-SHA256.
    public static String hex(String secret, String text) {
        return HexFormat.of().formatHex(hmac(secret.getBytes(StandardCharsets.UTF_8), text));
    }

    public static byte[] hmac(byte[] secret, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
