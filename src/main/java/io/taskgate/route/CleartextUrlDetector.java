package io.taskgate.route;

import java.net.InetAddress;
import java.net.URI;

/// Detects URLs whose traffic is not encrypted. Pure: resolves no names.
public final class CleartextUrlDetector {

    private CleartextUrlDetector() {}

    /// Returns whether a URL is `http` and its host is not literally loopback.
    public static boolean isReadable(URI url) {
        return "http".equalsIgnoreCase(url.getScheme()) && !isLoopback(url.getHost());
    }

    /// Returns whether a host is literally loopback: the resolved address is not considered.
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
