package io.taskgate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.taskgate.payload.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every sample that stands in `deploy/asl` with an expected result, in JSONPath and in JSONata: the same input, the
/// same
/// answer, and the same result, byte for byte.
@QuarkusTest
class SampleTwinsTest extends GatewayTest {

    private static final Path SAMPLES = Path.of("deploy/asl");
    private static final String ANSWER = "{\"approved\": true, \"by\": \"ann\", \"remark\": \"fine\"}";

    /// Over the route's 32 KiB, so it is checked in.
    private static final String LARGE = ANSWER.replace("fine", "x".repeat(40_000));

    /// What the worker says, where one is asked, and on which event.
    private record Worker(String detailType, String answer) {}

    private static final Map<String, Worker> WORKERS = Map.of(
            "order-approval", new Worker(TestRoutes.EVENT, ANSWER),
            "order-review", new Worker("Task Requested", ANSWER),
            "reference-get-object", new Worker(TestRoutes.EVENT, LARGE));

    static Stream<String> machines() throws IOException {
        try (Stream<Path> files = Files.list(SAMPLES)) {
            return files
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".expected.json"))
                    .map(name -> name.replace(".expected.json", ""))
                    .flatMap(name -> Stream.of(name, name + "-jsonata"))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    private static String text(String file) throws IOException {
        return Files.readString(SAMPLES.resolve(file));
    }

    private static JsonNode parsed(String json) {
        return Json.trusted(json.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @MethodSource("machines")
    void theSampleEndsAsExpected(String machine) throws IOException {
        String sample = machine.replaceAll("-jsonata$", "");
        String name = fresh(machine);
        LocalAws.aws().createStateMachine(name, text(machine + ".asl.json"));
        String order = fresh("order");
        String key = parsed(text(machine + ".input.json")).at("/order/id").asText("none");

        String execution =
                executions().start(name, text(machine + ".input.json").replace(key, order));
        if (WORKERS.get(sample) instanceof Worker worker) {
            answer(worker, order);
        }

        var ended = executions().ended(execution);
        assertThat(ended.statusAsString()).as(ended.cause()).isEqualTo("SUCCEEDED");
        assertThat(parsed(ended.output().replace(order, key))).isEqualTo(parsed(text(sample + ".expected.json")));
    }

    private static void answer(Worker worker, String order) {
        await("the request for " + order)
                .atMost(SOON)
                .until(() -> !recorder().events(worker.detailType(), order).isEmpty());
        URI link = URI.create(recorder()
                .events(worker.detailType(), order)
                .getFirst()
                .at("/detail/links/success")
                .asText());
        assertThat(nobody().body(worker.answer())
                        .post(link.getRawPath() + "?" + link.getRawQuery())
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void theTwinsHaveTheSameInput() throws IOException {
        for (String machine :
                machines().filter(name -> !name.endsWith("-jsonata")).toList()) {
            assertThat(text(machine + "-jsonata.input.json")).isEqualTo(text(machine + ".input.json"));
        }
    }
}
