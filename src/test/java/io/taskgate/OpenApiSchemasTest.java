package io.taskgate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Checks that the OpenAPI document is complete enough to generate clients.
class OpenApiSchemasTest {

    private static JsonNode document;

    @BeforeAll
    static void read() throws IOException {
        document = new YAMLMapper().readTree(Path.of("docs/openapi.yaml").toFile());
    }

    @Test
    void eachResponseAndRequestHasASchema() {
        List<String> missing = new ArrayList<>();
        document.path("paths")
                .forEach(path -> path.forEach(operation -> {
                    String id = operation.path("operationId").asText();
                    operation
                            .path("responses")
                            .properties()
                            .forEach(response -> check(id + " " + response.getKey(), response.getValue(), missing));
                    if (operation.has("requestBody")) {
                        check(id + " request", operation.path("requestBody"), missing);
                    }
                }));

        assertThat(missing).isEmpty();
        assertThat(document.path("paths")).hasSizeGreaterThan(25);
    }

    private static void check(String name, JsonNode holder, List<String> missing) {
        JsonNode content = holder.path("content");
        if (content.isEmpty() || content.valueStream().anyMatch(type -> !type.has("schema"))) {
            missing.add(name);
        }
    }

    @Test
    void eachErrorIsAProblemDocument() {
        document.path("paths")
                .forEach(path -> path.forEach(operation -> operation
                        .path("responses")
                        .properties()
                        .forEach(response -> {
                            if (response.getKey().compareTo("400") >= 0) {
                                assertThat(response.getValue()
                                                .at("/content/application~1problem+json/schema/$ref")
                                                .asText())
                                        .as(operation.path("operationId").asText() + " " + response.getKey())
                                        .isEqualTo("#/components/schemas/Problem");
                            }
                        })));
    }

    @Test
    void eachReferenceIsDefinedAndEachSchemaIsReferenced() {
        List<String> references = document.findValuesAsText("$ref").stream()
                .map(reference -> reference.substring(reference.lastIndexOf('/') + 1))
                .distinct()
                .toList();
        List<String> schemas = document.at("/components/schemas")
                .propertyStream()
                .map(java.util.Map.Entry::getKey)
                .toList();

        assertThat(schemas).containsExactlyInAnyOrderElementsOf(references);
    }

    @Test
    void eachOperationSaysWhichCredentialItTakes() {
        document.path("paths")
                .forEach(path -> path.forEach(operation -> assertThat(operation.has("security"))
                        .as(operation.path("operationId").asText())
                        .isTrue()));
        assertThat(document.at("/components/securitySchemes").propertyStream().map(java.util.Map.Entry::getKey))
                .containsExactlyInAnyOrder("ApiKey", "Bearer");
    }
}
