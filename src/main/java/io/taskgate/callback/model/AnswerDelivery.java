package io.taskgate.callback.model;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One delivery of an answer by somebody who may deliver it more than once: a provider's webhook, an event, a
/// request with an idempotency key. Its digest is part of the operation id of the outcome that it commits, so
/// that it is written with the outcome, and kept as long as the record knows the generation
/// ([Callback#MAX_PAST]). So a copy that comes after the work's next token is known again.
///
/// @param digest of what tells it from the sender's others
public record AnswerDelivery(String digest) {

    private static final char SEPARATOR = '.';
    private static final int BYTES = 16;
    private static final byte[] NO_BODY = {};

    /// An event or a request that its sender has numbered.
    ///
    /// @param sender the principal, and for an event its source: others number theirs alike
    /// @param id     the sender's; blank where it gave none
    /// @return null where there is no id, for then no copy can be told
    public static @Nullable AnswerDelivery numbered(String sender, String id) {
        return id.isBlank() ? null : of(sender + "\n" + id, NO_BODY);
    }

    /// A provider's webhook.
    ///
    /// @param id   as the provider signs it; empty where it signs none
    /// @param body as it came
    public static AnswerDelivery of(String id, byte[] body) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update((id.length() + "." + id).getBytes(StandardCharsets.UTF_8));
            byte[] digest = Arrays.copyOf(sha256.digest(body), BYTES);
            return new AnswerDelivery(Base64.getUrlEncoder().withoutPadding().encodeToString(digest));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /// A new one for each attempt, also of the same delivery.
    ///
    /// @param delivery null where the answer came in another way
    public static String operationId(@Nullable AnswerDelivery delivery) {
        String attempt = UUID.randomUUID().toString();
        return delivery == null ? attempt : attempt + SEPARATOR + delivery.digest();
    }

    /// Whether it committed the outcome of this operation id.
    public boolean committed(@Nullable String operationId) {
        return operationId != null && operationId.endsWith(SEPARATOR + digest);
    }
}
