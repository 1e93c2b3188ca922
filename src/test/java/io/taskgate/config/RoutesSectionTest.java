package io.taskgate.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.taskgate.audit.AuditFileFixture;
import io.taskgate.audit.AuditLog;
import io.taskgate.reload.ConfigurationReloader;
import io.taskgate.reload.ConfigurationSource;
import io.taskgate.reload.FileConfigurationSource;
import io.taskgate.route.Route;
import io.taskgate.route.RouteRegistry;
import io.taskgate.route.config.RouteReader;
import io.taskgate.route.config.SecretDecryptor;
import io.taskgate.settings.ConfigurationProblems;
import io.taskgate.testing.LogTrap;
import io.taskgate.testing.config.TestSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tests the routes of a mounted file beside a service of the application's configuration.
class RoutesSectionTest {

    private static final String PARCELS = """
            taskgate:
              services:
                parcels:
                  operations:
                    send:
                      request:
                        via: event
                        shape: { Parameters: { "id.$": $.order.id, list: [1, "a"] } }
                      result: { result-path: null }
                      timeout: %s
            """;

    @TempDir
    Path folder;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final RouteRegistry routes = TestSettings.routes(
            Map.of("taskgate.services.orders.operations.approve.request.via", "event"), new ConfigurationProblems());
    private AuditLog audit;
    private ConfigurationReloader reload;

    @BeforeEach
    void makeSource() throws IOException {
        write(PARCELS.formatted("1h"));
        audit = AuditFileFixture.log(folder.resolve("audit.jsonl"));
        RoutesSection section = new RoutesSection(
                new RouteReader(TestSettings.VALIDATOR, SecretDecryptor.PLAIN, false),
                Set.of("orders"),
                routes,
                List.of(RoutesSectionTest::tooLong));
        reload = new ConfigurationReloader(
                List.of(new FileConfigurationSource("taskgate.routes.file", file(), "routes_file")),
                List.of(section),
                audit,
                Clock.systemUTC(),
                meters);
    }

    @AfterEach
    void closeTheAuditLog() throws IOException {
        AuditFileFixture.close(audit);
    }

    private static List<String> tooLong(Collection<Route> all) {
        return all.stream()
                .filter(route -> route.timeout() != null && Duration.ofDays(30).compareTo(route.timeout()) < 0)
                .map(route -> "taskgate.aws.payloads.retention: less than the timeout of " + route.name())
                .toList();
    }

    private Path file() {
        return folder.resolve("routes.yaml");
    }

    private void write(String yaml) throws IOException {
        Files.writeString(file(), yaml);
    }

    private void poll() {
        reload.poll(ConfigurationSource.Kind.FILE);
    }

    private List<String> names() {
        return routes.all().stream().map(Route::name).toList();
    }

    private Duration timeout() {
        return Optional.ofNullable(routes.find("parcels", "send").orElseThrow().timeout())
                .orElseThrow();
    }

    @Test
    void theRoutesOfTheFileAreAddedAtStartAndReplacedTogether() throws IOException {
        assertThat(reload.start()).isEmpty();
        assertThat(names()).containsExactly("orders.approve", "parcels.send");
        long before = routes.revision();

        poll();
        assertThat(routes.revision()).isEqualTo(before);

        try (LogTrap log = LogTrap.open()) {
            write(PARCELS.formatted("2h").replace("send:", "move:"));
            poll();
            assertThat(String.join("\n", log.lines())).contains("changed service parcels");
        }
        assertThat(names()).containsExactly("orders.approve", "parcels.move");

        write("");
        poll();
        assertThat(names()).containsExactly("orders.approve");
    }

    @Test
    void aFileWithAnythingWrongIsRefusedAsAWhole() throws IOException {
        assertThat(reload.start()).isEmpty();

        try (LogTrap log = LogTrap.open()) {
            write(PARCELS.formatted("2h")
                    + "        lost:\n          request: { via: pigeon }\n          heartbeats: 5s\n");
            poll();
            assertThat(String.join("\n", log.lines()))
                    .contains("parcels.operations.lost.request.via: Unknown value \"pigeon\". Use event or http.")
                    .contains("parcels.operations.lost.heartbeats: Unknown key. Did you mean"
                            + " taskgate.services.parcels.operations.lost.heartbeat?");
        }
        assertThat(timeout()).isEqualTo(Duration.ofHours(1));
        assertThat(meters.get("taskgate.configuration.current")
                        .tag("source", "routes_file")
                        .gauge()
                        .value())
                .isZero();
        assertThat(meters.counter("taskgate.configuration.reloads", "source", "routes_file", "result", "rejected")
                        .count())
                .isEqualTo(1);

        write(PARCELS.formatted("3h"));
        poll();
        assertThat(timeout()).isEqualTo(Duration.ofHours(3));
    }

    @Test
    void aServiceStandsWholeInOnePlace() throws IOException {
        write(PARCELS.formatted("1h").replace("parcels:", "orders:"));

        assertThat(reload.start())
                .containsExactly("taskgate.services.orders: Defined in the application's configuration and in file "
                        + file() + ". Define the whole entry in one of them.");
    }

    @Test
    void aRuleWithOtherSettingsIsCheckedToo() throws IOException {
        assertThat(reload.start()).isEmpty();

        write(PARCELS.formatted("31d"));
        poll();

        assertThat(timeout()).isEqualTo(Duration.ofHours(1));
    }
}
