package io.taskgate.http.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.taskgate.http.problem.ProblemException;
import io.taskgate.http.problem.ProblemType;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// D1: AWS's form of a value was treated as a string, matched nothing, and the batch succeeded without items.
class KeyConditionParserTest {

    @Test
    void plainValuesAndAwsFormAreTheSame() throws IOException {
        assertThat(plain("{':t': 'a', ':n': 1.50, ':s': {'S': 'a'}, ':m': {'N': '1.50'}, ':b': {'B': 'YQ=='}}"))
                .containsEntry(":t", "a")
                .containsEntry(":n", 1.50)
                .containsEntry(":s", "a")
                .containsEntry(":m", new BigDecimal("1.50"))
                .containsEntry(":b", Map.of("B", "YQ=="));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'SS': ['a']}",
                "{'M': {'a': {'S': 'b'}}}",
                "{'BOOL': true}",
                "{'NULL': true}",
                "{'S': 1}",
                "{'N': 1}",
                "{'N': 'one'}",
                "{'B': '?'}",
                "{'s': 'a'}",
                "{'S': 'a', 'N': '1'}",
                "{}",
                "['a']",
                "true",
                "null"
            })
    void whatNoKeyHasIsRefusedByTheNameOfItsField(String value) {
        assertThatThrownBy(() -> plain("{':p': " + value + "}"))
                .isInstanceOfSatisfying(ProblemException.class, problem -> {
                    assertThat(problem.type()).isEqualTo(ProblemType.INVALID_REQUEST);
                    assertThat(problem.violations())
                            .singleElement()
                            .satisfies(violation ->
                                    assertThat(violation.field()).isEqualTo("itemsFrom.dynamodb.values.:p"));
                });
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> plain(String json) throws IOException {
        return KeyConditionParser.plain(new ObjectMapper().readValue(json.replace('\'', '"'), Map.class));
    }
}
