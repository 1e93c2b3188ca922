package io.taskgate.route.config;

import io.taskgate.payload.InvalidDefinitionException;
import io.taskgate.route.ServiceAuth;
import io.taskgate.route.Webhook;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Reads the secrets of services and webhooks. No message contains a secret. Thread-safe.
final class ServiceSecrets {

    private static final String STANDARD_PREFIX = "whsec_";

    /// The minimum size of a webhook secret in bytes: 128 bits; no provider uses less.
    private static final int MIN_BYTES = 16;

    private final SecretDecryptor decryptor;
    private final boolean anySecret;

    /// @param anySecret whether short webhook secrets are accepted
    ServiceSecrets(SecretDecryptor decryptor, boolean anySecret) {
        this.decryptor = decryptor;
        this.anySecret = anySecret;
    }

    ServiceAuth auth(ServiceConfig.Auth auth, RouteReader.Place place) {
        return switch (auth.type().orElseThrow()) {
            case HEADER ->
                new ServiceAuth.Header(auth.name().orElse("Authorization"), text("auth.secret", auth.secret(), place));
            case OAUTH ->
                new ServiceAuth.OAuth(
                        auth.tokenUrl().orElseThrow(),
                        auth.clientId().orElseThrow(),
                        text("auth.client-secret", auth.clientSecret(), place),
                        auth.scope().orElse(null));
            case SIGV4 ->
                new ServiceAuth.SigV4(
                        auth.service().orElse("execute-api"), auth.region().orElse(null));
        };
    }

    private String text(String key, Optional<String> written, RouteReader.Place place) {
        try {
            String secret = decryptor.decrypt(written.orElseThrow());
            if (secret.matches("[\\x20-\\x7e]+")) {
                return secret;
            }
            place.add(key, "The secret must be one line of printable ASCII.");
        } catch (InvalidDefinitionException e) {
            place.add(key, String.valueOf(e.getMessage()));
        }
        return "";
    }

    List<byte[]> webhook(OperationConfig.Signature settings, Webhook.Scheme scheme, RouteReader.Place place) {
        return Stream.concat(
                        bytes("webhook.secret", settings.secret(), scheme, place).stream(),
                        bytes("webhook.previous-secret", settings.previousSecret(), scheme, place).stream())
                .toList();
    }

    private Optional<byte[]> bytes(
            String key, Optional<String> written, Webhook.Scheme scheme, RouteReader.Place place) {
        try {
            return written.map(text -> bytes(text, scheme));
        } catch (InvalidDefinitionException e) {
            place.add(key, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private byte[] bytes(String written, Webhook.Scheme scheme) {
        byte[] secret = decoded(decryptor.decrypt(written), scheme);
        if (secret.length == 0 || (secret.length < MIN_BYTES && !anySecret)) {
            throw new InvalidDefinitionException(
                    "The secret has " + secret.length + " bytes and can be guessed. Use at least " + MIN_BYTES
                            + " bytes, for example from: openssl rand -hex 32");
        }
        return secret;
    }

    /// Standard Webhooks issues its secrets as base64.
    private static byte[] decoded(String text, Webhook.Scheme scheme) {
        if (scheme != Webhook.Scheme.STANDARD) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        try {
            return Base64.getDecoder()
                    .decode(text.startsWith(STANDARD_PREFIX) ? text.substring(STANDARD_PREFIX.length()) : text);
        } catch (IllegalArgumentException e) {
            throw new InvalidDefinitionException(
                    "Not a Standard Webhooks secret. Use whsec_ followed by base64, as issued.");
        }
    }
}
