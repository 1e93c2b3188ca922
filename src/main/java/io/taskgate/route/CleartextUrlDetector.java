package io.taskgate.route;

import java.net.InetAddress;
import java.net.URI;

/// Tells URLs whose traffic others can read. Pure: resolves no name.
public final class CleartextUrlDetector {

    private CleartextUrlDetector() {}

    /// Whether a URL is `http` and its host is not written as loopback.
    public static boolean isReadable(URI url) {
        return "http".equalsIgnoreCase(url.getScheme()) && !isLoopback(url.getHost());
    }

    /// Whether a host is loopback by how it is written: what a name resolves to says nothing.
    public static boolean isLoopback(String host) {
        if (host.equalsIgnoreCase("localhost")) {
            return true;
        }
        try {
            return InetAddress.ofLiteral(host.replaceAll("^\\[|]$", "")).isLoopbackAddress();
        } catch (IllegalArgumentException _) {
            return false;
        }
    }
}
