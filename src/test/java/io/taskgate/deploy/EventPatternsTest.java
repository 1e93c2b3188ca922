package io.taskgate.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.deploy.stack.TemplateFile;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.event.ruler.Machine;

/// Tests the rules of `deploy/template.yaml` with EventBridge's own matcher.
class EventPatternsTest {

    /// The rules on the stack's own bus.
    private static List<JsonNode> patterns() {
        return TemplateFile.resources("AWS::Events::Rule")
                .filter(rule -> rule.path("Properties").has("EventBusName"))
                .map(rule -> rule.path("Properties").path("EventPattern"))
                .toList();
    }

    private static boolean matches(JsonNode pattern, String detailType) throws Exception {
        Machine machine = new Machine();
        machine.addRule("rule", pattern.toString());
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        event.put("version", "0").put("id", "1").put("source", "orders").put("detail-type", detailType);
        event.put("account", "000000000000").put("region", "us-east-1").put("time", "2026-11-28T00:00:00Z");
        event.putArray("resources");
        event.putObject("detail").put("callbackId", "cb_1");
        return !machine.rulesForJSONEvent(event.toString()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Callback Requested", "Callback Succeeded", "Callback Failed", "Callback Heartbeat"})
    void whatIsMeantForTheGatewayReachesIt(String detailType) throws Exception {
        assertThat(patterns()).hasSize(2);
        for (JsonNode pattern : patterns()) {
            assertThat(matches(pattern, detailType)).isTrue();
        }
    }

    /// Events on the same bus: a gateway that received its own events would answer itself.
    @ParameterizedTest
    @ValueSource(strings = {"Task Requested", "Task Cancelled", "OrderApprovalRequested"})
    void whatTheGatewaySendsDoesNotComeBack(String detailType) throws Exception {
        for (JsonNode pattern : patterns()) {
            assertThat(matches(pattern, detailType)).isFalse();
        }
    }

    @Test
    void bothWaysCarryTheSame() {
        assertThat(Set.copyOf(patterns())).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "ABORTED, order-1, true",
        "FAILED, order-1, true",
        "TIMED_OUT, order-1, true",
        "SUCCEEDED, order-1, false",
        "SUCCEEDED, nightly-bt_1.7, true",
        "RUNNING, nightly-bt_1.7, false"
    })
    void endsOfExecutionsReachTheGateway(String status, String name, boolean wanted) throws Exception {
        JsonNode pattern = TemplateFile.properties("ExecutionEndRule").path("EventPattern");
        Machine machine = new Machine();
        machine.addRule("rule", pattern.toString());
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        event.put("source", "aws.states").put("detail-type", "Step Functions Execution Status Change");
        event.putObject("detail").put("status", status).put("name", name);

        assertThat(machine.rulesForJSONEvent(event.toString())).hasSize(wanted ? 1 : 0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"detail-type\": \"Callback Succeeded\"}",
                "{\"detail-type\": []}",
                "{\"detail-type\": [{\"begins-with\": \"Callback\"}]}"
            })
    void aPlantedFaultIsFound(String pattern) {
        assertThatThrownBy(() -> new Machine().addRule("rule", pattern)).isInstanceOf(IOException.class);
    }

    /// Well-formed but invalid: patterns that are too wide, and a name that no event has.
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        {"detail-type": [{"suffix": " Requested"}]}     | Task Requested    | true
        {"detail-type": [{"anything-but": "Other"}]}    | Task Cancelled    | true
        {"detail-type": ["Callback Succeded"]}          | Callback Succeeded | false
        {"source": ["taskgate.orders"]}                 | Callback Succeeded | false
        """)
    void aPatternThatMeansSomethingElseIsFound(String pattern, String detailType, boolean matched) throws Exception {
        assertThat(matches(YamlTree.one(pattern), detailType)).isEqualTo(matched);
    }
}
