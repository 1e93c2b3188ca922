package io.taskgate.http.access;

import io.taskgate.callback.model.Tenant;
import io.taskgate.credential.ApiKeyFormat;
import io.taskgate.credential.KeyStrengthValidator;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// The API keys of one version of the configuration. Stored as digests and compared in constant time.
/// Thread-safe.
public final class ApiKeys {

    private final List<ApiKey> known = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    /// The two secrets of a name.
    public enum Slot {
        CURRENT,
        NEXT;

        public String tag() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// A known key.
    ///
    /// @param name              in the configuration
    /// @param forwardsPrincipal whether the grant is that of the forwarded IAM principal
    /// @param expires           the key is rejected from this time; null for never
    /// @param lastUse           the epoch until its first use in this process
    public record ApiKey(
            String name,
            Slot slot,
            byte[] digest,
            Grant grant,
            boolean forwardsPrincipal,
            @Nullable Instant expires,
            AtomicReference<Instant> lastUse) {

        public boolean isExpired(Instant now) {
            return expires != null && !now.isBefore(expires);
        }

        /// Equal for equal keys.
        List<Object> comparable() {
            return List.of(
                    slot,
                    new String(digest, StandardCharsets.US_ASCII),
                    grant,
                    forwardsPrincipal,
                    Optional.ofNullable(expires));
        }
    }

    /// No keys at all.
    ApiKeys() {}

    /// @param before the active version: an unchanged secret keeps its last use
    ApiKeys(Map<String, AccessConfig.Key> keys, Tenant tenant, KeyStrengthValidator strength, ApiKeys before) {
        GrantReader grants = new GrantReader(tenant.name(), problems);
        // In the order of their names, so that of two equal keys always the same one is rejected.
        new TreeMap<>(keys).forEach((name, key) -> add(name, key, grants, strength, before));
    }

    private void add(
            String name, AccessConfig.Key key, GrantReader grants, KeyStrengthValidator strength, ApiKeys before) {
        String prefix = "taskgate.access.keys." + name;
        Optional<String> secret = digest(prefix + ".secret", key.secret(), strength);
        Optional<String> next = digest(prefix + ".next-secret", key.nextSecret(), strength);
        if (key.secret().orElse("").isBlank()) {
            problems.add(prefix + ".secret: Required. Set the key, or sha256: followed by its digest.");
        }
        if (next.isEmpty() && key.nextExpires().isPresent()) {
            problems.add(prefix + ".next-expires: Requires next-secret.");
        }
        if (secret.isEmpty()) {
            return;
        }
        String principal = "key:" + name;
        Grant grant = key.forwardsPrincipal()
                ? grants.readForwarding(prefix, principal, key)
                : grants.read(prefix, principal, key);
        Instant expires = instant(prefix + ".expires", key.expires());
        Instant nextExpires = instant(prefix + ".next-expires", key.nextExpires());
        secret.ifPresent(digest -> add(name, Slot.CURRENT, digest, grant, key, expires, before));
        next.ifPresent(digest -> add(name, Slot.NEXT, digest, grant, key, nextExpires, before));
    }

    private void add(
            String name,
            Slot slot,
            String digest,
            Grant grant,
            AccessConfig.Key key,
            @Nullable Instant expires,
            ApiKeys before) {
        byte[] bytes = digest.getBytes(StandardCharsets.US_ASCII);
        known.add(new ApiKey(name, slot, bytes, grant, key.forwardsPrincipal(), expires, before.lastUse(bytes)));
    }

    private AtomicReference<Instant> lastUse(byte[] digest) {
        return known.stream()
                .filter(key -> Arrays.equals(key.digest(), digest))
                .findFirst()
                .map(ApiKey::lastUse)
                .orElseGet(() -> new AtomicReference<>(Instant.EPOCH));
    }

    /// @return `sha256:` and the digest; empty if none is configured or it is invalid
    private Optional<String> digest(String key, Optional<String> configured, KeyStrengthValidator strength) {
        String secret = configured.orElse("").strip();
        if (secret.isEmpty()) {
            return Optional.empty();
        }
        boolean hashed = secret.startsWith(ApiKeyFormat.DIGEST);
        if (hashed && !secret.matches("sha256:[0-9a-f]{64}")) {
            problems.add(key + ": Expected 64 lower-case hex digits after sha256:.");
            return Optional.empty();
        }
        if (ApiKeyFormat.check(secret) == ApiKeyFormat.Check.BROKEN) {
            problems.add(
                    key + ": Begins with " + ApiKeyFormat.PREFIX + ", but its checksum is wrong. Copy the whole key"
                            + " again, or generate a new one (docs/operations.md#api-keys).");
            return Optional.empty();
        }
        strength.ofApiKey(key, secret).ifPresent(problem -> problems.add(key + ": " + problem));
        return Optional.of(hashed ? secret : ApiKeyFormat.digest(secret));
    }

    private @Nullable Instant instant(String key, Optional<String> configured) {
        String text = configured.orElse("").strip();
        try {
            return text.isEmpty() ? null : Instant.parse(text);
        } catch (DateTimeException e) {
            problems.add(key + ": Invalid time \"" + text + "\". Use ISO 8601 in quotes, for example"
                    + " \"2027-01-31T00:00:00Z\"");
            return null;
        }
    }

    /// Returns the configuration errors, one line each.
    List<String> problems() {
        return List.copyOf(problems);
    }

    List<ApiKey> all() {
        return List.copyOf(known);
    }

    boolean isEmpty() {
        return known.isEmpty();
    }

    /// Finds a key, including an expired one.
    ///
    /// @param presented as the caller sent it
    Optional<ApiKey> find(String presented) {
        if (ApiKeyFormat.check(presented) == ApiKeyFormat.Check.BROKEN) {
            return Optional.empty();
        }
        byte[] digest = ApiKeyFormat.digest(presented).getBytes(StandardCharsets.US_ASCII);
        ApiKey found = null;
        for (ApiKey key : known) {
            if (MessageDigest.isEqual(key.digest(), digest)) {
                found = key;
            }
        }
        return Optional.ofNullable(found);
    }
}
