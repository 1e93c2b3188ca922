package io.taskgate.route.config;

import io.taskgate.route.CleartextUrlDetector;
import io.taskgate.route.RequestPathValidator;
import io.taskgate.settings.RuleViolations;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The rules between the settings of a service. Those of one operation are in [OperationRules].
public final class ServiceRules implements ConstraintValidator<ConsistentService, ServiceConfig> {

    private static final Map<ServiceConfig.Type, Set<String>> KEYS = Map.of(
            ServiceConfig.Type.HEADER, Set.of("name", "secret"),
            ServiceConfig.Type.OAUTH, Set.of("token-url", "client-id", "client-secret", "scope"),
            ServiceConfig.Type.SIGV4, Set.of("service", "region"));

    @Override
    public boolean isValid(ServiceConfig service, ConstraintValidatorContext context) {
        RuleViolations violations = new RuleViolations(context);
        service.locationPaths().ifPresent(paths -> paths.forEach(path -> checkLocation(path.strip(), violations)));
        service.auth().ifPresent(auth -> {
            auth.type().ifPresent(type -> checkAuth(auth, type, violations));
            if (!service.allowPlainHttp()) {
                service.url().ifPresent(url -> checkSecrecy("url", url, violations));
                auth.tokenUrl().ifPresent(url -> checkSecrecy("auth.token-url", url, violations));
            }
        });
        service.operations()
                .forEach((name, operation) ->
                        new OperationRules(service, "operations." + name + ".", operation, violations).check());
        return violations.isEmpty();
    }

    private static void checkLocation(String path, RuleViolations violations) {
        if (!path.matches("/[A-Za-z0-9._~!$&'()*+=:@%/-]*") || RequestPathValidator.hasAmbiguousSegment(path)) {
            violations.add(
                    "location-paths",
                    "\"" + path
                            + "\" is not a valid path. Use comma-separated paths, for example /jobs,/v2/jobs, or / for all.");
        }
    }

    private static void checkAuth(ServiceConfig.Auth auth, ServiceConfig.Type type, RuleViolations violations) {
        Map<String, Optional<?>> settings = Map.of(
                "name", auth.name(),
                "secret", auth.secret(),
                "token-url", auth.tokenUrl(),
                "client-id", auth.clientId(),
                "client-secret", auth.clientSecret(),
                "scope", auth.scope(),
                "service", auth.service(),
                "region", auth.region());
        settings.forEach((key, value) -> {
            if (value.isPresent() && !KEYS.getOrDefault(type, Set.of()).contains(key)) {
                violations.add(
                        "auth." + key,
                        "Not a setting of auth.type <auth>. Remove it."
                                .replace("<auth>", type.name().toLowerCase(java.util.Locale.ROOT)));
            }
        });
        switch (type) {
            case HEADER -> require("secret", auth.secret(), violations);
            case OAUTH -> {
                if (auth.tokenUrl().isEmpty()) {
                    violations.add("auth.token-url", "Required. Set the token endpoint of the authorization server.");
                }
                if (auth.clientId().isEmpty()) {
                    violations.add(
                            "auth.client-id",
                            "Required. Set the OAuth client ID registered at the authorization server.");
                }
                require("client-secret", auth.clientSecret(), violations);
            }
            case SIGV4 -> {
                // The credentials are those of the gateway.
            }
        }
    }

    private static void require(String key, Optional<String> secret, RuleViolations violations) {
        if (secret.isEmpty()) {
            violations.add("auth." + key, "Required. Set the secret, or kms: followed by its base64 KMS ciphertext.");
        }
    }

    private static void checkSecrecy(String key, URI url, RuleViolations violations) {
        if (url.getHost() != null && CleartextUrlDetector.isReadable(url)) {
            violations.add(
                    key,
                    "\"" + url + "\" sends a credential in clear text. Use an https:// URL, or, if the network"
                            + " encrypts the traffic, set <this>.allow-plain-http: true.");
        }
    }
}
