package io.taskgate.http.access;

import io.taskgate.callback.model.Tenant;
import io.taskgate.credential.ApiKeyFormat;
import io.taskgate.credential.KeyStrengthValidator;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
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
        GrantReader grants = new GrantReader(tenant);
        // In the order of their names, so that of two equal keys always the same one is rejected.
        new TreeMap<>(keys).forEach((name, key) -> add(name, key, grants.read("key:" + name, key), strength, before));
    }

    private void add(String name, AccessConfig.Key key, Grant grant, KeyStrengthValidator strength, ApiKeys before) {
        String prefix = "taskgate.access.keys." + name;
        digest(prefix + ".secret", key.secret(), strength)
                .ifPresent(digest -> add(
                        name, Slot.CURRENT, digest, grant, key, key.expires().orElse(null), before));
        digest(prefix + ".next-secret", key.nextSecret(), strength)
                .ifPresent(digest -> add(
                        name, Slot.NEXT, digest, grant, key, key.nextExpires().orElse(null), before));
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

    /// @return `sha256:` and the digest; empty if none is configured
    private Optional<String> digest(String key, Optional<String> configured, KeyStrengthValidator strength) {
        return configured.map(String::strip).map(secret -> {
            strength.ofApiKey(key, secret).ifPresent(problem -> problems.add(key + ": " + problem));
            return secret.startsWith(ApiKeyFormat.DIGEST) ? secret : ApiKeyFormat.digest(secret);
        });
    }

    /// Returns one line for each secret that protects nothing.
    List<String> problems() {
        return List.copyOf(problems);
    }

    List<ApiKey> all() {
        return List.copyOf(known);
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
