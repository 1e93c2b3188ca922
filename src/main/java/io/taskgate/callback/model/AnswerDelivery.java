package io.taskgate.callback.model;

import io.taskgate.crypto.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One delivery of an answer by a sender that may deliver it more than once: a provider's webhook, an event, a
/// request with an idempotency key. Its digest is part of the operation ID of the outcome that it commits, so
/// that it is written with the outcome and kept as long as the record knows the generation
/// ([Callback#MAX_PAST]). A copy that comes after the work's next token is recognized by it.
///
/// @param digest the digest of the delivery's identity
public record AnswerDelivery(String digest) {

    private static final char SEPARATOR = '.';
    private static final int BYTES = 16;
    private static final byte[] NO_BODY = {};

    /// A delivery that its sender has numbered: an event or a request.
    ///
    /// @param sender the principal, and for an event its source: other senders may use the same numbers
    /// @param id the sender's ID; blank if there is none
    /// @return null if there is no ID: then no copy can be recognized
    public static @Nullable AnswerDelivery numbered(String sender, String id) {
        return id.isBlank() ? null : of(sender + "\n" + id, NO_BODY);
    }

    /// A delivery of a provider's webhook.
    ///
    /// @param id the ID that the provider signs; empty if it signs none
    /// @param body the body as it was received
    public static AnswerDelivery of(String id, byte[] body) {
        MessageDigest sha256 = Sha256.newDigest();
        sha256.update((id.length() + "." + id).getBytes(StandardCharsets.UTF_8));
        byte[] digest = Arrays.copyOf(sha256.digest(body), BYTES);
        return new AnswerDelivery(Base64.getUrlEncoder().withoutPadding().encodeToString(digest));
    }

    /// A new operation ID for each attempt, also for an attempt with the same delivery.
    ///
    /// @param delivery null if the answer has no number
    public static String operationId(@Nullable AnswerDelivery delivery) {
        String attempt = UUID.randomUUID().toString();
        return delivery == null ? attempt : attempt + SEPARATOR + delivery.digest();
    }

    /// Returns whether this delivery has committed the outcome with this operation ID.
    public boolean committed(@Nullable String operationId) {
        return operationId != null && operationId.endsWith(SEPARATOR + digest);
    }
}
