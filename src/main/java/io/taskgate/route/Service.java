package io.taskgate.route;

import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A service that the gateway calls.
///
/// @param url           its base URL, without a trailing slash
/// @param auth          the authentication of calls
/// @param tls           the name of a TLS configuration (`quarkus.tls.<name>.*`): a client certificate, the
/// trusted
///                      authorities; null for the defaults of the platform
/// @param locationPaths raw paths below which a `Location` of the service is accepted; an empty one means all
///     paths
/// @param addresses     address ranges that are allowed in addition to those for every service
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

    /// Creates a service whose locations are below its own path.
    public Service(String name, URI url, ServiceAuth auth, @Nullable String tls) {
        this(name, url, auth, tls, List.of(url.getRawPath()), List.of());
    }

    /// Returns whether a `Location` with this path belongs to the service.
    ///
    /// @param rawPath percent-encoded
    public boolean ownsLocation(String rawPath) {
        return locationPaths.stream()
                .anyMatch(path -> path.isEmpty() || rawPath.equals(path) || rawPath.startsWith(path + "/"));
    }
}
