package io.taskgate.callback.link;

import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.CallbackId;
import io.taskgate.callback.model.RegisteredTask;
import io.taskgate.crypto.Hmac;
import jakarta.inject.Singleton;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Signs and verifies the links of workers. A link answers one generation of one callback until it expires. The
/// signature is `v1.<key id>.<generation>.<expiry, epoch seconds>.<service>~<operation>.<HMAC-SHA256,
/// base64url>` over all of these and the callback's ID. It names the route so that an answer can be shaped and
/// committed without reading the record first. The same callback always gets the same links. Thread-safe.
@Singleton
public final class LinkSigner {

    /// The time that a link outlives its deadline: a late answer is stored for a newer token.
    private static final Duration GRACE = Duration.ofHours(24);

    private final LinkSigningKeys keys;
    private final Clock clock;

    public LinkSigner(LinkSigningKeys keys, Clock clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /// The three links of a callback, and the signature that each of them has.
    public record CallbackLinkSet(String success, String failure, String heartbeat, String signature) {}

    /// The claim of a valid link.
    ///
    /// @param strict whether it answers its own generation only (`taskgate.links.strict`)
    public record Claim(long generation, String service, String operation, boolean strict) {

        public Claim(long generation, String service, String operation) {
            this(generation, service, operation, false);
        }
    }

    /// The result of a verification.
    public sealed interface Verification {
        record Valid(Claim claim) implements Verification {}

        record Expired(Instant at) implements Verification {}

        record Invalid() implements Verification {}
    }

    /// Signs the links of a callback.
    ///
    /// @throws IllegalStateException if the callback has no registration
    public CallbackLinkSet of(Callback callback) {
        RegisteredTask task = callback.registeredTask();
        Instant end = task.deadline() == null ? task.registeredAt().plus(keys.lifetime()) : task.deadline();
        String signature = sign(callback.id(), claim(callback), end.plus(GRACE));
        String base = keys.baseUrl() + "/v1/callbacks/" + callback.id() + "/";
        String query = "?signature=" + signature;
        return new CallbackLinkSet(
                base + "success" + query, base + "failure" + query, base + "heartbeat" + query, signature);
    }

    private static Claim claim(Callback callback) {
        return new Claim(callback.generation(), callback.service(), callback.operation());
    }

    String sign(CallbackId id, Claim claim, Instant expires) {
        return sign(keys.active(), id.value(), claim, expires);
    }

    /// Signs for a subject that is not a callback, and that is verified under the same name.
    ///
    /// @param keyId the key that signs; the active one if this key was removed
    /// @param subject a name that no callback has
    public String sign(String keyId, String subject, Claim claim, Instant expires) {
        String known = keys.keys().containsKey(keyId) ? keyId : keys.active();
        return signed(
                known,
                "v1." + known + "." + claim.generation() + "." + expires.getEpochSecond() + "." + claim.service() + "~"
                        + claim.operation(),
                subject);
    }

    /// The URL at which workers reach this gateway.
    public URI baseUrl() {
        return keys.baseUrl();
    }

    public String activeKey() {
        return keys.active();
    }

    /// The expiry of a link with this deadline, or without one.
    public Instant end(@Nullable Instant deadline) {
        return (deadline == null ? clock.instant().plus(keys.lifetime()) : deadline).plus(GRACE);
    }

    /// Verifies a signature in constant time; a signature for another callback is invalid.
    public Verification verify(CallbackId id, String signature) {
        return verify(id.value(), signature);
    }

    /// Verifies a signature for a subject that is not a callback.
    public Verification verify(String subject, String signature) {
        String[] parts = signature.split("\\.", -1);
        if (parts.length != 6 || !parts[0].equals("v1") || !keys.keys().containsKey(parts[1])) {
            return new Verification.Invalid();
        }
        int tilde = parts[4].indexOf('~');
        if (tilde < 0) {
            return new Verification.Invalid();
        }
        String head = signature.substring(0, signature.lastIndexOf('.'));
        byte[] genuine = signed(parts[1], head, subject).getBytes(StandardCharsets.UTF_8);
        if (!MessageDigest.isEqual(genuine, signature.getBytes(StandardCharsets.UTF_8))) {
            return new Verification.Invalid();
        }
        try {
            Claim claim = new Claim(
                    Long.parseLong(parts[2]),
                    parts[4].substring(0, tilde),
                    parts[4].substring(tilde + 1),
                    keys.strict());
            Instant end = Instant.ofEpochSecond(Long.parseLong(parts[3]));
            return clock.instant().isBefore(end) ? new Verification.Valid(claim) : new Verification.Expired(end);
        } catch (NumberFormatException e) {
            return new Verification.Invalid();
        }
    }

    private String signed(String keyId, String head, String subject) {
        byte[] sum = Hmac.sha256(
                Objects.requireNonNull(keys.keys().get(keyId)),
                (head + "." + subject).getBytes(StandardCharsets.UTF_8));
        return head + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(sum);
    }
}
