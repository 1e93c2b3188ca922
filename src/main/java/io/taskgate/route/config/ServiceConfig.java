package io.taskgate.route.config;

import io.smallrye.config.WithDefault;
import io.taskgate.route.AddressRange;
import io.taskgate.settings.HttpUrl;
import io.taskgate.settings.RequiredValue;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A service: `taskgate.services.<service>`.
@ConsistentService
public interface ServiceConfig {

    /// The base URL of the service. Required by `request.via: http`, `call`, `probe` and `cancel`.
    Optional<@HttpUrl URI> url();

    /// A TLS configuration of Quarkus (`quarkus.tls.<name>`): a client certificate, the trusted authorities.
    Optional<String> tls();

    /// Paths below which the `Location` of a 202 may lead; `/` for all. Default: the path of `url`.
    Optional<List<String>> locationPaths();

    /// Allows `http` outside loopback for `url` and `auth.token-url` of a service with `auth`.
    @WithDefault("false")
    boolean allowPlainHttp();

    /// Address ranges that the service may have in addition to public ones and `taskgate.egress.allow`.
    Optional<List<AddressRange>> allowAddresses();

    /// The authentication of requests to the service.
    Optional<Auth> auth();

    /// The operations by name: 1 to 63 of `a-z 0-9 -`.
    @RequiredValue("Configure at least one operation, for example <this>.operations.approve.request.via=event.")
    Map<@RouteName String, OperationConfig> operations();

    /// The authentication of requests to a service.
    interface Auth {

        /// How requests are authenticated.
        @RequiredValue("Use header, oauth or sigv4.")
        Optional<Type> type();

        /// For `header`: its name. Default: `Authorization`.
        Optional<String> name();

        /// For `header`: its value, or `kms:` followed by the base64 of its KMS ciphertext.
        Optional<String> secret();

        /// For `oauth`: the token endpoint of the authorization server.
        Optional<@HttpUrl URI> tokenUrl();

        /// For `oauth`: the client ID.
        Optional<String> clientId();

        /// For `oauth`: the client secret, or `kms:` followed by the base64 of its KMS ciphertext.
        Optional<String> clientSecret();

        /// For `oauth`: the requested scopes, separated by spaces. Default: that of the server.
        Optional<String> scope();

        /// For `sigv4`: the service name of the signature. Default: `execute-api`.
        Optional<String> service();

        /// For `sigv4`: the region. Default: that of the gateway.
        Optional<String> region();
    }

    /// The kinds of authentication.
    enum Type {
        HEADER,
        OAUTH,
        SIGV4
    }
}
