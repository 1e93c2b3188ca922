package io.taskgate.http.auth;

import io.quarkus.arc.Unremovable;
import io.quarkus.security.identity.SecurityIdentity;
import io.taskgate.callback.link.LinkSigner;
import io.taskgate.http.access.Grant;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The caller of the current request, as authenticated by Quarkus Security.
@Singleton
@Unremovable
public final class AuthenticatedCaller {

    static final String GRANT = "taskgate.grant";
    static final String LINK = "taskgate.link";

    private final SecurityIdentity identity;

    AuthenticatedCaller(SecurityIdentity identity) {
        this.identity = identity;
    }

    /// Returns the grant of the caller. Requires `@RolesAllowed`.
    ///
    /// @throws IllegalStateException if the caller has no grant: a link holder, or an anonymous caller
    public Grant grant() {
        return find().orElseThrow(() -> new IllegalStateException("The caller has no grant."));
    }

    /// Returns the grant of the caller; empty for a link holder and an anonymous caller.
    public Optional<Grant> find() {
        return grantOf(identity);
    }

    /// Returns the client address; null if the connection is closed.
    public static @Nullable String sourceOf(HttpServerRequest request) {
        SocketAddress remote = request.remoteAddress();
        return remote == null ? null : remote.hostAddress();
    }

    /// Returns the grant of an identity; empty for a link holder and an anonymous caller.
    public static Optional<Grant> grantOf(SecurityIdentity identity) {
        return Optional.ofNullable(identity.getAttribute(GRANT));
    }

    /// Returns the name of the caller or link holder; empty for an anonymous one.
    public Optional<String> principal() {
        return identity.isAnonymous()
                ? Optional.empty()
                : Optional.of(identity.getPrincipal().getName());
    }

    /// Returns the verification result of the presented link; empty for other callers.
    public Optional<LinkSigner.Verification> link() {
        return Optional.ofNullable(identity.getAttribute(LINK));
    }
}
