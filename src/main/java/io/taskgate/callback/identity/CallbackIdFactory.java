package io.taskgate.callback.identity;

import io.taskgate.callback.link.CallbackAddress;
import io.taskgate.callback.model.CallbackId;
import io.taskgate.callback.model.Registration;
import io.taskgate.callback.model.TaskToken;
import io.taskgate.crypto.Hmac;
import jakarta.inject.Singleton;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/// Derives callback IDs: 160 bits of HMAC-SHA256 over the tenant and the correlation, under a key that only the
/// gateway has. An answer by ID and an answer by correlation key reach the same record with one read and no
/// second index, and nobody else can guess the correlation of an ID by trying keys. Thread-safe.
@Singleton
public final class CallbackIdFactory {

    private static final int BYTES = 20;

    private final byte[] key;

    public CallbackIdFactory(CallbackIdKey key) {
        // HKDF-Expand (RFC 5869) of one block: the secret may be the vault's, and no two purposes share a key.
        this.key = Hmac.sha256(key.secret(), "taskgate callback ids v1\u0001".getBytes(StandardCharsets.UTF_8));
    }

    /// The ID of a callback with a correlation key.
    public CallbackId ofCorrelation(String tenant, String service, String operation, String correlationKey) {
        return derived("correlation", tenant, service, operation, correlationKey);
    }

    /// The ID of a callback that is registered without a correlation key.
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
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        for (String part : parts) {
            byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
            // The length before each part distinguishes ("a","bc") from ("ab","c").
            message.writeBytes(
                    new byte[] {(byte) (bytes.length >>> 16), (byte) (bytes.length >>> 8), (byte) bytes.length});
            message.writeBytes(bytes);
        }
        byte[] head = Arrays.copyOf(Hmac.sha256(key, message.toByteArray()), BYTES);
        return new CallbackId("cb_" + Base64.getUrlEncoder().withoutPadding().encodeToString(head));
    }
}
