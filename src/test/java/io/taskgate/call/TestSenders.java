package io.taskgate.call;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.taskgate.call.egress.EgressGuard;
import io.taskgate.call.egress.TestEgressGuards;
import io.taskgate.call.transport.OAuthTokenProvider;
import io.taskgate.call.transport.ServiceHttpClients;
import io.taskgate.call.transport.ServiceRequestSender;
import io.taskgate.route.RouteRegistry;
import io.taskgate.route.ServiceAuth;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The outgoing HTTP clients without a gateway. Their signatures contain the signed content in clear text.
public final class TestSenders implements AutoCloseable {

    /// A TLS registry without configurations.
    public static final TlsConfigurationRegistry NO_TLS = new TlsConfigurationRegistry() {
        @Override
        public Optional<TlsConfiguration> get(String name) {
            return Optional.empty();
        }

        @Override
        public Optional<TlsConfiguration> getDefault() {
            return Optional.empty();
        }

        @Override
        public void register(String name, TlsConfiguration configuration) {
            throw new UnsupportedOperationException();
        }
    };

    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final HttpServiceClient services;
    final HttpStatusPageClient pages;
    private final ServiceHttpClients clients;

    TestSenders() {
        this(TestEgressGuards.plain());
    }

    TestSenders(EgressGuard guard) {
        RouteRegistry none = new RouteRegistry(List.of());
        clients = new ServiceHttpClients(none, NO_TLS, guard);
        ServiceRequestSender sender = new ServiceRequestSender(
                clients, new OAuthTokenProvider(clients, Clock.systemUTC()), TestSenders::sign);
        services = new HttpServiceClient(sender);
        pages = new HttpStatusPageClient(sender, new CallMetrics(meters, none));
    }

    private static Map<String, List<String>> sign(
            ServiceAuth.SigV4 how, String method, URI url, Map<String, String> headers, byte[] body) {
        Map<String, List<String>> signed = new HashMap<>();
        headers.forEach((name, value) -> signed.put(name, List.of(value)));
        signed.put("Authorization", List.of("signed " + method + " " + new String(body, StandardCharsets.UTF_8)));
        return signed;
    }

    @Override
    public void close() {
        clients.close();
    }
}
