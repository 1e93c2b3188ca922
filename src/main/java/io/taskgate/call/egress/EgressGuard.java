package io.taskgate.call.egress;

import io.taskgate.payload.InvalidDefinitionException;
import io.taskgate.route.AddressRange;
import io.taskgate.route.CleartextUrlDetector;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/// Decides which addresses a call may connect to (ADR-0023). A name is resolved once for each request. In
/// clear text the request goes to the address that was checked; with TLS the certificate must match the name.
///
/// Allowed are public addresses; private ones for the names of private networks and for literal addresses in
/// the URL of the service; loopback if the URL names it; and the ranges of `taskgate.egress.allow` and of
/// `allow-addresses` of the service. Link-local addresses, including the metadata services of clouds, and
/// multicast are never allowed. Thread-safe.
@Singleton
public final class EgressGuard {

    private static final Logger LOG = Logger.getLogger(EgressGuard.class);
    private static final int SECONDS = 2;

    /// Names that public DNS does not resolve (RFC 6762, RFC 8375, ICANN's .internal), and Kubernetes names.
    private static final Set<String> PRIVATE_SUFFIXES = Set.of(".internal", ".local", ".svc", ".home.arpa");

    /// Resolves a name to addresses.
    @FunctionalInterface
    interface Resolver {
        InetAddress[] resolve(String host) throws UnknownHostException;
    }

    private final List<AddressRange> allowed = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private final Resolver resolver;

    @Inject
    EgressGuard(EgressConfig settings) {
        this(settings.allow().orElse(List.of()), InetAddress::getAllByName);
    }

    EgressGuard(List<String> allow, Resolver resolver) {
        this.resolver = resolver;
        allow.forEach(this::allow);
        EgressDestination.problem().ifPresent(problems::add);
    }

    private void allow(String text) {
        try {
            AddressRange range = AddressRange.parse(text);
            if (AddressKind.of(range.network()) == AddressKind.FORBIDDEN && range.prefix() > 0) {
                problems.add("taskgate.egress.allow: " + range
                        + " is never allowed (link-local, cloud metadata, multicast). Remove it.");
            }
            allowed.add(range);
        } catch (InvalidDefinitionException e) {
            problems.add("taskgate.egress.allow: " + e.getMessage());
        }
    }

    /// Returns one line for each configuration error.
    public List<String> problems() {
        return List.copyOf(problems);
    }

    /// @param url     from the configuration, or checked against its host
    /// @param further additional ranges of this service
    /// @throws ForbiddenAddressException if an address of the host is not allowed
    /// @throws UnknownHostException      if the name has no address, or does not resolve within two seconds
    public EgressDestination admit(URI url, List<AddressRange> further) throws IOException, InterruptedException {
        // A proxy resolves names itself and decides about their addresses.
        boolean proxied = isProxied(url);
        InetAddress[] addresses =
                proxied ? literal(url.getHost()).stream().toArray(InetAddress[]::new) : resolved(url.getHost());
        for (InetAddress address : addresses) {
            if (!allows(url.getHost(), address, further)) {
                log(url, address);
                throw new ForbiddenAddressException(
                        "its name resolves to an address that is not allowed (taskgate.egress.allow)");
            }
        }
        return proxied || !"http".equalsIgnoreCase(url.getScheme())
                ? EgressDestination.byName(url)
                : EgressDestination.pinned(url, addresses[0]);
    }

    private static void log(URI url, InetAddress address) {
        LOG.warnf(
                "Egress blocked, see taskgate.egress.allow in docs/configuration.md: host=%s address=%s kind=%s",
                url.getHost(), address.getHostAddress(), AddressKind.of(address));
    }

    boolean allows(String host, InetAddress address, List<AddressRange> further) {
        Predicate<AddressRange> holds = range -> range.contains(address);
        boolean configured = Stream.concat(allowed.stream(), further.stream()).anyMatch(holds);
        return switch (AddressKind.of(address)) {
            case PUBLIC -> true;
            case PRIVATE -> configured || literal(host).isPresent() || isPrivateName(host);
            case LOOPBACK -> configured || CleartextUrlDetector.isLoopback(host);
            case RESERVED -> configured;
            case FORBIDDEN -> false;
        };
    }

    private static boolean isPrivateName(String host) {
        String name = host.toLowerCase(Locale.ROOT).replaceAll("\\.$", "");
        return !name.contains(".") || PRIVATE_SUFFIXES.stream().anyMatch(name::endsWith);
    }

    private static Optional<InetAddress> literal(String host) {
        try {
            return Optional.of(InetAddress.ofLiteral(host.replaceAll("^\\[|]$", "")));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static boolean isProxied(URI url) {
        ProxySelector proxies = ProxySelector.getDefault();
        return proxies != null
                && proxies.select(url).stream()
                        .findFirst()
                        .filter(proxy -> proxy.type() == Proxy.Type.HTTP)
                        .map(Proxy::address)
                        .filter(InetSocketAddress.class::isInstance)
                        .isPresent();
    }

    /// A lookup can't be interrupted, so that it runs on another thread.
    private InetAddress[] resolved(String host) throws UnknownHostException, InterruptedException {
        Optional<InetAddress> literal = literal(host);
        if (literal.isPresent()) {
            return new InetAddress[] {literal.get()};
        }
        FutureTask<InetAddress[]> lookup = new FutureTask<>(() -> resolver.resolve(host));
        Thread.startVirtualThread(lookup);
        try {
            return lookup.get(SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            UnknownHostException unknown = new UnknownHostException("its name can't be resolved");
            unknown.initCause(e);
            throw unknown;
        }
    }
}
