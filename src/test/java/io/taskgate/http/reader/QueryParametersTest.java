package io.taskgate.http.reader;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.quarkus.test.junit.QuarkusTest;
import io.taskgate.GatewayTest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Tests that unknown query parameters are rejected.
@QuarkusTest
class QueryParametersTest extends GatewayTest {

    /// The operations by the names of their methods.
    private static final Map<String, String> METHODS = Map.of(
            "listCallbacks", "CallbackListResource.list",
            "listDeadLetters", "DeadLettersResource.list",
            "listStrayEvents", "StrayEventsResource.list",
            "startBatch", "BatchesResource.start",
            "succeed", "WorkerResource.success",
            "fail", "WorkerResource.failure",
            "heartbeat", "WorkerResource.heartbeat",
            "succeedRunner", "RunnersResource.success",
            "failRunner", "RunnersResource.failure");

    @Test
    void theTableIsThatOfTheOpenApiDocument() throws IOException {
        JsonNode document =
                new YAMLMapper().readTree(Path.of("docs/openapi.yaml").toFile());
        Map<String, Set<String>> described = new TreeMap<>();
        document.path("paths")
                .forEach(path -> path.forEach(operation -> {
                    Set<String> names = operation
                            .path("parameters")
                            .valueStream()
                            .filter(parameter -> parameter.path("in").asText().equals("query"))
                            .map(parameter -> parameter.path("name").asText())
                            .collect(Collectors.toCollection(TreeSet::new));
                    if (!names.isEmpty()) {
                        String id = operation.path("operationId").asText();
                        described.put(METHODS.getOrDefault(id, id), names);
                    }
                }));

        assertThat(described).isEqualTo(new TreeMap<>(QueryParameterFilter.KNOWN));
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/callbacks?stat=PENDING, stat, 'Use some of condition, cursor, generation, keyPrefix, limit, olderThan, operation, order, outcome, service, state, stateMachine, vaultKey.'",
        "/v1/callbacks/cb_AAAAAAAAAAAAAAAAAAAAAAAAAAA?full=true, full, 'This operation has none.'",
        "/v1/dead-letters?limit=1&cursor=x, cursor, 'Use some of limit.'"
    })
    void anUnknownOneIsRejectedWithTheKnownOnes(String path, String name, String fix) {
        JsonNode problem = problem(operator().get(path), 400, "invalid-request");

        assertThat(problem.at("/violations/0/field").asText()).isEqualTo(name);
        assertThat(problem.at("/violations/0/message").asText()).endsWith(fix);
    }
}
