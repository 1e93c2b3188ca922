package io.taskgate.http.limit;

import io.taskgate.batch.request.BatchId;
import io.taskgate.batch.request.RunnerLinkSigner;
import io.taskgate.callback.link.LinkSigner;
import io.taskgate.callback.model.CallbackId;
import io.taskgate.crypto.Sha256;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Determines the caller whose limits apply to a request, from its head alone. Does not authenticate.
/// Thread-safe.
@Singleton
public final class CallerIdentifier {

    private static final Pattern LINK = Pattern.compile("/v1/callbacks/([^/]+)/(?:success|failure|heartbeat)/*");
    private static final Pattern RUNNER =
            Pattern.compile("/v1/batches/([^/]+)/runners/(\\d{1,15})/(?:success|failure)/*");
    private static final int DIGEST_BYTES = 16;

    /// The part of an IPv6 address that identifies one customer of a network.
    private static final int NETWORK_BYTES = 8;

    private final LinkSigner links;
    private final RunnerLinkSigner runnerLinks;
    private final CredentialLockout lockout;

    public CallerIdentifier(LinkSigner links, RunnerLinkSigner runnerLinks, CredentialLockout lockout) {
        this.links = links;
        this.runnerLinks = runnerLinks;
        this.lockout = lockout;
    }

    CallerKey identify(HttpServerRequest request, String path, @Nullable String credential) {
        if (credential != null && lockout.isAccepted(credential)) {
            return new CallerKey(CallerKey.Kind.CREDENTIAL, credential);
        }
        return link(request, path)
                .map(id -> new CallerKey(CallerKey.Kind.LINK, id))
                .orElseGet(() -> new CallerKey(CallerKey.Kind.ADDRESS, address(request)));
    }

    /// Returns the ID of the callback or runner whose valid link was presented.
    private Optional<String> link(HttpServerRequest request, String path) {
        String signature = signature(request);
        return signature == null ? Optional.empty() : callback(path, signature).or(() -> runner(path, signature));
    }

    private Optional<String> callback(String path, String signature) {
        Matcher matcher = LINK.matcher(path);
        return !matcher.matches()
                ? Optional.empty()
                : CallbackId.parse(matcher.group(1))
                        .filter(id -> links.verify(id, signature) instanceof LinkSigner.Verification.Valid)
                        .map(_ -> matcher.group(1));
    }

    private Optional<String> runner(String path, String signature) {
        Matcher matcher = RUNNER.matcher(path);
        return !matcher.matches()
                ? Optional.empty()
                : BatchId.parse(matcher.group(1))
                        .filter(id -> runnerLinks.isValid(id, Long.parseLong(matcher.group(2)), signature))
                        .map(_ -> matcher.group(1) + "/" + matcher.group(2));
    }

    private static @Nullable String signature(HttpServerRequest request) {
        String inLink = request.getParam("signature");
        return inLink == null ? request.getHeader("Callback-Signature") : inLink;
    }

    /// Returns the digest of the presented API key or bearer token; null for none.
    static @Nullable String credential(HttpServerRequest request) {
        String key = request.getHeader("X-Api-Key");
        String presented = key == null ? request.getHeader("Authorization") : key;
        return presented == null ? null : digest(presented);
    }

    private static String digest(String text) {
        return HexFormat.of().formatHex(Sha256.digest(text.getBytes(StandardCharsets.UTF_8)), 0, DIGEST_BYTES);
    }

    /// Returns the source address, or its network for IPv6.
    static String address(HttpServerRequest request) {
        String host =
                request.remoteAddress() == null ? null : request.remoteAddress().hostAddress();
        if (host == null) {
            return "unknown";
        }
        return host.indexOf(':') < 0 ? host : network(host);
    }

    private static String network(String host) {
        try {
            InetAddress address = InetAddress.ofLiteral(host.replaceAll("%.*$", ""));
            return address instanceof Inet6Address
                    ? HexFormat.of().formatHex(address.getAddress(), 0, NETWORK_BYTES)
                    : address.getHostAddress();
        } catch (IllegalArgumentException e) {
            return host;
        }
    }
}
