package io.taskgate.standin.eventbridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.eventbridge.delivery.DeliveryFailure;
import io.taskgate.standin.eventbridge.delivery.TargetInput;
import io.taskgate.standin.fault.AwsError;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Tests the input of a target, with the examples of the EventBridge user guide.
class InputTemplateTest {

    private static final String INGESTED = "2026-08-01T08:00:00Z";
    private static final ObjectNode EVENT = (ObjectNode) StatesJson.parsed("""
            {"id": "e1", "detail-type": "State change", "detail": {"instance": "i-02", "status": "RUNNING", "n": 7,
             "said": "a \\"b\\"", "tags": {"k": "v"}, "list": [1, "two"]}}""");
    private static final EventRule RULE = new EventRule(
            "orders", "r1", EventPattern.of("{\"source\": [\"a\"]}"), "", true, Optional.empty(), Map.of());

    private static String text(String target) throws DeliveryFailure {
        return TargetInput.read(StatesJson.parsed(target)).text(RULE, EVENT, INGESTED);
    }

    private static String transformed(String template) throws DeliveryFailure {
        ObjectNode target = StatesJson.object();
        ObjectNode transformer = target.putObject("InputTransformer").put("InputTemplate", template);
        transformer
                .putObject("InputPathsMap")
                .put("instance", "$.detail.instance")
                .put("status", "$.detail.status")
                .put("n", "$.detail.n")
                .put("said", "$.detail.said")
                .put("tags", "$.detail.tags")
                .put("list", "$.detail.list")
                .put("type", "$.detail-type")
                .put("none", "$.detail.none");
        return text(target.toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"<instance> is in state <status>\"         | \"i-02 is in state RUNNING\"",
                "\"<instance> says \\\"<status>\\\"\"         | \"i-02 says \\\"RUNNING\\\"\"",
                "{\"i\": <instance>, \"n\": <n>}             | {\"i\": \"i-02\", \"n\": 7}",
                "{\"i\": \"<instance>/<n>\"}                | {\"i\": \"i-02/7\"}",
                "{\"said\": <said>}                        | {\"said\": \"a \\\"b\\\"\"}",
                "{\"said\": \"<said>\"}                    | {\"said\": \"a \\\"b\\\"\"}",
                "{\"tags\": <tags>, \"list\": <list>}        | {\"tags\": {\"k\":\"v\"}, \"list\": [1,\"two\"]}",
                "{\"tags\": \"<tags>\"}                    | {\"tags\": \"{k:v}\"}",
                "{\"type\": <type>, \"none\": \"<none>\"}    | {\"type\": \"State change\", \"none\": \"\"}",
                "{\"rule\": <aws.events.rule-name>}        | {\"rule\": \"r1\"}",
                "\"at <aws.events.event.ingestion-time>\"  | \"at 2026-08-01T08:00:00Z\"",
                "<instance> is plain                      | \"i-02\" is plain"
            })
    void variablesAreWrittenAsTheQuotesAroundThemSay(String template, String expected) throws DeliveryFailure {
        assertThat(transformed(template)).isEqualTo(expected);
    }

    @Test
    void theEventItselfIsAVariable() throws DeliveryFailure {
        assertThat(StatesJson.parsed(transformed("{\"e\": <aws.events.event.json>, \"rule\": <aws.events.rule-arn>}")))
                .isEqualTo(StatesJson.object()
                        .put("rule", "arn:aws:events:us-east-1:000000000000:rule/orders/r1")
                        .set("e", EVENT));
        assertThat(transformed("<aws.events.event>"))
                .doesNotContain("detail\":")
                .contains("detail-type");
    }

    @Test
    void aTemplateInBracesThatBecomesNoJsonIsAFailureForGood() {
        assertThatThrownBy(() -> transformed("{\"none\": <none>}"))
                .isInstanceOfSatisfying(DeliveryFailure.class, failure -> {
                    assertThat(failure.code()).isEqualTo("INVALID_JSON");
                    assertThat(failure.passes()).isFalse();
                });
    }

    @Test
    void inputAndInputPathTakeTheWholeOrAPart() throws DeliveryFailure {
        assertThat(text("{}")).isEqualTo(EVENT.toString());
        assertThat(text("{\"Input\": \"{\\\"a\\\": 1}\"}")).isEqualTo("{\"a\": 1}");
        assertThat(text("{\"InputPath\": \"$.detail.tags\"}")).isEqualTo("{\"k\":\"v\"}");
        assertThat(text("{\"InputPath\": \"$.detail-type\"}")).isEqualTo("\"State change\"");
        assertThatThrownBy(() -> text("{\"InputPath\": \"$.nothing\"}")).isInstanceOf(DeliveryFailure.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"Input\": \"1\", \"InputPath\": \"$\"}                                            | Only one of",
                "{\"Input\": \"{\"}                                                                  | Input is not valid",
                "{\"InputPath\": \"detail\"}                                                         | InputPath",
                "{\"InputTransformer\": {\"InputTemplate\": \"<undefined>\"}}                        | <undefined>",
                "{\"InputTransformer\": {\"InputPathsMap\": {\"aws.x\": \"$\"}, \"InputTemplate\": \"1\"}} | reserved",
                "{\"InputTransformer\": {\"InputPathsMap\": {}}}                                      | inputTemplate"
            })
    void whatIsWrongIsNamedWhenTheTargetIsPut(String target, String named) {
        assertThatThrownBy(() -> text(target)).isInstanceOf(AwsError.class).hasMessageContaining(named);
    }
}
