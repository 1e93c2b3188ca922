package io.taskgate.callback.link;

import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.CallbackId;
import io.taskgate.callback.model.RegisteredTask;
import jakarta.inject.Singleton;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// A worker's links: what entitles it to answer one generation of one callback, until they expire. The
/// signature is
/// `v1.<key id>.<generation>.<expiry, epoch seconds>.<service>~<operation>.<HMAC-SHA256, base64url>` over all
/// of these
/// and the callback's id. It names the route so that an answer can be shaped and committed without reading the
/// record first. The same callback always gets the same links. Safe for many threads.
@Singleton
public final class LinkSigner {

    /// An answer may come after the deadline and still be worth keeping for a newer token.
    private static final Duration GRACE = Duration.ofHours(24);

    private final LinkSigningKeys keys;
    private final Clock clock;

    public LinkSigner(LinkSigningKeys keys, Clock clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /// The three links and the signature that each of them holds.
    public record Set(String success, String failure, String heartbeat, String signature) {}

    /// What a genuine link says.
    ///
    /// @param strict whether it answers its own generation only (`taskgate.links.strict`)
    public record Claim(long generation, String service, String operation, boolean strict) {

        public Claim(long generation, String service, String operation) {
            this(generation, service, operation, false);
        }
    }

    /// What a signature turned out to be.
    public sealed interface Check {
        record Genuine(Claim claim) implements Check {}

        record Expired(Instant at) implements Check {}

        record Forged() implements Check {}
    }

    /// @throws IllegalStateException while the callback has no registration
    public Set of(Callback callback) {
        RegisteredTask task = callback.registeredTask();
        Instant end = task.deadline() == null ? task.registeredAt().plus(keys.lifetime()) : task.deadline();
        String signature = sign(callback.id(), claim(callback), end.plus(GRACE));
        String base = keys.baseUrl() + "/v1/callbacks/" + callback.id() + "/";
        String query = "?signature=" + signature;
        return new Set(base + "success" + query, base + "failure" + query, base + "heartbeat" + query, signature);
    }

    private static Claim claim(Callback callback) {
        return new Claim(callback.generation(), callback.service(), callback.operation());
    }

    String sign(CallbackId id, Claim claim, Instant expires) {
        return sign(keys.active(), id.value(), claim, expires);
    }

    /// Signs for something else than a callback, which checks it under the same name.
    ///
    /// @param keyId   of the key that signs; where it was taken out, the active one does
    /// @param subject a name that no callback has
    public String sign(String keyId, String subject, Claim claim, Instant expires) {
        String known = keys.keys().containsKey(keyId) ? keyId : keys.active();
        return signed(
                known,
                "v1." + known + "." + claim.generation() + "." + expires.getEpochSecond() + "." + claim.service() + "~"
                        + claim.operation(),
                subject);
    }

    /// Where workers reach this gateway.
    public URI baseUrl() {
        return keys.baseUrl();
    }

    public String activeKey() {
        return keys.active();
    }

    /// Until when a link is good that has no deadline to go by, or that has this one.
    public Instant end(@Nullable Instant deadline) {
        return (deadline == null ? clock.instant().plus(keys.lifetime()) : deadline).plus(GRACE);
    }

    /// Compares in constant time; a signature for another callback is a forged one here.
    public Check check(CallbackId id, String signature) {
        return check(id.value(), signature);
    }

    /// The same of what was signed under this name.
    public Check check(String subject, String signature) {
        String[] parts = signature.split("\\.", -1);
        if (parts.length != 6 || !parts[0].equals("v1") || !keys.keys().containsKey(parts[1])) {
            return new Check.Forged();
        }
        int tilde = parts[4].indexOf('~');
        if (tilde < 0) {
            return new Check.Forged();
        }
        String head = signature.substring(0, signature.lastIndexOf('.'));
        byte[] genuine = signed(parts[1], head, subject).getBytes(StandardCharsets.UTF_8);
        if (!MessageDigest.isEqual(genuine, signature.getBytes(StandardCharsets.UTF_8))) {
            return new Check.Forged();
        }
        try {
            Claim claim = new Claim(
                    Long.parseLong(parts[2]),
                    parts[4].substring(0, tilde),
                    parts[4].substring(tilde + 1),
                    keys.strict());
            Instant end = Instant.ofEpochSecond(Long.parseLong(parts[3]));
            return clock.instant().isBefore(end) ? new Check.Genuine(claim) : new Check.Expired(end);
        } catch (NumberFormatException e) {
            return new Check.Forged();
        }
    }

    private String signed(String keyId, String head, String subject) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(keys.keys().get(keyId), "HmacSHA256"));
            byte[] sum = mac.doFinal((head + "." + subject).getBytes(StandardCharsets.UTF_8));
            return head + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(sum);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }
}
