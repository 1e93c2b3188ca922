package io.taskgate.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/// The operations and schemas of `docs/openapi.yaml`.
record OpenApiDocument(Map<String, ApiOperation> operations, JsonNode schemas) {

    /// An operation of the document.
    ///
    /// @param path the path template
    /// @param query the names of its query parameters
    /// @param body the schema of its JSON body; null if it has none
    /// @param statuses the documented status codes
    /// @param roles the roles that may call it
    record ApiOperation(
            String id,
            String method,
            String path,
            List<String> query,
            @Nullable JsonNode body,
            Set<Integer> statuses,
            List<String> roles) {

        /// Returns the API key for a valid request: the key of the first role, or none for a link or a
        /// webhook.
        String role() {
            return roles.stream()
                    .filter(role -> !role.equals("link"))
                    .findFirst()
                    .orElse("");
        }
    }

    static final Path FILE = Path.of("docs", "openapi.yaml");

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final String REFERENCE = "#/components/schemas/";

    static OpenApiDocument read(Path file) throws IOException {
        JsonNode document = YAML.readTree(file.toFile());
        Map<String, ApiOperation> operations = new TreeMap<>();
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().forEach(method -> {
                    ApiOperation operation = operation(path.getKey(), method.getKey(), method.getValue());
                    operations.put(operation.id(), operation);
                }));
        return new OpenApiDocument(operations, document.at("/components/schemas"));
    }

    private static ApiOperation operation(String path, String method, JsonNode json) {
        JsonNode body = json.at("/requestBody/content/application~1json/schema");
        TreeSet<Integer> statuses = new TreeSet<>();
        json.path("responses").fieldNames().forEachRemaining(status -> statuses.add(Integer.valueOf(status)));
        List<String> roles = new ArrayList<>();
        json.path("security").forEach(one -> one.path("ApiKey").forEach(role -> roles.add(role.asText())));
        return new ApiOperation(
                json.path("operationId").asText(),
                method.toUpperCase(Locale.ROOT),
                path,
                stream(json.path("parameters"))
                        .filter(parameter -> parameter.path("in").asText().equals("query"))
                        .map(parameter -> parameter.path("name").asText())
                        .toList(),
                body.isMissingNode() ? null : body,
                statuses,
                roles);
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    ApiOperation operation(String id) {
        ApiOperation operation = operations.get(id);
        if (operation == null) {
            throw new IllegalArgumentException("The OpenAPI document has no operation " + id);
        }
        return operation;
    }

    /// Resolves a reference to a schema.
    JsonNode resolved(JsonNode schema) {
        String reference = schema.path("$ref").asText();
        return reference.isEmpty() ? schema : resolved(schemas.path(reference.substring(REFERENCE.length())));
    }
}
