package io.taskgate.callback.identity;

import io.taskgate.callback.link.CallbackAddress;
import io.taskgate.callback.model.CallbackId;
import io.taskgate.callback.model.Registration;
import io.taskgate.callback.model.TaskToken;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Derives callback ids: 160 bits of HMAC-SHA256 over the tenant and the correlation, under a key that only the
/// gateway
/// has. So an answer by id and an answer by correlation key reach the same record with one read and no second
/// index, and
/// nobody else can tell which correlation an id stands for by trying keys. Safe for many threads.
@Singleton
public final class CallbackIdFactory {

    private static final String MAC = "HmacSHA256";
    private static final int BYTES = 20;

    private final SecretKeySpec key;

    public CallbackIdFactory(CallbackIdKey key) {
        // HKDF-Expand (RFC 5869) of one block: the secret may be the vault's, and no two purposes share a key.
        this.key = new SecretKeySpec(
                mac(
                        new SecretKeySpec(key.secret(), MAC),
                        "taskgate callback ids v1\u0001".getBytes(StandardCharsets.UTF_8)),
                MAC);
    }

    /// The id of what is awaited under a business key.
    public CallbackId ofCorrelation(String tenant, String service, String operation, String correlationKey) {
        return derived("correlation", tenant, service, operation, correlationKey);
    }

    /// The id of what is awaited by a task token that came without a business key.
    public CallbackId ofToken(String tenant, TaskToken token) {
        return derived("token", tenant, token.digest());
    }

    public CallbackId of(Registration registration) {
        return registration.correlationKey() == null
                ? ofToken(registration.tenant(), registration.token())
                : ofCorrelation(
                        registration.tenant(),
                        registration.service(),
                        registration.operation(),
                        registration.correlationKey());
    }

    public CallbackId of(CallbackAddress address) {
        return switch (address) {
            case CallbackAddress.ByLink byLink -> byLink.id();
            case CallbackAddress.ById byId -> byId.id();
            case CallbackAddress.ByKey(String tenant, String service, String operation, String key) ->
                ofCorrelation(tenant, service, operation, key);
        };
    }

    private CallbackId derived(String... parts) {
        Mac mac = started(key);
        for (String part : parts) {
            byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
            // The length before each part keeps ("a","bc") and ("ab","c") apart.
            mac.update(new byte[] {(byte) (bytes.length >>> 16), (byte) (bytes.length >>> 8), (byte) bytes.length});
            mac.update(bytes);
        }
        byte[] head = Arrays.copyOf(mac.doFinal(), BYTES);
        return new CallbackId("cb_" + Base64.getUrlEncoder().withoutPadding().encodeToString(head));
    }

    private static byte[] mac(SecretKeySpec key, byte[] text) {
        return started(key).doFinal(text);
    }

    private static Mac started(SecretKeySpec key) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(key);
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + MAC, e);
        }
    }
}
