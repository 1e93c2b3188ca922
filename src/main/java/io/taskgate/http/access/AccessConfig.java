package io.taskgate.http.access;

import io.smallrye.config.WithDefault;
import io.taskgate.callback.model.Tenant;
import io.taskgate.settings.HttpUrl;
import io.taskgate.settings.RequiredValue;
import io.taskgate.settings.ValueRange;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
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
    @ValueRange(min = "1s", max = "30s")
    Duration reloadInterval();

    /// A secret of AWS Secrets Manager (name or ARN) with more of `keys`, `principals`, `certificates` and
    /// `issuers`, in YAML or JSON. It is read again while the gateway runs.
    Optional<String> secret();

    /// The polling interval of [#secret()]: `1s` to `45s`.
    @WithDefault("30s")
    @ValueRange(min = "1s", max = "45s")
    Duration secretReloadInterval();

    /// Allows every caller everything. Requires a loopback address.
    @WithDefault("false")
    boolean open();

    /// The permissions of a caller.
    @ConsistentGrant
    interface Granted {
        /// Some of `workflow`, `worker`, `operator-read`, `operator-act`, `author`, `admin`, `payload-read`.
        /// Required.
        Optional<List<Role>> roles();

        /// The tenant of the caller. Default: `taskgate.tenant`.
        Optional<Tenant> tenant();

        /// Service names; `*` for all.
        @WithDefault("*")
        List<String> services();

        /// Operation names or service.operation; `*` for all.
        @WithDefault("*")
        List<String> operations();

        /// Full state machine ARNs, in which `*` matches any characters except a colon; `*` alone for all,
        /// including registrations without executionArn.
        @WithDefault("*")
        List<StateMachinePattern> stateMachines();

        /// Full ARNs of state machines that the gateway may start for the caller: runners of batches,
        /// successors of executions. Default: none.
        Optional<List<StateMachinePattern>> runners();
    }

    /// An API key and its grant.
    interface Key extends Granted {
        /// The key, at least 32 characters, or `sha256:` followed by its lower-case hex SHA-256.
        @RequiredValue("Set the key, or sha256: followed by its digest.")
        Optional<@WellFormedApiKey String> secret();

        /// A second valid key in the format of [#secret()], for a key rotation.
        Optional<@WellFormedApiKey String> nextSecret();

        /// The time from which [#secret()] is rejected, for example `2027-01-31T00:00:00Z`. Default: never.
        Optional<Instant> expires();

        /// The time from which [#nextSecret()] is rejected. Default: never.
        Optional<Instant> nextExpires();

        /// Whether the caller forwards the IAM principal that it has authenticated, in the headers
        /// `X-Taskgate-Principal-Arn` and `X-Taskgate-Principal-Account`. The grant is then that of the
        /// principal; the key alone has none.
        @WithDefault("false")
        boolean forwardsPrincipal();
    }

    /// IAM principals and their grant.
    interface IamPrincipal extends Granted {
        /// The ARN of the principal without session name, for example
        /// `arn:aws:sts::111122223333:assumed-role/orders`, in which `*` matches any characters.
        @RequiredValue("Example: arn:aws:sts::111122223333:assumed-role/orders")
        Optional<IamPrincipalPattern> arn();
    }

    /// An issuer of JSON Web Tokens (bearer), and the grants of its subjects.
    interface Issuer {
        /// The value of the claim `iss`.
        @RequiredValue("Example: https://issuer.example.com")
        Optional<String> issuer();

        /// The JWKS URL of the issuer. Default: discovered under the issuer URL.
        Optional<@HttpUrl URI> jwksUrl();

        /// The accepted values of the claim `aud`.
        @RequiredValue("Set the audience of tokens for this gateway.")
        Optional<List<String>> audience();

        /// The TLS configuration (`quarkus.tls.<name>`) for requests to the issuer.
        Optional<String> tls();

        /// The grants. The first rule that matches a token applies.
        @RequiredValue("Without a rule no token has a grant.")
        List<Rule> rules();
    }

    /// A rule that maps tokens to a grant.
    interface Rule extends Granted {
        /// Claims and their required values, in which `*` matches any characters. A nested claim is written
        /// with `/`, for example `kubernetes.io/serviceaccount/name`.
        @RequiredValue("Set a claim and its value, for example sub: system:serviceaccount:orders:*")
        Map<String, String> claims();
    }

    /// The subject of a client certificate and its grant.
    interface Certificate extends Granted {
        /// The distinguished name of the subject (RFC 2253), for example `CN=orders,O=Example`, in which `*`
        /// matches any characters.
        @RequiredValue("Example: CN=orders,O=Example")
        Optional<String> subject();
    }
}
