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
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;

/// An HTTP client for each service: no service has to do with another's connections. Safe for many threads.
@Singleton
public final class ServiceHttpClients {

    private static final Duration CONNECT = Duration.ofSeconds(2);

    private final RouteRegistry routes;
    private final TlsConfigurationRegistry tls;
    private final EgressGuard guard;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, HttpClient> clients = new ConcurrentHashMap<>();

    public ServiceHttpClients(RouteRegistry routes, TlsConfigurationRegistry tls, EgressGuard guard) {
        this.routes = routes;
        this.tls = tls;
        this.guard = guard;
    }

    /// A line for each TLS configuration that services name and that can't be used, and for what is wrong in
    /// `taskgate.egress`.
    public List<String> problems() {
        return Stream.concat(guard.problems().stream(), services().flatMap(this::problem))
                .distinct()
                .toList();
    }

    private Stream<Service> services() {
        return routes.all().stream().flatMap(ServiceHttpClients::of);
    }

    private static Stream<Service> of(Route route) {
        Stream<Service> asked =
                switch (route.target()) {
                    case Target.Call(var plan) -> Stream.of(plan.service());
                    case Target.Http http -> Stream.of(http.service());
                    case Target.Event _, Target.Here _ -> Stream.empty();
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
            return Stream.of(key + "there is no TLS configuration \"" + name + "\": set quarkus.tls." + name
                    + ".key-store.… and .trust-store.…");
        }
        if (configured.get().isTrustAll()) {
            // The address of an https service is checked by name: it is the certificate that holds the
            // connection to it.
            return Stream.of(
                    key + "the TLS configuration \"" + name + "\" accepts every certificate: take out quarkus.tls."
                            + name + ".trust-all, and set .trust-store.…");
        }
        try {
            context(name);
            return Stream.empty();
        } catch (IllegalStateException e) {
            return Stream.of(key + "the TLS configuration \"" + name + "\" can't be used: " + e.getMessage());
        }
    }

    /// A request to an address that the service may have; without method or body.
    ///
    /// @param url the service's, or of what proves us to it
    /// @throws io.taskgate.call.egress.ForbiddenAddressException where it may not
    /// @throws java.net.UnknownHostException where there is none
    HttpRequest.Builder request(Service service, URI url) throws IOException, InterruptedException {
        return guard.admit(url, service.addresses()).request();
    }

    HttpClient of(Service service) {
        return clients.computeIfAbsent(service.name(), name -> client(service));
    }

    private HttpClient client(Service service) {
        HttpClient.Builder client = HttpClient.newBuilder()
                .executor(threads)
                .connectTimeout(CONNECT)
                .followRedirects(HttpClient.Redirect.NEVER);
        if ("http".equals(service.url().getScheme())) {
            // No offer of HTTP/2 with every request: servers are known to stumble over it.
            client.version(HttpClient.Version.HTTP_1_1);
        }
        if (service.tls() != null) {
            client.sslContext(context(service.tls()));
        }
        return client.build();
    }

    /// @throws IllegalStateException when it can't be made
    private SSLContext context(String name) {
        TlsConfiguration configured =
                tls.get(name).orElseThrow(() -> new IllegalStateException("there is no TLS configuration " + name));
        try {
            return configured.createSSLContext();
        } catch (Exception e) {
            throw new IllegalStateException(String.valueOf(e.getMessage()), e);
        }
    }

    @PreDestroy
    public void close() {
        clients.values().forEach(HttpClient::shutdownNow);
        threads.shutdownNow();
    }
}
