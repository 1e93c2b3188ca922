package io.taskgate.call.transport;

import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.taskgate.call.egress.EgressGuard;
import io.taskgate.route.Route;
import io.taskgate.route.RouteRegistry;
import io.taskgate.route.Service;
import io.taskgate.route.StatusProbe;
import io.taskgate.route.Target;
import io.taskgate.route.WorkRequestTemplate;
import io.taskgate.route.config.RouteConstraint;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// Provides an HTTP client for each service, so that services share no connections. Thread-safe.
@Singleton
public final class ServiceHttpClients implements RouteConstraint {

    private static final Duration CONNECT = Duration.ofSeconds(2);

    private final RouteRegistry routes;
    private final TlsConfigurationRegistry tls;
    private final EgressGuard guard;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, OfService> clients = new ConcurrentHashMap<>();

    /// The client of a service, and the settings it was made of. Others come with new routes; calls in flight keep
    /// theirs.
    private record OfService(boolean plain, @Nullable String tls, HttpClient client) {
        boolean fits(Service service) {
            return plain == isPlain(service) && Objects.equals(tls, service.tls());
        }
    }

    private static boolean isPlain(Service service) {
        return "http".equals(service.url().getScheme());
    }

    public ServiceHttpClients(RouteRegistry routes, TlsConfigurationRegistry tls, EgressGuard guard) {
        this.routes = routes;
        this.tls = tls;
        this.guard = guard;
    }

    /// Returns one line for each TLS configuration of a service that can't be used, and for each error in
    /// `taskgate.egress`.
    public List<String> problems() {
        return Stream.concat(guard.problems().stream(), problems(routes.all()).stream())
                .toList();
    }

    @Override
    public List<String> problems(Collection<Route> all) {
        return all.stream()
                .flatMap(ServiceHttpClients::of)
                .distinct()
                .flatMap(this::problem)
                .distinct()
                .toList();
    }

    private static Stream<Service> of(Route route) {
        Stream<Service> asked = switch (route.target()) {
            case Target.Call(var plan) -> Stream.of(plan.service());
            case Target.Http http -> Stream.of(http.service());
            case Target.Event _, Target.Internal _ -> Stream.empty();
        };
        StatusProbe probe = route.ways().probe();
        Stream<WorkRequestTemplate> about = Stream.concat(
                Stream.ofNullable(probe).map(StatusProbe::status),
                Stream.ofNullable(route.ways().cancel()));
        return Stream.concat(asked, about.map(WorkRequestTemplate::service));
    }

    private Stream<String> problem(Service service) {
        String name = service.tls();
        if (name == null) {
            return Stream.empty();
        }
        String key = "taskgate.services." + service.name() + ".tls: ";
        Optional<TlsConfiguration> configured = tls.get(name);
        if (configured.isEmpty()) {
            return Stream.of(key + "Unknown TLS configuration \"" + name + "\". Set quarkus.tls." + name
                    + ".key-store.… and .trust-store.….");
        }
        if (configured.get().isTrustAll()) {
            // The address of an https service is not pinned: the certificate authenticates the connection.
            return Stream.of(
                    key + "The TLS configuration \"" + name + "\" accepts every certificate. Remove quarkus.tls." + name
                            + ".trust-all and set .trust-store.….");
        }
        try {
            context(name);
            return Stream.empty();
        } catch (IllegalStateException e) {
            return Stream.of(key + "The TLS configuration \"" + name + "\" can't be used: " + e.getMessage());
        }
    }

    /// Returns a request to an allowed address, without method or body.
    ///
    /// @param url of the service or of its authorization server
    /// @throws io.taskgate.call.egress.ForbiddenAddressException if the address is not allowed
    /// @throws java.net.UnknownHostException if the name has no address
    HttpRequest.Builder request(Service service, URI url) throws IOException, InterruptedException {
        return guard.admit(url, service.addresses()).request();
    }

    HttpClient of(Service service) {
        OfService active = clients.get(service.name());
        if (active != null && active.fits(service)) {
            return active.client();
        }
        return clients.compute(
                        service.name(),
                        (name, other) -> other != null && other.fits(service)
                                ? other
                                : new OfService(isPlain(service), service.tls(), client(service)))
                .client();
    }

    private HttpClient client(Service service) {
        HttpClient.Builder client = HttpClient.newBuilder()
                .executor(threads)
                .connectTimeout(CONNECT)
                .followRedirects(HttpClient.Redirect.NEVER);
        if (isPlain(service)) {
            // HTTP/1.1 without the upgrade offer, which some servers reject.
            client.version(HttpClient.Version.HTTP_1_1);
        }
        if (service.tls() != null) {
            client.sslContext(context(service.tls()));
        }
        return client.build();
    }

    /// @throws IllegalStateException if the configuration is invalid
    private SSLContext context(String name) {
        TlsConfiguration configured =
                tls.get(name).orElseThrow(() -> new IllegalStateException("Unknown TLS configuration " + name + "."));
        try {
            return configured.createSSLContext();
        } catch (Exception e) {
            throw new IllegalStateException(String.valueOf(e.getMessage()), e);
        }
    }

    @PreDestroy
    public void close() {
        clients.values().forEach(service -> service.client().shutdownNow());
        threads.shutdownNow();
    }
}
