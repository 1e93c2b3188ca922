package io.taskgate.callback;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One call of a provider's webhook. Its digest is part of the operation id of the outcome that it commits, so that it
/// is written with the outcome, and kept as long as the record knows the generation ([Callback#MAX_PAST]).
///
/// @param digest of what the provider signed
public record WebhookDelivery(String digest) {

    private static final char SEPARATOR = '.';
    private static final int BYTES = 16;

    /// @param id   as the provider signs it; empty where it signs none
    /// @param body as it came
    public static WebhookDelivery of(String id, byte[] body) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update((id.length() + "." + id).getBytes(StandardCharsets.UTF_8));
            byte[] digest = Arrays.copyOf(sha256.digest(body), BYTES);
            return new WebhookDelivery(Base64.getUrlEncoder().withoutPadding().encodeToString(digest));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /// A new one for each attempt, also of the same delivery.
    ///
    /// @param delivery null where the answer came in another way
    static String operationId(@Nullable WebhookDelivery delivery) {
        String attempt = UUID.randomUUID().toString();
        return delivery == null ? attempt : attempt + SEPARATOR + delivery.digest();
    }

    /// Whether it committed the outcome of this operation id.
    boolean committed(@Nullable String operationId) {
        return operationId != null && operationId.endsWith(SEPARATOR + digest);
    }
}
