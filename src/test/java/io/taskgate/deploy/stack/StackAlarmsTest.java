package io.taskgate.deploy.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.deploy.YamlTree;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Checks that the alarms and the dashboard of `deploy/template.yaml` use metrics that AWS sends, with their
/// dimensions, and that each alarm has a runbook entry. Any other alarm would never fire.
class StackAlarmsTest {

    /// From the monitoring pages of the services (2026-08).
    private static final Map<String, Set<String>> METRICS = Map.of(
            "AWS/SQS", Set.of("ApproximateAgeOfOldestMessage", "ApproximateNumberOfMessagesVisible"),
            "AWS/Events",
                    Set.of(
                            "Invocations",
                            "FailedInvocations",
                            "RetryInvocationAttempts",
                            "InvocationsFailedToBeSentToDlq"),
            "AWS/DynamoDB", Set.of("ConsumedReadCapacityUnits", "ConsumedWriteCapacityUnits", "WriteThrottleEvents"),
            "AWS/ApiGateway", Set.of("Count", "4XXError", "5XXError", "Latency"));

    /// The metrics of a rule on the default bus have no dimension for the bus.
    private static final Map<String, Set<Set<String>>> DIMENSIONS = Map.of(
            "AWS/SQS", Set.of(Set.of("QueueName")),
            "AWS/Events", Set.of(Set.of("RuleName"), Set.of("EventBusName", "RuleName")),
            "AWS/DynamoDB", Set.of(Set.of("TableName")),
            "AWS/ApiGateway", Set.of(Set.of("ApiName", "Stage")));

    private static final Pattern HEADING = Pattern.compile("(?m)^#### (\\w+)$");

    private record Metric(String namespace, String name, Set<String> dimensions) {

        boolean isSent() {
            return METRICS.getOrDefault(namespace, Set.of()).contains(name)
                    && DIMENSIONS.getOrDefault(namespace, Set.of()).contains(dimensions);
        }

        static Metric ofAlarm(JsonNode metric) {
            Set<String> dimensions = new TreeSet<>();
            metric.path("Dimensions")
                    .forEach(one -> dimensions.add(one.path("Name").asText()));
            return new Metric(
                    metric.path("Namespace").asText(), metric.path("MetricName").asText(), dimensions);
        }

        /// `["AWS/SQS", "Name", "Dimension", "its value", …, {rendering options}]`
        static Metric ofWidget(JsonNode line) {
            Set<String> dimensions = new TreeSet<>();
            for (int i = 2; i + 1 < line.size(); i += 2) {
                dimensions.add(line.path(i).asText());
            }
            return new Metric(line.path(0).asText(), line.path(1).asText(), dimensions);
        }
    }

    private static List<Metric> alarmed(String alarm) {
        return TemplateFile.properties(alarm).findParents("MetricName").stream()
                .map(Metric::ofAlarm)
                .toList();
    }

    private static List<Metric> drawn() {
        List<Metric> drawn = new ArrayList<>();
        String body =
                TemplateFile.properties("Dashboard").at("/DashboardBody/0").asText();
        for (JsonNode widget : YamlTree.one(body).path("widgets")) {
            widget.at("/properties/metrics").forEach(line -> drawn.add(Metric.ofWidget(line)));
        }
        return drawn;
    }

    @Test
    void everyAlarmAsksForWhatIsSent() {
        assertThat(TemplateFile.names("Resources", "AWS::CloudWatch::Alarm"))
                .hasSizeGreaterThanOrEqualTo(5)
                .allSatisfy(alarm ->
                        assertThat(alarmed(alarm)).as(alarm).isNotEmpty().allMatch(Metric::isSent));
    }

    @Test
    void theDashboardDrawsWhatIsSent() {
        assertThat(drawn()).hasSizeGreaterThan(8).allMatch(Metric::isSent);
    }

    /// Events use two rules on the stack's bus, and ends of executions use a third.
    @ParameterizedTest
    @CsvSource({
        "EventDeliveryFailures, FailedInvocations",
        "EventDeliveryRetries, RetryInvocationAttempts",
        "EventsLost, InvocationsFailedToBeSentToDlq"
    })
    void noRuleFailsUnseen(String alarm, String metric) {
        long rules = TemplateFile.resources("AWS::Events::Rule").count();

        assertThat(alarmed(alarm)).extracting(Metric::name).hasSize((int) rules).containsOnly(metric);
    }

    /// Single failing events never occur in three consecutive minutes.
    @ParameterizedTest
    @ValueSource(strings = {"EventDeliveryFailures", "EventsLost", "DeadLettersPresent"})
    void theFirstEventThatIsNotDeliveredIsSaid(String alarm) {
        assertThat(TemplateFile.properties(alarm).path("EvaluationPeriods").asInt())
                .isOne();
        assertThat(TemplateFile.properties(alarm).path("Threshold").asInt(-1)).isZero();
    }

    /// A key that the gateway does not know makes every call a 401, which no 5xx metric shows.
    @Test
    void callsThatAreRefusedAreSeenAsThoseThatFailAre() {
        assertThat(alarmed("ApiErrors")).extracting(Metric::name).containsExactly("5XXError");
        assertThat(alarmed("ApiRejections")).extracting(Metric::name).containsExactly("4XXError");
    }

    @Test
    void everyAlarmHasItsRunbookAndNoRunbookIsLeftOver() {
        String runbook = YamlTree.text(Path.of("docs/operations.md"));
        String ofTheStack =
                runbook.substring(runbook.indexOf("### Of the stack"), runbook.indexOf("### Of the gateway"));
        Set<String> alarms = TemplateFile.names("Resources", "AWS::CloudWatch::Alarm");

        assertThat(HEADING.matcher(ofTheStack).results().map(found -> found.group(1)))
                .containsExactlyInAnyOrderElementsOf(alarms);
        assertThat(alarms)
                .allSatisfy(alarm -> assertThat(TemplateFile.properties(alarm)
                                .path("AlarmDescription")
                                .asText())
                        .endsWith("docs/operations.md#" + alarm.toLowerCase(Locale.ROOT)));
    }

    @Test
    void everyAlarmReachesSomebody() {
        assertThat(TemplateFile.names("Resources", "AWS::CloudWatch::Alarm"))
                .allSatisfy(alarm -> assertThat(TemplateFile.properties(alarm)
                                .path("AlarmActions")
                                .toString())
                        .isEqualTo("[\"Alarms\"]"));
    }

    @ParameterizedTest
    @CsvSource({
        "AWS/SQS, ApproximateAgeOfOldestMessages, QueueName",
        "AWS/SQS, ApproximateAgeOfOldestMessage, Queue",
        "AWS/Events, FailedInvocations, EventBusName",
        "AWS/DynamoDb, WriteThrottleEvents, TableName"
    })
    void aPlantedFaultIsFound(String namespace, String name, String dimension) {
        assertThat(new Metric(namespace, name, Set.of(dimension)).isSent()).isFalse();
    }
}
