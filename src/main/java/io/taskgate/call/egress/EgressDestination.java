package io.taskgate.call.egress;

import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The destination of a request.
///
/// @param url  with the checked address in place of the name if the connection is pinned to it
/// @param host the `Host` header of a pinned request: the host of the original URL; null if the client sets
/// it
public record EgressDestination(URI url, @Nullable String host) {

    private static final String PROPERTY = "jdk.httpclient.allowRestrictedHeaders";

    static {
        allowHostHeader();
    }

    /// The JDK client reads the property once, when its first class is loaded.
    private static void allowHostHeader() {
        String allowed = System.getProperty(PROPERTY, "");
        if (!allowed.contains("host")) {
            System.setProperty(PROPERTY, allowed.isEmpty() ? "host" : allowed + ",host");
        }
    }

    /// Returns a start-up error if requests can't be pinned.
    static Optional<String> problem() {
        try {
            HttpRequest.newBuilder().header("Host", "taskgate");
            return Optional.empty();
        } catch (IllegalArgumentException _) {
            return Optional.of("taskgate.egress: The HTTP client was loaded before pinned addresses were enabled. "
                    + "Start Java with -D" + PROPERTY + "=host.");
        }
    }

    static EgressDestination byName(URI url) {
        return new EgressDestination(url, null);
    }

    /// @param address the checked address
    static EgressDestination pinned(URI url, InetAddress address) {
        String literal = address.getAddress().length == 4
                ? address.getHostAddress()
                : "[" + address.getHostAddress().replaceAll("%.*$", "") + "]";
        String port = url.getPort() < 0 ? "" : ":" + url.getPort();
        String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
        boolean isDefault = url.getPort() < 0 || url.getPort() == 80;
        return new EgressDestination(
                URI.create(url.getScheme() + "://" + literal + port + url.getRawPath() + query),
                url.getHost() + (isDefault ? "" : port));
    }

    /// Returns a request to this destination, without method or body.
    public HttpRequest.Builder request() {
        HttpRequest.Builder request = HttpRequest.newBuilder(url);
        return host == null ? request : request.header("Host", host);
    }
}
