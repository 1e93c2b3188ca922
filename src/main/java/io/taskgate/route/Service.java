package io.taskgate.route;

import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A service that is called.
///
/// @param url           where it is, without a slash at its end
/// @param auth          how a call proves itself
/// @param tls           the name of a TLS configuration (`quarkus.tls.<name>.*`): a client certificate, the authorities
///                      that are trusted; null for the platform's
/// @param locationPaths raw paths below which a `Location` of the service may lead; an empty one stands for all paths
/// @param addresses     ranges that it may have beside those that every service may have
public record Service(
        String name,
        URI url,
        ServiceAuth auth,
        @Nullable String tls,
        List<String> locationPaths,
        List<AddressRange> addresses) {

    public Service {
        locationPaths = List.copyOf(locationPaths);
        addresses = List.copyOf(addresses);
    }

    /// Its locations stay below its own path.
    public Service(String name, URI url, ServiceAuth auth, @Nullable String tls) {
        this(name, url, auth, tls, List.of(url.getRawPath()), List.of());
    }

    /// Whether a `Location` with this path is the service's own.
    ///
    /// @param rawPath as it is sent, percent-encoded
    public boolean ownsLocation(String rawPath) {
        return locationPaths.stream()
                .anyMatch(path -> path.isEmpty() || rawPath.equals(path) || rawPath.startsWith(path + "/"));
    }
}
