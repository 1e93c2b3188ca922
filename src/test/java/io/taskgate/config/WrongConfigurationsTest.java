package io.taskgate.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.taskgate.aws.ValidatedAwsConfig;
import io.taskgate.credential.KeyStrengthValidator;
import io.taskgate.reload.ReloadableSection;
import io.taskgate.route.RouteRegistry;
import io.taskgate.testing.config.TestSettings;
import io.taskgate.testing.config.WrongConfiguration;
import io.taskgate.testing.packaged.PackagedGateway;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Tests the messages about invalid configurations: `wrong-configurations.txt` has the settings of each case
/// and the output of the failed start. The cases about services have the same messages at a reload.
class WrongConfigurationsTest {

    private static final String REFRESH = "refresh.configuration";

    private static final Map<String, String> VALID = Map.of(
            "taskgate.public-url",
            "https://taskgate.example.com",
            "taskgate.links.keys.k1",
            PackagedGateway.randomKey(),
            "taskgate.vault.keys.k1",
            PackagedGateway.randomKey(),
            "taskgate.aws.payloads.bucket",
            "payloads");

    static List<WrongConfiguration> casesOfServices() throws IOException {
        return WrongConfiguration.all().stream()
                .filter(WrongConfiguration::isOfServices)
                .toList();
    }

    private static LoadedConfiguration loaded(WrongConfiguration wrong) {
        Map<String, String> properties = new TreeMap<>(VALID);
        properties.putAll(wrong.properties());
        return new LoadedConfiguration(
                new SmallRyeConfigBuilder()
                        .withSources(new PropertiesConfigSource(properties, "test", 100))
                        .withSources(new EnvConfigSource(wrong.variables(), 300))
                        .build(),
                TestSettings.VALIDATOR);
    }

    private static ValidatedConfiguration validated(LoadedConfiguration loaded) {
        return new ValidatedConfiguration(
                loaded, TestSettings.VALIDATOR, (encrypted, context) -> encrypted, KeyStrengthValidator.required());
    }

    private static List<String> atStart(WrongConfiguration wrong) {
        LoadedConfiguration loaded = loaded(wrong);
        ValidatedConfiguration configuration = validated(loaded);
        TaskgateConfig settings = loaded.settings();
        List<String> problems = new ArrayList<>(configuration.problems());
        problems.addAll(new ValidatedAwsConfig(settings.aws(), configuration.routes())
                .problems(configuration.routes().all()));
        return problems;
    }

    @Test
    void eachIsRefusedAtStartWithTheLinesOfTheFile() throws IOException {
        StringBuilder made = new StringBuilder();
        for (WrongConfiguration wrong : WrongConfiguration.all()) {
            made.append(made.isEmpty() ? "" : "\n")
                    .append("# ")
                    .append(wrong.title())
                    .append('\n');
            wrong.settings().forEach(line -> made.append(line).append('\n'));
            atStart(wrong)
                    .forEach(line ->
                            made.append(WrongConfiguration.LINE).append(line).append('\n'));
        }
        if (Boolean.getBoolean(REFRESH)) {
            Files.writeString(WrongConfiguration.FILE, made);
        }

        assertThat(made).hasToString(Files.readString(WrongConfiguration.FILE));
        assertThat(WrongConfiguration.all())
                .hasSizeGreaterThanOrEqualTo(30)
                .noneMatch(wrong -> wrong.lines().isEmpty());
    }

    @ParameterizedTest
    @MethodSource("casesOfServices")
    void oneOfServicesIsRefusedAtAReloadWithTheSameLines(WrongConfiguration wrong) {
        RoutesSection section = new RoutesSection(
                validated(loaded(new WrongConfiguration("valid", List.of(), List.of())))
                        .routeReader(),
                Set.of(),
                new RouteRegistry(List.of()),
                List.of());
        ReloadableSection.Loaded file = new ReloadableSection.Loaded("file /etc/routes.yaml", wrong.properties());

        assertThat(section.prepare(List.of(file)))
                .isInstanceOfSatisfying(
                        ReloadableSection.Version.Invalid.class,
                        invalid -> assertThat(invalid.problems())
                                .containsExactlyElementsOf(wrong.lines().stream()
                                        .map(line -> "file /etc/routes.yaml: " + line)
                                        .toList()));
    }

    @Test
    void theVariablesOfAServiceOfKubernetesAreLetPass() {
        WrongConfiguration kubernetes = new WrongConfiguration(
                "kubernetes",
                List.of(
                        "env TASKGATE_SERVICE_HOST=10.0.0.7",
                        "env TASKGATE_SERVICE_PORT=8080",
                        "env TASKGATE_SERVICE_PORT_HTTP=8080",
                        "env TASKGATE_PORT=tcp://10.0.0.7:8080",
                        "env TASKGATE_PORT_8080_TCP=tcp://10.0.0.7:8080",
                        "env TASKGATE_PORT_8080_TCP_PROTO=tcp",
                        "env TASKGATE_PORT_8080_TCP_PORT=8080",
                        "env TASKGATE_PORT_8080_TCP_ADDR=10.0.0.7",
                        "env TASKGATE_MANAGEMENT_SERVICE_HOST=10.0.0.8"),
                List.of());

        assertThat(atStart(kubernetes)).isEmpty();
    }

    @Test
    void variablesAreReadAndCanIntroduceEntries() {
        LoadedConfiguration loaded = loaded(new WrongConfiguration(
                "variables",
                List.of(
                        "taskgate.batch.max-depth=7",
                        "env TASKGATE_BATCH_MAX_DEPTH=8",
                        "env TASKGATE_HTTP_MAX_BODY_SIZE=2M",
                        "env TASKGATE_SERVICES_ORDER_DESK_OPERATIONS_APPROVE_REQUEST_VIA=event"),
                List.of()));

        assertThat(loaded.problems().lines()).isEmpty();
        assertThat(loaded.settings().batch().maxDepth()).isEqualTo(8);
        assertThat(loaded.settings().http().maxBodySize().bytes()).isEqualTo(2L * 1024 * 1024);
        assertThat(validated(loaded).routes().find("order-desk", "approve")).isPresent();
    }
}
