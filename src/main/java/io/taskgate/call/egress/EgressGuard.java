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

/// Decides which addresses a call may connect to (ADR-0023). A name is resolved once for each request; in clear
/// text the request then goes to the very address that was checked, and over TLS the certificate must be that
/// of the name.
///
/// Allowed are public addresses; private ones for the names of private networks and for addresses that stand in
/// the service's URL; loopback where the URL says so; and the ranges of `taskgate.egress.allow` and of the
/// service's
/// `allow-addresses`. Never link-local, with the metadata services of clouds, nor multicast. Safe for many
/// threads.
@Singleton
public final class EgressGuard {

    private static final Logger LOG = Logger.getLogger(EgressGuard.class);
    private static final int SECONDS = 2;

    /// Names that public DNS does not resolve (RFC 6762, RFC 8375, ICANN's .internal) and those of Kubernetes.
    private static final Set<String> PRIVATE_SUFFIXES = Set.of(".internal", ".local", ".svc", ".home.arpa");

    /// Addresses of a name.
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
                        + " is never connected to: take it out (link-local, metadata of a cloud, multicast)");
            }
            allowed.add(range);
        } catch (InvalidDefinitionException e) {
            problems.add("taskgate.egress.allow: " + e.getMessage());
        }
    }

    /// A line for each thing that is wrong in the configuration.
    public List<String> problems() {
        return List.copyOf(problems);
    }

    /// @param url     from the configuration, or held to its host
    /// @param further ranges that this service may have
    /// @throws ForbiddenAddressException where one of the host's addresses is not allowed
    /// @throws UnknownHostException      where it has none, or none is known within two seconds
    public EgressDestination admit(URI url, List<AddressRange> further) throws IOException, InterruptedException {
        // A proxy resolves the names that are left to it, and decides about them.
        boolean proxied = isProxied(url);
        InetAddress[] addresses =
                proxied ? literal(url.getHost()).stream().toArray(InetAddress[]::new) : resolved(url.getHost());
        for (InetAddress address : addresses) {
            if (!allows(url.getHost(), address, further)) {
                log(url, address);
                throw new ForbiddenAddressException(
                        "its name has an address that may not be connected to (taskgate.egress.allow)");
            }
        }
        return proxied || !"http".equalsIgnoreCase(url.getScheme())
                ? EgressDestination.byName(url)
                : EgressDestination.pinned(url, addresses[0]);
    }

    private static void log(URI url, InetAddress address) {
        LOG.warnf(
                "egress: %s has the address %s (%s), which is not allowed: docs/configuration.md, taskgate.egress.allow",
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

    /// A look-up can't be interrupted, so somebody else waits for it.
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
