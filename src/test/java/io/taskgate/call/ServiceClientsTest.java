package io.taskgate.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.taskgate.route.ConfigurationProblems;
import io.taskgate.route.RouteReader;
import io.taskgate.route.Routes;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ServiceClientsTest {

    /// A registry without configurations.
    private static final TlsConfigurationRegistry EMPTY = new TlsConfigurationRegistry() {
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

    private static Routes routes(Map<String, String> more) {
        Map<String, String> all = new java.util.TreeMap<>(more);
        all.put("taskgate.services.orders.url", "https://orders.internal");
        all.put("taskgate.services.orders.operations.quote.call.path", "/quotes");
        all.put("taskgate.services.orders.operations.price.call.path", "/prices");
        return new RouteReader(new ConfigurationProblems()).read(all);
    }

    @Test
    void aTlsConfigurationThatIsNotThereIsNamedOnce() {
        ServiceClients clients = new ServiceClients(routes(Map.of("taskgate.services.orders.tls", "orders")), EMPTY);
        assertThat(clients.problems())
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .startsWith("taskgate.services.orders.tls: there is no TLS configuration \"orders\"")
                        .contains("quarkus.tls.orders.key-store"));
    }

    @Test
    void noTlsConfigurationIsNoProblem() {
        assertThat(new ServiceClients(routes(Map.of()), EMPTY).problems()).isEmpty();
    }
}
