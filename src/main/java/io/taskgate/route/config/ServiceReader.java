package io.taskgate.route.config;

import io.taskgate.payload.InvalidDefinitionException;
import io.taskgate.route.AddressRange;
import io.taskgate.route.CleartextUrlDetector;
import io.taskgate.route.RequestPathValidator;
import io.taskgate.route.Service;
import io.taskgate.route.ServiceAuth;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads the settings of a service: its URL and authentication.
final class ServiceReader {

    private final SecretDecryptor secrets;
    private final ConfigurationProblems problems;

    ServiceReader(SecretDecryptor secrets, ConfigurationProblems problems) {
        this.secrets = secrets;
        this.problems = problems;
    }

    /// @return null if no URL is set or there are problems
    @Nullable Service read(String name, ConfigNode settings) {
        URI url = settings.parsed("url", ConfigValueParser::url, problems);
        boolean plain =
                ConfigValueParser.or(settings.parsed("allow-plain-http", ConfigValueParser::flag, problems), false);
        ConfigNode auth = settings.child("auth");
        ServiceAuth how = auth == null ? new ServiceAuth.None() : auth(auth);
        if (url == null) {
            return null;
        }
        URI base = URI.create(url.toString().replaceAll("/+$", ""));
        List<String> paths = settings.parsed("location-paths", ServiceReader::paths, problems);
        List<AddressRange> addresses = settings.parsed("allow-addresses", AddressRange::parseAll, problems);
        if (!plain) {
            checkSecrecy(base, how, settings);
        }
        return new Service(
                name,
                base,
                how,
                settings.text("tls"),
                paths == null ? List.of(base.getRawPath()) : paths,
                addresses == null ? List.of() : addresses);
    }

    private void checkSecrecy(URI url, ServiceAuth how, ConfigNode settings) {
        switch (how) {
            case ServiceAuth.None _ -> {
                // nothing secret
            }
            case ServiceAuth.Header _, ServiceAuth.SigV4 _ -> checkSecrecy(url, "url", settings);
            case ServiceAuth.OAuth oauth -> {
                checkSecrecy(url, "url", settings);
                checkSecrecy(oauth.tokenUrl(), "auth.token-url", settings);
            }
        }
    }

    private void checkSecrecy(URI url, String key, ConfigNode settings) {
        if (CleartextUrlDetector.isReadable(url)) {
            problems.add(
                    settings.key(key),
                    "\"" + url + "\" sends a credential in clear text. Use an https:// URL, or, if the network"
                            + " encrypts the traffic, set " + settings.key("allow-plain-http") + ": true.");
        }
    }

    private static List<String> paths(String text) {
        return Arrays.stream(text.split(",", -1)).map(ServiceReader::path).toList();
    }

    private static String path(String text) {
        String path = text.strip();
        if (!path.matches("/[A-Za-z0-9._~!$&'()*+=:@%/-]*") || RequestPathValidator.hasAmbiguousSegment(path)) {
            throw new InvalidDefinitionException("\"" + path
                    + "\" is not a valid path. Use comma-separated paths, for example /jobs,/v2/jobs, or / for all.");
        }
        return path.replaceAll("/+$", "");
    }

    private ServiceAuth auth(ConfigNode settings) {
        String type = ConfigValueParser.or(settings.text("type"), "");
        return switch (type) {
            case "header" -> {
                settings.allowOnly(Set.of("type", "name", "secret"), problems);
                yield new ServiceAuth.Header(
                        ConfigValueParser.or(settings.text("name"), "Authorization"), secret(settings, "secret"));
            }
            case "oauth" -> oauth(settings);
            case "sigv4" -> {
                settings.allowOnly(Set.of("type", "service", "region"), problems);
                yield new ServiceAuth.SigV4(
                        ConfigValueParser.or(settings.text("service"), "execute-api"), settings.text("region"));
            }
            default -> {
                problems.add(settings.key("type"), "Unknown value \"" + type + "\". Use header, oauth or sigv4.");
                yield new ServiceAuth.None();
            }
        };
    }

    private ServiceAuth oauth(ConfigNode settings) {
        settings.allowOnly(Set.of("type", "token-url", "client-id", "client-secret", "scope"), problems);
        URI tokenUrl = settings.parsed("token-url", ConfigValueParser::url, problems);
        if (settings.text("token-url") == null) {
            problems.add(settings.key("token-url"), "Required. Set the token endpoint of the authorization server.");
        }
        String clientId = settings.text("client-id");
        if (clientId == null) {
            problems.add(
                    settings.key("client-id"),
                    "Required. Set the OAuth client ID registered at the authorization server.");
        }
        String secret = secret(settings, "client-secret");
        return tokenUrl == null || clientId == null
                ? new ServiceAuth.None()
                : new ServiceAuth.OAuth(tokenUrl, clientId, secret, settings.text("scope"));
    }

    private String secret(ConfigNode settings, String name) {
        String secret = settings.parsed(name, this::opened, problems);
        if (settings.text(name) == null) {
            problems.add(
                    settings.key(name), "Required. Set the secret, or kms: followed by its base64 KMS ciphertext.");
        }
        return ConfigValueParser.or(secret, "");
    }

    private String opened(String text) {
        String secret = secrets.decrypt(text);
        if (!secret.matches("[\\x20-\\x7e]+")) {
            throw new InvalidDefinitionException("The secret must be one line of printable ASCII.");
        }
        return secret;
    }
}
