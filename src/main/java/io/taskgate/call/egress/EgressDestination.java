package io.taskgate.call.egress;

import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Where a request connects to.
///
/// @param url  with the very address in place of the name, where the connection is pinned to it
/// @param host the `Host` header of a pinned request: what the URL said before; null where the client sets it
public record EgressDestination(URI url, @Nullable String host) {

    private static final String PROPERTY = "jdk.httpclient.allowRestrictedHeaders";

    static {
        allowHostHeader();
    }

    /// The JDK's client reads the property once, when its first class is loaded.
    private static void allowHostHeader() {
        String allowed = System.getProperty(PROPERTY, "");
        if (!allowed.contains("host")) {
            System.setProperty(PROPERTY, allowed.isEmpty() ? "host" : allowed + ",host");
        }
    }

    /// A line for the start where a request can't be pinned.
    static Optional<String> problem() {
        try {
            HttpRequest.newBuilder().header("Host", "taskgate");
            return Optional.empty();
        } catch (IllegalArgumentException _) {
            return Optional.of("taskgate.egress: the HTTP client was loaded before it could be told to connect to the"
                    + " address that was checked: start Java with -D" + PROPERTY + "=host");
        }
    }

    static EgressDestination byName(URI url) {
        return new EgressDestination(url, null);
    }

    /// @param address that was checked
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

    /// A request to here, without method or body.
    public HttpRequest.Builder request() {
        HttpRequest.Builder request = HttpRequest.newBuilder(url);
        return host == null ? request : request.header("Host", host);
    }
}
