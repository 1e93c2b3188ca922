package io.taskgate.http;

import io.taskgate.callback.Tenant;
import io.taskgate.payload.CanonicalJson;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Tells who calls, by API key. Keys are kept as digests and compared in constant time.
@Singleton
public final class Access {

    private static final String DIGEST = "sha256:";
    private final boolean open;
    private final String tenant;
    private final Grant everybody;
    private final List<Known> known = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    private record Known(byte[] digest, Grant grant) {}

    Access(AccessSettings settings, Tenant tenant) {
        this.tenant = tenant.name();
        everybody = new Grant(
                "open",
                tenant.name(),
                EnumSet.allOf(Role.class),
                Set.of(Grant.ANY),
                Set.of(Grant.ANY),
                List.of(Grant.ANY));
        this.open = settings.open();
        settings.keys().forEach(this::add);
        if (!open && known.isEmpty() && problems.isEmpty()) {
            problems.add("taskgate.access.keys: is empty, so nobody could call: name a key, as in "
                    + "taskgate.access.keys.workflows.secret=… and taskgate.access.keys.workflows.roles=workflow");
        }
    }

    private void add(String name, AccessSettings.Key key) {
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
        Set<Role> roles = EnumSet.noneOf(Role.class);
        for (String role : key.roles().orElse(List.of())) {
            try {
                roles.add(Role.parse(role.strip()));
            } catch (IllegalArgumentException e) {
                problems.add(prefix + ".roles: \"" + role + "\" is unknown: use "
                        + Stream.of(Role.values()).map(Role::word).collect(Collectors.joining(", ")));
            }
        }
        if (roles.isEmpty()) {
            problems.add(prefix + ".roles: is missing: use some of workflow, worker, operator");
        }
        String digest = secret.startsWith(DIGEST)
                ? secret.substring(DIGEST.length())
                : CanonicalJson.sha256(secret.getBytes(StandardCharsets.UTF_8));
        known.add(new Known(
                digest.getBytes(StandardCharsets.US_ASCII),
                new Grant(
                        name,
                        tenant,
                        roles,
                        new HashSet<>(key.services()),
                        new HashSet<>(key.operations()),
                        key.stateMachines())));
    }

    /// What is wrong with the configuration, a line each.
    public List<String> problems() {
        return List.copyOf(problems);
    }

    public boolean isOpen() {
        return open;
    }

    /// The caller's grant.
    ///
    /// @throws ProblemException 401 without a known key, 403 without the role
    Grant require(HttpHeaders headers, Role role) {
        Grant grant = find(headers);
        if (grant == null) {
            throw ProblemException.of(
                    Slug.UNAUTHENTICATED, "send a known key as X-Api-Key, or as Authorization: Bearer <key>");
        }
        if (!grant.has(role)) {
            throw ProblemException.of(Slug.FORBIDDEN, "the key has no role \"" + role.word() + "\"");
        }
        return grant;
    }

    /// The caller's grant; null without a known key.
    @Nullable Grant find(HttpHeaders headers) {
        String key = key(headers);
        if (key == null) {
            return open ? everybody : null;
        }
        byte[] digest =
                CanonicalJson.sha256(key.getBytes(StandardCharsets.UTF_8)).getBytes(StandardCharsets.US_ASCII);
        Grant found = open ? everybody : null;
        for (Known one : known) {
            if (MessageDigest.isEqual(one.digest(), digest)) {
                found = one.grant();
            }
        }
        return found;
    }

    private static @Nullable String key(HttpHeaders headers) {
        String apiKey = headers.getHeaderString("X-Api-Key");
        if (apiKey != null) {
            return apiKey;
        }
        String authorization = headers.getHeaderString("Authorization");
        return authorization != null && authorization.regionMatches(true, 0, "Bearer ", 0, 7)
                ? authorization.substring(7).strip()
                : null;
    }
}
