package io.taskgate.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Checks that the documented requests match the API (`docs/openapi.yaml`) field by field, and that there is
/// one for each operation.
class RequestsTest {

    private static final JsonNode API = YamlTree.read(Path.of("docs/openapi.yaml"));

    enum Written {
        HTTP("deploy/taskgate.http", "(?m)^(GET|POST) \\{\\{gateway}}(/[^\\s?]*)\\S*\\n(?:[\\w-]+: .*\\n)*\\n?(.*)"),
        CURL(
                "docs/requests.md",
                "(?m)^curl -s (?:-X (POST) )?\"?\\$GATEWAY(/[^\\s?\"]*)(?:(?!\\ncurl|\\n```)[\\s\\S])*?(?: -d '([^']+)'|(?=\\ncurl|\\n```))");

        private final Path file;
        private final Pattern request;

        Written(String file, String request) {
            this.file = Path.of(file);
            this.request = Pattern.compile(request);
        }

        List<Request> requests() {
            return request.matcher(YamlTree.text(file))
                    .results()
                    .map(Request::of)
                    .toList();
        }
    }

    /// @param body the body as documented; empty if there is none
    private record Request(String method, String path, String body) {

        static Request of(MatchResult found) {
            String method = found.group(1) == null ? "get" : found.group(1).toLowerCase(Locale.ROOT);
            return new Request(method, found.group(2), found.group(3) == null ? "" : found.group(3));
        }

        /// Returns the operation in the API, for example `post /v1/callbacks`; empty if there is none. A
        /// literal path takes precedence over a template.
        String operation() {
            return operations().keySet().stream()
                    .filter(known -> (method + " " + path).matches(known.replaceAll("\\{\\w+}", "[^/]+")))
                    .min((one, other) -> slots(one) - slots(other))
                    .orElse("");
        }

        private static int slots(String operation) {
            return operation.split("\\{", -1).length;
        }

        /// Returns the fields that the API does not know or that are missing.
        List<String> wrong() {
            List<String> wrong = new ArrayList<>();
            JsonNode operation = operations().get(operation());
            if (operation == null) {
                return List.of(method + " " + path + " is unknown");
            }
            JsonNode schema = operation.at("/requestBody/content/application~1json/schema");
            JsonNode form = API.at(schema.path("$ref").asText().replaceFirst("^#", ""));
            if (schema.has("$ref") && !body.isEmpty()) {
                Set<String> given = new TreeSet<>();
                YamlTree.one(body).fieldNames().forEachRemaining(given::add);
                given.stream()
                        .filter(field -> !form.path("properties").has(field))
                        .forEach(field -> wrong.add(operation() + ": " + field + " is unknown"));
                form.path("required")
                        .valueStream()
                        .map(JsonNode::asText)
                        .filter(field -> !given.contains(field))
                        .forEach(field -> wrong.add(operation() + ": " + field + " is missing"));
            }
            return wrong;
        }
    }

    private static Map<String, JsonNode> operations() {
        Map<String, JsonNode> operations = new TreeMap<>();
        for (Map.Entry<String, JsonNode> path : API.path("paths").properties()) {
            for (String method : List.of("get", "post")) {
                if (path.getValue().has(method)) {
                    operations.put(method + " " + path.getKey(), path.getValue().get(method));
                }
            }
        }
        return operations;
    }

    @ParameterizedTest
    @EnumSource(Written.class)
    void theApiKnowsThemAll(Written written) {
        assertThat(written.requests())
                .hasSizeGreaterThan(20)
                .allSatisfy(request -> assertThat(request.wrong()).isEmpty());
    }

    @ParameterizedTest
    @EnumSource(Written.class)
    void everyOperationIsAmongThem(Written written) {
        assertThat(written.requests().stream().map(Request::operation).distinct())
                .containsExactlyInAnyOrderElementsOf(operations().keySet());
    }

    /// Most operations have a body, which the pattern must find.
    @ParameterizedTest
    @EnumSource(Written.class)
    void bodiesAreRead(Written written) {
        assertThat(written.requests().stream().filter(request -> !request.body().isEmpty()))
                .hasSizeGreaterThan(12);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        post | /v1/callbakcs     | {}                                              | is unknown
        get  | /v1/payloads      | ''                                              | is unknown
        post | /v1/callbacks     | {"service": "a", "operation": "b", "key": "c"}  | key is unknown
        post | /v1/callbacks     | {"service": "a"}                                | operation is missing
        """)
    void aPlantedFaultIsFound(String method, String path, String body, String said) {
        assertThat(new Request(method, path, body).wrong())
                .singleElement()
                .asString()
                .contains(said);
    }

    @Test
    void theApiIsOneOfGetAndPost() {
        assertThat(API.path("paths").properties())
                .allSatisfy(path -> assertThat(path.getValue().fieldNames())
                        .toIterable()
                        .allMatch(field -> List.of("get", "post", "parameters").contains(field)));
    }
}
