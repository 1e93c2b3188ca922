package io.taskgate.call.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskgate.call.TestSenders;
import io.taskgate.call.egress.TestEgressGuards;
import io.taskgate.route.RouteRegistry;
import io.taskgate.settings.ConfigurationProblems;
import io.taskgate.testing.config.TestSettings;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceHttpClientsTest {

    private static RouteRegistry routes(Map<String, String> more) {
        Map<String, String> all = new java.util.TreeMap<>(more);
        all.put("taskgate.services.orders.url", "https://orders.internal");
        all.put("taskgate.services.orders.operations.quote.call.path", "/quotes");
        all.put("taskgate.services.orders.operations.price.call.path", "/prices");
        return TestSettings.routes(all, new ConfigurationProblems());
    }

    @Test
    void aTlsConfigurationThatIsNotThereIsNamedOnce() {
        ServiceHttpClients clients = new ServiceHttpClients(
                routes(Map.of("taskgate.services.orders.tls", "orders")), TestSenders.NO_TLS, TestEgressGuards.plain());
        assertThat(clients.problems())
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .startsWith("taskgate.services.orders.tls: Unknown TLS configuration \"orders\"")
                        .contains("quarkus.tls.orders.key-store"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"request.via=http", "probe.path=/jobs", "cancel.path=/jobs"})
    void itIsMissedByWhateverGoesToTheService(String setting) {
        Map<String, String> all = new java.util.TreeMap<>();
        all.put("taskgate.services.jobs.url", "https://jobs.internal");
        all.put("taskgate.services.jobs.tls", "jobs");
        all.put("taskgate.services.jobs.operations.run.request.via", "event");
        all.put("taskgate.services.jobs.operations.run.heartbeat", "5m");
        all.put("taskgate.services.jobs.operations.run.probe.outcome", "$.status");
        if (!setting.startsWith("probe")) {
            all.remove("taskgate.services.jobs.operations.run.probe.outcome");
        }
        all.put("taskgate.services.jobs.operations.run." + setting.split("=")[0], setting.split("=")[1]);
        ConfigurationProblems problems = new ConfigurationProblems();
        ServiceHttpClients clients = new ServiceHttpClients(
                TestSettings.routes(all, problems), TestSenders.NO_TLS, TestEgressGuards.plain());
        assertThat(problems.lines()).isEmpty();
        assertThat(clients.problems()).singleElement().asString().startsWith("taskgate.services.jobs.tls");
    }

    @Test
    void noTlsConfigurationIsNoProblem() {
        assertThat(new ServiceHttpClients(routes(Map.of()), TestSenders.NO_TLS, TestEgressGuards.plain()).problems())
                .isEmpty();
    }
}
