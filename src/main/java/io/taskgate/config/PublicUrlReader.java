package io.taskgate.config;

import io.taskgate.route.CleartextUrlDetector;
import io.taskgate.route.config.ConfigurationProblems;
import java.net.URI;
import java.util.Optional;

/// Reads `taskgate.public-url`.
final class PublicUrlReader {

    private static final String KEY = "taskgate.public-url";
    private static final URI FALLBACK = URI.create("http://localhost");

    private PublicUrlReader() {}

    /// @param allowPlainHttp `taskgate.links.allow-plain-http`
    /// @return the URL without a trailing slash
    static URI read(Optional<URI> configured, boolean allowPlainHttp, ConfigurationProblems problems) {
        URI url = configured.orElse(null);
        if (url == null) {
            problems.add(
                    KEY,
                    "Required. Set the URL at which workers reach this gateway, for example"
                            + " https://taskgate.example.com.");
            return FALLBACK;
        }
        if (url.getHost() == null
                || !("http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme()))) {
            problems.add(KEY, "\"" + url + "\" is not an http or https URL.");
            return FALLBACK;
        }
        if (CleartextUrlDetector.isReadable(url) && !allowPlainHttp) {
            problems.add(
                    KEY,
                    "\"" + url
                            + "\" sends the signatures of links in clear text. Use an https:// URL, or, if the"
                            + " network encrypts the traffic, set taskgate.links.allow-plain-http: true.");
        }
        return URI.create(url.toString().replaceAll("/+$", ""));
    }
}
