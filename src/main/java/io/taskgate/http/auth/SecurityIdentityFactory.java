package io.taskgate.http.auth;

import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.taskgate.callback.link.LinkSigner;
import io.taskgate.http.access.Grant;
import io.taskgate.http.access.Role;

/// Creates the identities for Quarkus Security.
final class SecurityIdentityFactory {

    private SecurityIdentityFactory() {}

    static SecurityIdentity of(Grant grant) {
        return QuarkusSecurityIdentity.builder()
                .setPrincipal(new QuarkusPrincipal(grant.principal()))
                .addRoles(grant.roleNames())
                .addAttribute(AuthenticatedCaller.GRANT, grant)
                .build();
    }

    /// Creates the identity of a known caller without permissions.
    static SecurityIdentity withoutGrant(String principal) {
        return QuarkusSecurityIdentity.builder()
                .setPrincipal(new QuarkusPrincipal(principal))
                .build();
    }

    /// Creates the identity of a link holder. A forged or expired link also has an identity, so that the
    /// resource responds equally to a forged link and an unknown callback.
    static SecurityIdentity ofLink(String subject, LinkSigner.Verification check) {
        return QuarkusSecurityIdentity.builder()
                .setPrincipal(new QuarkusPrincipal("link:" + subject))
                .addRole(Role.Names.LINK)
                .addAttribute(AuthenticatedCaller.LINK, check)
                .build();
    }
}
