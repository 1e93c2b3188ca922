package io.taskgate.testing.gateway;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Signs links in the same way as the gateway, or with a wrong key.
public final class TestLinkSigner {

    private TestLinkSigner() {}

    /// Returns a genuine signature that is valid until `end`.
    public static String until(String id, Instant end) {
        return signed(id, end, Base64.getDecoder().decode(LocalAws.LINK_KEY));
    }

    /// Returns a signature that is correct except for its key.
    public static String forged(String id) {
        return signed(
                id, Instant.now().plusSeconds(3600), "somebody else's link key, 32 b".getBytes(StandardCharsets.UTF_8));
    }

    private static String signed(String id, Instant end, byte[] key) {
        String head = "v1.test.1." + end.getEpochSecond() + ".orders~approve";
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            byte[] sum = mac.doFinal((head + "." + id).getBytes(StandardCharsets.UTF_8));
            return head + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(sum);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
