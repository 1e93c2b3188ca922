package io.taskgate.http.auth;

import io.taskgate.callback.Tenant;
import io.taskgate.config.KeyStrength;
import io.taskgate.payload.CanonicalJson;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/// The API keys of the configuration. Keys are kept as digests and compared in constant time. Safe for many threads.
@Singleton
public final class ApiKeys {

    private static final String DIGEST = "sha256:";

    private final List<ApiKey> known = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    /// A key that is known.
    ///
    /// @param forwardsPrincipal whether the grant is that of the IAM principal that the caller passes on
    record ApiKey(byte[] digest, Grant grant, boolean forwardsPrincipal) {}

    ApiKeys(AccessConfig config, Tenant tenant, KeyStrength strength) {
        GrantReader grants = new GrantReader(tenant.name(), problems);
        // In the order of their names, so that of two equal keys always the same one is refused.
        new TreeMap<>(config.keys()).forEach((name, key) -> add(name, key, grants, strength));
    }

    private void add(String name, AccessConfig.Key key, GrantReader grants, KeyStrength strength) {
        String prefix = "taskgate.access.keys." + name;
        String secret = key.secret().orElse("").strip();
        if (secret.isEmpty()) {
            problems.add(prefix + ".secret: is missing: set the key, or sha256: and its digest");
            return;
        }
        if (secret.startsWith(DIGEST) && !secret.matches("sha256:[0-9a-f]{64}")) {
            problems.add(prefix + ".secret: after sha256: must come 64 lower-case hex digits");
            return;
        }
        strength.ofApiKey(prefix + ".secret", secret)
                .ifPresent(problem -> problems.add(prefix + ".secret: " + problem));
        String digest = secret.startsWith(DIGEST) ? secret.substring(DIGEST.length()) : digest(secret);
        String principal = "key:" + name;
        Grant grant = key.forwardsPrincipal()
                ? grants.readForwarding(prefix, principal, key)
                : grants.read(prefix, principal, key);
        known.add(new ApiKey(digest.getBytes(StandardCharsets.US_ASCII), grant, key.forwardsPrincipal()));
    }

    /// The problems of the configuration, a line each.
    List<String> problems() {
        return List.copyOf(problems);
    }

    boolean isEmpty() {
        return known.isEmpty();
    }

    /// @param presented as the caller sent it
    Optional<ApiKey> find(String presented) {
        byte[] digest = digest(presented).getBytes(StandardCharsets.US_ASCII);
        ApiKey found = null;
        for (ApiKey key : known) {
            if (MessageDigest.isEqual(key.digest(), digest)) {
                found = key;
            }
        }
        return Optional.ofNullable(found);
    }

    private static String digest(String secret) {
        return CanonicalJson.sha256(secret.getBytes(StandardCharsets.UTF_8));
    }
}
