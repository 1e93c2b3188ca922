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

/// The caller of the request in work, as Quarkus Security has authenticated it.
@Singleton
@Unremovable
public final class AuthenticatedCaller {

    static final String GRANT = "taskgate.grant";
    static final String LINK = "taskgate.link";

    private final SecurityIdentity identity;

    AuthenticatedCaller(SecurityIdentity identity) {
        this.identity = identity;
    }

    /// The grant of the caller. Call it behind `@RolesAllowed`.
    ///
    /// @throws IllegalStateException where the caller has none: a link's holder, or nobody
    public Grant grant() {
        return find().orElseThrow(() -> new IllegalStateException("The caller has no grant"));
    }

    /// The grant of the caller; empty for a link's holder and an anonymous caller.
    public Optional<Grant> find() {
        return grantOf(identity);
    }

    /// The address that a request came from; null where its connection is gone.
    public static @Nullable String sourceOf(HttpServerRequest request) {
        SocketAddress remote = request.remoteAddress();
        return remote == null ? null : remote.hostAddress();
    }

    /// The grant of an identity; empty for a link's holder and an anonymous caller.
    public static Optional<Grant> grantOf(SecurityIdentity identity) {
        return Optional.ofNullable(identity.getAttribute(GRANT));
    }

    /// The name of the caller, also of a link's holder; empty for an anonymous one.
    public Optional<String> principal() {
        return identity.isAnonymous()
                ? Optional.empty()
                : Optional.of(identity.getPrincipal().getName());
    }

    /// The result of the check of the link that the caller presented; empty for other callers.
    public Optional<LinkSigner.Check> link() {
        return Optional.ofNullable(identity.getAttribute(LINK));
    }
}
