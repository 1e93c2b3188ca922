package io.taskgate.http.access;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Who may call.
@ConfigMapping(prefix = "taskgate.access")
public interface AccessConfig {

    /// API keys by a name of your choice.
    Map<String, Key> keys();

    /// IAM principals by a name of your choice. They are believed only from a caller with a key that forwards
    /// principals: API Gateway, behind its IAM authorizer.
    Map<String, IamPrincipal> principals();

    /// Issuers of OpenID Connect tokens by a name of your choice.
    Map<String, Issuer> issuers();

    /// Client certificates by a name of your choice.
    Map<String, Certificate> certificates();

    /// A file with more of `keys`, `principals`, `certificates` and `issuers`, in YAML (below
    /// `taskgate.access`) or `.properties`. It is read again while the gateway runs.
    Optional<String> file();

    /// How often [#file()] is looked at: `1s` to `30s`.
    @WithDefault("10s")
    Duration reloadInterval();

    /// A secret of AWS Secrets Manager (name or ARN) with more of `keys`, `principals`, `certificates` and
    /// `issuers`, in YAML or JSON. It is read again while the gateway runs.
    Optional<String> secret();

    /// How often [#secret()] is looked at: `1s` to `45s`.
    @WithDefault("30s")
    Duration secretReloadInterval();

    /// Lets every caller do everything. Starts on a loopback address only.
    @WithDefault("false")
    boolean open();

    /// What a caller may do.
    interface Granted {
        /// Some of `workflow`, `worker`, `operator-read`, `operator-act`, `author`, `admin`, `payload-read`.
        /// Required.
        Optional<List<String>> roles();

        /// The tenant of the caller; the gateway's (`taskgate.tenant`) where not set.
        Optional<String> tenant();

        /// Services by name; `*` for all.
        @WithDefault("*")
        List<String> services();

        /// Operations by name or as service.operation; `*` for all.
        @WithDefault("*")
        List<String> operations();

        /// State machines by full ARN, in which `*` stands for any characters but a colon; `*` alone for all,
        /// and for registrations that give no executionArn.
        @WithDefault("*")
        List<String> stateMachines();

        /// State machines by full ARN that the gateway may start for the caller: runners of batches, successors
        /// of executions. None where not set.
        Optional<List<String>> runners();
    }

    /// One API key and its grant.
    interface Key extends Granted {
        /// The key itself, 32 characters or more, or `sha256:` and the lower-case hex SHA-256 of it. Required.
        Optional<String> secret();

        /// A second key beside [#secret()], written like it, while callers change from one to the other.
        Optional<String> nextSecret();

        /// From when on [#secret()] is refused, as in `2027-01-31T00:00:00Z`; never where not set.
        Optional<String> expires();

        /// From when on [#nextSecret()] is refused; never where not set.
        Optional<String> nextExpires();

        /// Whether the caller passes on the IAM principal that it has authenticated, in the headers
        /// `X-Taskgate-Principal-Arn` and `X-Taskgate-Principal-Account`. The grant is then the principal's,
        /// and the key alone has none.
        @WithDefault("false")
        boolean forwardsPrincipal();
    }

    /// IAM principals and their grant.
    interface IamPrincipal extends Granted {
        /// The principal's ARN without session name, as in `arn:aws:sts::111122223333:assumed-role/orders`, in
        /// which
        /// `*` stands for any characters. Required.
        Optional<String> arn();
    }

    /// An issuer of JSON Web Tokens (bearer), and the grants of its subjects.
    interface Issuer {
        /// The value of the claim `iss`. Required.
        Optional<String> issuer();

        /// Where the issuer's keys (JWKS) are; discovered under the issuer's URL where not set.
        Optional<URI> jwksUrl();

        /// The claim `aud` has one of these. Required.
        Optional<List<String>> audience();

        /// The TLS configuration (`quarkus.tls.<name>`) by which the issuer is reached.
        Optional<String> tls();

        /// The grants, in their order: the first rule that a token fits decides.
        List<Rule> rules();
    }

    /// Which tokens get which grant.
    interface Rule extends Granted {
        /// Claims and the values that they must have, in which `*` stands for any characters. A claim within a
        /// claim is
        /// written with `/`, as in `kubernetes.io/serviceaccount/name`. Required.
        Map<String, String> claims();
    }

    /// The subject of a client certificate and its grant.
    interface Certificate extends Granted {
        /// The subject's distinguished name (RFC 2253), as in `CN=orders,O=Example`, in which `*` stands for
        /// any characters. Required.
        Optional<String> subject();
    }
}
