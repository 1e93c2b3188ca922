package io.taskgate.http.auth;

import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.IdentityProvider;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.taskgate.callback.link.LinkSigner;
import jakarta.inject.Singleton;

/// Provides the identities of link holders. Does not block.
@Singleton
final class LinkIdentityProvider implements IdentityProvider<LinkAuthenticationRequest> {

    private final LinkSigner links;

    LinkIdentityProvider(LinkSigner links) {
        this.links = links;
    }

    @Override
    public Class<LinkAuthenticationRequest> getRequestType() {
        return LinkAuthenticationRequest.class;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(LinkAuthenticationRequest request, AuthenticationRequestContext context) {
        return Uni.createFrom()
                .item(SecurityIdentityFactory.ofLink(
                        request.subject(), links.verify(request.subject(), request.signature())));
    }
}
