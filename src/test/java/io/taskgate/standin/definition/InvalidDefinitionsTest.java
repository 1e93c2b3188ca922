package io.taskgate.standin.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.standin.fault.AwsError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// One invalid definition for each rule: refused with AWS's code at the place that breaks the rule, and nowhere
/// else.
class InvalidDefinitionsTest {

    private static final Path FILE = Path.of("src", "test", "resources", "standin", "invalid-definitions.json");

    static Stream<Named<JsonNode>> cases() throws IOException {
        return StatesJson.parsed(Files.readString(FILE))
                .valueStream()
                .map(each -> Named.of(each.path("rule").asText(), each));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void isRefusedForItsRuleAlone(JsonNode each) {
        String code = each.path("code").asText();
        Optional<String> at = Optional.ofNullable(each.path("at").textValue());

        assertThat(DefinitionCheck.diagnose(definition(each), isExpress(each)))
                .isNotEmpty()
                .allSatisfy(found -> {
                    assertThat(found.severity()).isEqualTo(Diagnostic.Severity.ERROR);
                    assertThat(found.code()).isEqualTo(code);
                    if (!code.equals("INVALID_JSON_DESCRIPTION")) {
                        assertThat(found.location()).isEqualTo(at);
                    }
                });
        assertThatExceptionOfType(AwsError.class)
                .isThrownBy(() -> DefinitionCheck.check(definition(each), isExpress(each)))
                .returns("InvalidDefinition", AwsError::type)
                .withMessageStartingWith("Invalid State Machine Definition: '" + code + ": ")
                .withMessageEndingWith("'");
    }

    @Test
    void everyCodeThatADefinitionCanHaveIsThere() throws IOException {
        List<JsonNode> all = cases().map(Named::getPayload).toList();
        assertThat(all.stream().map(each -> each.path("rule").asText()).distinct())
                .hasSameSizeAs(all)
                .hasSizeGreaterThanOrEqualTo(60);
        assertThat(all.stream().map(each -> each.path("code").asText()).collect(Collectors.toSet()))
                .isEqualTo(Set.of(
                        "INVALID_JSON_DESCRIPTION",
                        "SCHEMA_VALIDATION_FAILED",
                        "MISSING_TRANSITION_TARGET",
                        "MISSING_END_STATE",
                        "DUPLICATE_STATE_NAME",
                        "INVALID_STATE_NAME",
                        "DUPLICATE_LABEL_NAME",
                        "INVALID_LABEL_NAME"));
    }

    private static String definition(JsonNode each) {
        JsonNode definition = each.path("definition");
        return definition.isTextual() ? definition.asText() : definition.toString();
    }

    private static boolean isExpress(JsonNode each) {
        return each.path("type").asText().equals("EXPRESS");
    }
}
