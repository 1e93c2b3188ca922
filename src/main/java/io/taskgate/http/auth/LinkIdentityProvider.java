package io.taskgate.http.auth;

import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.IdentityProvider;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.taskgate.callback.link.LinkSigner;
import jakarta.inject.Singleton;

/// Identities of the holders of signed links. Does not block.
@Singleton
final class LinkIdentityProvider implements IdentityProvider<LinkRequest> {

    private final LinkSigner links;

    LinkIdentityProvider(LinkSigner links) {
        this.links = links;
    }

    @Override
    public Class<LinkRequest> getRequestType() {
        return LinkRequest.class;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(LinkRequest request, AuthenticationRequestContext context) {
        return Uni.createFrom()
                .item(Identities.ofLink(request.subject(), links.check(request.subject(), request.signature())));
    }
}
