package io.taskgate.http.auth;

import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.taskgate.callback.link.LinkSigner;
import io.taskgate.http.access.Grant;
import io.taskgate.http.access.Role;

/// Makes the identities that Quarkus Security works with.
final class SecurityIdentityFactory {

    private SecurityIdentityFactory() {}

    static SecurityIdentity of(Grant grant) {
        return QuarkusSecurityIdentity.builder()
                .setPrincipal(new QuarkusPrincipal(grant.principal()))
                .addRoles(grant.roleNames())
                .addAttribute(AuthenticatedCaller.GRANT, grant)
                .build();
    }

    /// A caller that is known and may do nothing.
    static SecurityIdentity withoutGrant(String principal) {
        return QuarkusSecurityIdentity.builder()
                .setPrincipal(new QuarkusPrincipal(principal))
                .build();
    }

    /// The holder of a link. A forged or expired link gets an identity too: the resource answers it, so that a
    /// forged link and a callback that does not exist are one answer.
    static SecurityIdentity ofLink(String subject, LinkSigner.Check check) {
        return QuarkusSecurityIdentity.builder()
                .setPrincipal(new QuarkusPrincipal("link:" + subject))
                .addRole(Role.Names.LINK)
                .addAttribute(AuthenticatedCaller.LINK, check)
                .build();
    }
}
