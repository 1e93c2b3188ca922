package io.taskgate.payload.shape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.payload.EvaluationException;
import io.taskgate.payload.InvalidDefinitionException;
import io.taskgate.payload.json.Json;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValueExpressionTest {

    private static final JsonNode EVENT = Json.parseTrusted(
            "{\"detail\": {\"id\": 7, \"name\": \"kim\", \"list\": [1, 2]}}".getBytes(StandardCharsets.UTF_8));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "$.detail.name | \"kim\"",
                "$ | {\"detail\":{\"id\":7,\"name\":\"kim\",\"list\":[1,2]}}",
                "$.detail.list[-1] | 2",
                "States.Format('{}-{}', $.detail.name, $.detail.id) | \"kim-7\"",
                "{% $states.input.detail.id * 6 %} | 42",
                "{% $states.input.detail.id > 6 ? 'success' : 'failure' %} | \"success\"",
                "OutOfStock | \"OutOfStock\""
            })
    void isReadAsInAsl(String text, String expected) {
        assertThat(ValueExpression.compile(text).evaluate(EVENT).toString()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"$.detail.none", "{% $states.input.detail.none %}", "{% $error('no') %}"})
    void whatIsNotThereIsSaid(String text) {
        ValueExpression lookup = ValueExpression.compile(text);
        assertThatThrownBy(() -> lookup.evaluate(EVENT)).isInstanceOf(EvaluationException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"$.detail[", "{% ( %}", "{% 1", "States.Nothing($.a)"})
    void whatIsWrittenWrongIsRefused(String text) {
        assertThatThrownBy(() -> ValueExpression.compile(text)).isInstanceOf(InvalidDefinitionException.class);
    }

    @Test
    void aConstantNeedsNoDocument() {
        assertThat(ValueExpression.compile("success")
                        .evaluate(Json.parseTrusted("null".getBytes(StandardCharsets.UTF_8)))
                        .textValue())
                .isEqualTo("success");
    }
}
