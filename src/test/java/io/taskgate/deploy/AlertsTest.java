package io.taskgate.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.Rule;
import io.taskgate.deploy.kubernetes.KustomizationBuilder;
import io.taskgate.deploy.kubernetes.KustomizeTest;
import io.taskgate.deploy.kubernetes.StrictKubernetesModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Checks alerts and dashboard against the documented metrics ([DocumentedMetrics]) and the runbook.
class AlertsTest {

    private static final Path COMPONENT = KustomizeTest.K8S.resolve("components/alerts");
    private static final Pattern SERIES = Pattern.compile("\\b((?:taskgate|http_server)_\\w+)(?:\\{([^}]*)})?");
    private static final Pattern LABEL = Pattern.compile("(\\w+)\\s*(?:=~|!~|!=|=)\\s*\"");
    private static final Pattern HEADING = Pattern.compile("(?m)^#### (Taskgate\\w+)$");

    /// The framework's own metrics with their labels, which `MetricsTest` checks.
    private static final String REQUESTS = "http_server_requests_seconds_count";

    private static final Set<String> OF_REQUESTS = Set.of("method", "uri", "status", "outcome");

    private final DocumentedMetrics metrics = new DocumentedMetrics();

    private static List<Rule> rules() {
        List<ObjectNode> built = KustomizationBuilder.build(COMPONENT);
        PrometheusRule rule = (PrometheusRule) StrictKubernetesModel.load(built.getFirst());
        return rule.getSpec().getGroups().stream()
                .flatMap(group -> group.getRules().stream())
                .toList();
    }

    /// Returns the metrics and labels of an expression that the gateway does not publish.
    private List<String> unknown(String expression) {
        List<String> unknown = new ArrayList<>();
        SERIES.matcher(expression).results().forEach(series -> {
            String sample = series.group(1);
            Set<String> tags = sample.equals(REQUESTS)
                    ? OF_REQUESTS
                    : metrics.metricOf(sample).map(metrics::tagsOf).orElse(Set.of());
            if (!sample.equals(REQUESTS) && metrics.metricOf(sample).isEmpty()) {
                unknown.add(sample);
            }
            if (series.group(2) != null) {
                LABEL.matcher(series.group(2))
                        .results()
                        .map(label -> label.group(1))
                        .filter(label -> !tags.contains(label))
                        .forEach(label -> unknown.add(sample + "{" + label + "}"));
            }
        });
        return unknown;
    }

    @Test
    void everyAlertAsksForWhatIsServed() {
        assertThat(rules()).hasSizeGreaterThanOrEqualTo(10).allSatisfy(rule -> {
            assertThat(SERIES.matcher(rule.getExpr().getStrVal()).results()).isNotEmpty();
            assertThat(unknown(rule.getExpr().getStrVal())).isEmpty();
        });
    }

    @Test
    void everyAlertHasItsRunbookAndNoRunbookIsLeftOver() {
        assertThat(HEADING.matcher(YamlTree.text(Path.of("docs/operations.md")))
                        .results()
                        .map(found -> found.group(1)))
                .containsExactlyInAnyOrderElementsOf(
                        rules().stream().map(Rule::getAlert).toList());
    }

    @Test
    void everyAlertSaysWhatAndHowBad() {
        assertThat(rules()).allSatisfy(rule -> {
            assertThat(rule.getAnnotations()).containsKey("summary");
            assertThat(rule.getLabels().get("severity")).isIn("critical", "warning");
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sum(rate(taskgate_callback_total[5m]))",
                "taskgate_sweep_lateness_seconds{shard=\"1\"}",
                "rate(taskgate_callbacks_total_count[5m])",
                "rate(http_server_requests_seconds_count{code=\"500\"}[5m])"
            })
    void aPlantedFaultIsFound(String expression) {
        assertThat(unknown(expression)).isNotEmpty();
    }

    @Test
    void aMisspeltFieldIsFound() {
        String file = YamlTree.text(COMPONENT.resolve("prometheus-rule.yaml"));
        ObjectNode broken =
                YamlTree.all(file.replaceFirst("expr:", "expression:")).getFirst();

        assertThatThrownBy(() -> StrictKubernetesModel.load(broken)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theDashboardAsksForWhatIsServedAndForAllOfIt() {
        JsonNode dashboard = YamlTree.read(KustomizeTest.K8S.resolve("dashboard.json"));
        List<String> expressions = dashboard.findValuesAsText("expr");

        assertThat(expressions)
                .hasSizeGreaterThan(15)
                .allSatisfy(expression -> assertThat(unknown(expression)).isEmpty());
        assertThat(expressions.stream()
                        .flatMap(expression -> SERIES.matcher(expression).results())
                        .flatMap(series -> metrics.metricOf(series.group(1)).stream()))
                .containsAll(metrics.names());
    }
}
