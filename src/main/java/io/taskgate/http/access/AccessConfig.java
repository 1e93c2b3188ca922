package io.taskgate.http.access;

import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Settings of authentication and authorization.
public interface AccessConfig {

    /// API keys by a name of your choice.
    Map<String, Key> keys();

    /// IAM principals by a name of your choice. Accepted only from a caller with a key that forwards
    /// principals: API Gateway with an IAM authorizer.
    Map<String, IamPrincipal> principals();

    /// Issuers of OpenID Connect tokens by a name of your choice.
    Map<String, Issuer> issuers();

    /// Client certificates by a name of your choice.
    Map<String, Certificate> certificates();

    /// A file with more of `keys`, `principals`, `certificates` and `issuers`, in YAML (below
    /// `taskgate.access`) or `.properties`. It is read again while the gateway runs.
    Optional<String> file();

    /// The polling interval of [#file()]: `1s` to `30s`.
    @WithDefault("10s")
    Duration reloadInterval();

    /// A secret of AWS Secrets Manager (name or ARN) with more of `keys`, `principals`, `certificates` and
    /// `issuers`, in YAML or JSON. It is read again while the gateway runs.
    Optional<String> secret();

    /// The polling interval of [#secret()]: `1s` to `45s`.
    @WithDefault("30s")
    Duration secretReloadInterval();

    /// Allows every caller everything. Requires a loopback address.
    @WithDefault("false")
    boolean open();

    /// The permissions of a caller.
    interface Granted {
        /// Some of `workflow`, `worker`, `operator-read`, `operator-act`, `author`, `admin`, `payload-read`.
        /// Required.
        Optional<List<String>> roles();

        /// The tenant of the caller. Default: `taskgate.tenant`.
        Optional<String> tenant();

        /// Service names; `*` for all.
        @WithDefault("*")
        List<String> services();

        /// Operation names or service.operation; `*` for all.
        @WithDefault("*")
        List<String> operations();

        /// Full state machine ARNs, in which `*` matches any characters except a colon; `*` alone for all,
        /// including registrations without executionArn.
        @WithDefault("*")
        List<String> stateMachines();

        /// Full ARNs of state machines that the gateway may start for the caller: runners of batches,
        /// successors of executions. Default: none.
        Optional<List<String>> runners();
    }

    /// An API key and its grant.
    interface Key extends Granted {
        /// The key, at least 32 characters, or `sha256:` followed by its lower-case hex SHA-256. Required.
        Optional<String> secret();

        /// A second valid key in the format of [#secret()], for a key rotation.
        Optional<String> nextSecret();

        /// The time from which [#secret()] is rejected, for example `2027-01-31T00:00:00Z`. Default: never.
        Optional<String> expires();

        /// The time from which [#nextSecret()] is rejected. Default: never.
        Optional<String> nextExpires();

        /// Whether the caller forwards the IAM principal that it has authenticated, in the headers
        /// `X-Taskgate-Principal-Arn` and `X-Taskgate-Principal-Account`. The grant is then that of the
        /// principal; the key alone has none.
        @WithDefault("false")
        boolean forwardsPrincipal();
    }

    /// IAM principals and their grant.
    interface IamPrincipal extends Granted {
        /// The ARN of the principal without session name, for example
        /// `arn:aws:sts::111122223333:assumed-role/orders`, in which `*` matches any characters. Required.
        Optional<String> arn();
    }

    /// An issuer of JSON Web Tokens (bearer), and the grants of its subjects.
    interface Issuer {
        /// The value of the claim `iss`. Required.
        Optional<String> issuer();

        /// The JWKS URL of the issuer. Default: discovered under the issuer URL.
        Optional<URI> jwksUrl();

        /// The accepted values of the claim `aud`. Required.
        Optional<List<String>> audience();

        /// The TLS configuration (`quarkus.tls.<name>`) for requests to the issuer.
        Optional<String> tls();

        /// The grants. The first rule that matches a token applies.
        List<Rule> rules();
    }

    /// A rule that maps tokens to a grant.
    interface Rule extends Granted {
        /// Claims and their required values, in which `*` matches any characters. A nested claim is written
        /// with `/`, for example `kubernetes.io/serviceaccount/name`. Required.
        Map<String, String> claims();
    }

    /// The subject of a client certificate and its grant.
    interface Certificate extends Granted {
        /// The distinguished name of the subject (RFC 2253), for example `CN=orders,O=Example`, in which `*`
        /// matches any characters. Required.
        Optional<String> subject();
    }
}
