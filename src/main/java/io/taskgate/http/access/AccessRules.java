package io.taskgate.http.access;

import io.taskgate.callback.model.Tenant;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Maps IAM principals, certificates and tokens to grants for one version of the configuration. Immutable.
public final class AccessRules {

    private final boolean open;
    private final Grant everything;
    private final List<IamRule> iamRules = new ArrayList<>();
    private final List<CertificateRule> certificateRules = new ArrayList<>();
    private final List<TokenRule> tokenRules = new ArrayList<>();
    private final Map<String, TokenIssuer> tokenIssuers = new HashMap<>();
    private final List<Grant> grants = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    private record IamRule(String arn, Grant grant) {}

    private record CertificateRule(String subject, Grant grant) {}

    private record TokenRule(String issuer, Map<String, String> claims, Grant grant) {}

    /// An issuer of tokens as it is configured. Equal for equal settings.
    ///
    /// @param name     of its entry
    /// @param issuer   the claim `iss`
    /// @param jwksUrl  null where its keys are discovered
    /// @param audience a token has one of them
    /// @param tls      the TLS configuration by which it is reached; null for the default
    public record TokenIssuer(
            String name,
            String issuer,
            @Nullable URI jwksUrl,
            List<String> audience,
            @Nullable String tls) {}

    private AccessRules(boolean open, Tenant tenant) {
        this.open = open;
        everything = Grant.everything(tenant.name());
    }

    /// Returns rules without any grant.
    static AccessRules nobody(Tenant tenant) {
        return new AccessRules(false, tenant);
    }

    /// @param principals   of all places, by name
    /// @param certificates of all places, by name
    /// @param issuers      of all places, by name
    AccessRules(
            boolean open,
            Map<String, AccessConfig.IamPrincipal> principals,
            Map<String, AccessConfig.Certificate> certificates,
            Map<String, AccessConfig.Issuer> issuers,
            Tenant tenant,
            ApiKeys keys) {
        this(open, tenant);
        problems.addAll(keys.problems());
        GrantReader grants = new GrantReader(tenant);
        principals.forEach((name, principal) -> principal
                .arn()
                .ifPresent(pattern -> iamRules.add(new IamRule(pattern.arn(), grants.read("iam:" + name, principal)))));
        certificates.forEach((name, certificate) -> certificate
                .subject()
                .map(String::strip)
                .ifPresent(subject ->
                        certificateRules.add(new CertificateRule(subject, grants.read("mtls:" + name, certificate)))));
        issuers.forEach((name, issuer) -> issuer(name, issuer, grants));
        keys.all().forEach(key -> this.grants.add(key.grant()));
        iamRules.forEach(rule -> this.grants.add(rule.grant()));
        certificateRules.forEach(rule -> this.grants.add(rule.grant()));
        tokenRules.forEach(rule -> this.grants.add(rule.grant()));
    }

    private void issuer(String name, AccessConfig.Issuer issuer, GrantReader grants) {
        String iss = issuer.issuer().map(String::strip).orElse("");
        TokenIssuer other = tokenIssuers.put(
                iss,
                new TokenIssuer(
                        name,
                        iss,
                        issuer.jwksUrl().orElse(null),
                        issuer.audience().orElse(List.of()),
                        issuer.tls().orElse(null)));
        if (other != null && !iss.isEmpty()) {
            problems.add("taskgate.access.issuers." + name + ".issuer: Duplicate of taskgate.access.issuers."
                    + other.name() + ". Move the rules of both to one of them.");
        }
        issuer.rules()
                .forEach(rule -> tokenRules.add(new TokenRule(name, rule.claims(), grants.read("oidc:" + name, rule))));
    }

    /// Returns the errors between entries of `taskgate.access`, one line each.
    List<String> problems() {
        return List.copyOf(problems);
    }

    /// The issuer of tokens whose claim `iss` is this.
    public Optional<TokenIssuer> issuer(String iss) {
        return Optional.ofNullable(tokenIssuers.get(iss));
    }

    /// Returns whether every caller may do everything (`taskgate.access.open`).
    public boolean isOpen() {
        return open;
    }

    public Grant everything() {
        return everything;
    }

    /// Returns the reloadable entries, for comparison with another version.
    Map<String, Object> entries() {
        Map<String, Object> entries = new TreeMap<>();
        iamRules.forEach(rule -> entries.put("principal " + nameOf(rule.grant()), rule));
        certificateRules.forEach(rule -> entries.put("certificate " + nameOf(rule.grant()), rule));
        tokenIssuers
                .values()
                .forEach(issuer -> entries.put(
                        "issuer " + issuer.name(),
                        List.of(
                                issuer,
                                tokenRules.stream()
                                        .filter(rule -> rule.issuer().equals(issuer.name()))
                                        .toList())));
        return entries;
    }

    private static String nameOf(Grant grant) {
        return grant.principal().substring(grant.principal().indexOf(':') + 1);
    }

    /// Returns the grant of an IAM principal. Its name is the ARN without session: all sessions of a role are
    /// one principal.
    ///
    /// @param arn     as authenticated by API Gateway (`$context.identity.userArn`)
    /// @param account as authenticated by API Gateway (`$context.identity.accountId`); both must match
    public Optional<Grant> ofPrincipal(String arn, String account) {
        String lasting = withoutSession(arn);
        String[] parts = lasting.split(":", -1);
        if (parts.length < 6 || !parts[4].equals(account)) {
            return Optional.empty();
        }
        return iamRules.stream()
                .filter(rule -> GlobPattern.matches(rule.arn(), lasting))
                .findFirst()
                .map(rule -> rule.grant().withPrincipal("iam:" + lasting));
    }

    /// Returns whether the caller may query the history of this execution. Its grant names the state machine of the
    /// execution, or covers all (`*`) in the tenant of the gateway while no grant of another tenant names it.
    public boolean maySeeHistory(Grant caller, String executionArn) {
        if (caller.namesExecution(executionArn)) {
            return true;
        }
        return caller.coversExecution(executionArn)
                && caller.tenant().equals(everything.tenant())
                && grants.stream()
                        .filter(grant -> !grant.tenant().equals(caller.tenant()))
                        .noneMatch(grant -> grant.namesExecution(executionArn));
    }

    private static String withoutSession(String arn) {
        int role = arn.indexOf(":assumed-role/");
        if (role < 0) {
            return arn;
        }
        int session = arn.indexOf('/', role + ":assumed-role/".length());
        return session < 0 ? arn : arn.substring(0, session);
    }

    /// Returns the grant of the subject of a client certificate.
    ///
    /// @param subject the distinguished name (RFC 2253)
    public Optional<Grant> ofCertificate(String subject) {
        return certificateRules.stream()
                .filter(rule -> GlobPattern.matches(rule.subject(), subject))
                .findFirst()
                .map(rule -> rule.grant().withPrincipal("mtls:" + subject));
    }

    /// Returns the grant of a token: that of the first matching rule of its issuer.
    ///
    /// @param issuer the name of the issuer in the configuration
    public Optional<Grant> ofToken(String issuer, TokenClaims claims) {
        return tokenRules.stream()
                .filter(rule -> rule.issuer().equals(issuer))
                .filter(rule -> rule.claims().entrySet().stream()
                        .allMatch(wanted -> claims.values(wanted.getKey()).stream()
                                .anyMatch(value -> GlobPattern.matches(wanted.getValue(), value))))
                .findFirst()
                .map(rule -> rule.grant().withPrincipal("oidc:" + issuer + ":" + claims.subject()));
    }
}
