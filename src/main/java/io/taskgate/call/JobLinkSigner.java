package io.taskgate.call;

import io.taskgate.callback.link.LinkSigningKeys;
import io.taskgate.crypto.Hmac;
import io.taskgate.route.Route;
import io.taskgate.route.Service;
import jakarta.inject.Singleton;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;

/// Signs the path of a job status for URLs of the gateway, so that callers can't request other paths with the
/// credentials of the gateway. Stateless and thread-safe.
@Singleton
public final class JobLinkSigner {

    private final LinkSigningKeys keys;

    JobLinkSigner(LinkSigningKeys keys) {
        this.keys = keys;
    }

    /// Returns the URL at which callers request the status.
    public String url(Route route, URI status) {
        return keys.baseUrl() + "/v1/calls/" + route.service() + "/" + route.operation() + "/jobs/"
                + handle(route, status);
    }

    String handle(Route route, URI status) {
        String path = status.getRawPath() + (status.getRawQuery() == null ? "" : "?" + status.getRawQuery());
        return keys.active() + "." + encoded(path.getBytes(StandardCharsets.UTF_8)) + "."
                + encoded(sign(keys.active(), route, path));
    }

    /// @return empty for a handle that was not issued for this route
    public Optional<URI> status(Route route, Service service, String handle) {
        String[] parts = handle.split("\\.", -1);
        if (parts.length != 3 || !keys.keys().containsKey(parts[0])) {
            return Optional.empty();
        }
        try {
            String path = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
            byte[] signature = Base64.getUrlDecoder().decode(parts[2]);
            return MessageDigest.isEqual(sign(parts[0], route, path), signature)
                    ? Optional.of(at(service, path))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /// Not resolved as a URI: a path that begins with two slashes would lead to another host.
    private static URI at(Service service, String path) {
        return URI.create(service.url().getScheme() + "://" + service.url().getRawAuthority() + path);
    }

    private byte[] sign(String keyId, Route route, String path) {
        return Hmac.sha256(
                Objects.requireNonNull(keys.keys().get(keyId)),
                ("job\n" + route.name() + "\n" + path).getBytes(StandardCharsets.UTF_8));
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
