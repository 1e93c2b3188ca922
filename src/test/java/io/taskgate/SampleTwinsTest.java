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
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every sample that stands in `deploy/asl` with an expected result, in JSONPath and in JSONata: the same input, the
/// same answer, and the same result. And that each sample has its twin.
@QuarkusTest
class SampleTwinsTest extends GatewayTest {

    private static final Path SAMPLES = Path.of("deploy/asl");
    private static final String JSONATA = "-jsonata";
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
        return named(".expected.json").stream()
                .flatMap(name -> Stream.of(name, name + JSONATA))
                .sorted();
    }

    /// What stands before this ending in the names of the files.
    private static List<String> named(String ending) throws IOException {
        try (Stream<Path> files = Files.list(SAMPLES)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(ending))
                    .map(name -> name.substring(0, name.length() - ending.length()))
                    .toList();
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
        String sample = machine.replaceAll(JSONATA + "$", "");
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
    void everySampleHasItsTwin() throws IOException {
        List<String> samples = named(".asl.json");

        assertThat(samples).hasSizeGreaterThan(1).allMatch(name -> samples.contains(twin(name)));
    }

    private static String twin(String machine) {
        return machine.endsWith(JSONATA) ? machine.replaceAll(JSONATA + "$", "") : machine + JSONATA;
    }

    @Test
    void theTwinsHaveTheSameInput() throws IOException {
        List<String> samples = named(".input.json");

        assertThat(samples).hasSizeGreaterThan(1);
        for (String machine : samples) {
            assertThat(text(twin(machine) + ".input.json")).isEqualTo(text(machine + ".input.json"));
        }
    }
}
