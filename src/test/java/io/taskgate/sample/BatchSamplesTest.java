package io.taskgate.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.junit.QuarkusTest;
import io.taskgate.GatewayTest;
import io.taskgate.testing.TableFixture;
import io.taskgate.testing.gateway.ExecutionFixture;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests `deploy/asl/scatter-*.asl.json` and `history-pages.asl.json` through the running gateway, in
/// JSONPath and JSONata, with other inputs than their own (`SampleResultsTest`); also with a table as the
/// source.
@QuarkusTest
class BatchSamplesTest extends GatewayTest {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /// The file suffix of a sample, by query language.
    private static final String JSON_PATH = "";

    private static final String MACHINE = "arn:aws:states:us-east-1:000000000000:stateMachine:";

    @ParameterizedTest
    @ValueSource(strings = {JSON_PATH, SampleFiles.JSONATA})
    void aRetryOfTheStateRunsOnlyWhatFailed(String language) throws IOException {
        String runner = fresh("scatter-invoice" + language);
        createStateMachine(runner, SampleFiles.definition("scatter-invoice" + language));
        String machine = fresh("scatter-orders" + language);
        createStateMachine(
                machine,
                SampleFiles.definition("scatter-orders" + language)
                        .replace("\"IntervalSeconds\": 1", "\"IntervalSeconds\": 3"));
        ObjectNode input = SampleFiles.input("scatter-orders" + language).put("runner", MACHINE + runner);
        // no runner can add this until the shape of its item changes
        ((ObjectNode) input.at("/orders/0")).put("cents", "many");

        String execution = executions().start(machine, input.toString());
        await("the failed runner")
                .atMost(PATIENCE)
                .until(() ->
                        executions()
                                .sfn()
                                .listExecutions(list -> list.stateMachineArn(MACHINE + runner))
                                .executions()
                                .stream()
                                .anyMatch(run -> run.statusAsString().equals("FAILED")));
        updateStateMachine(MACHINE + runner, withoutTheSum(SampleFiles.definition("scatter-invoice" + language)));

        assertThat(executions().output(execution).at("/invoices/0/cents").asInt())
                .isEqualTo(390);
        assertThat(executions()
                        .sfn()
                        .listExecutions(list -> list.stateMachineArn(MACHINE + runner))
                        .executions())
                .hasSize(4);
    }

    private static String withoutTheSum(String runner) {
        return runner.replace("States.MathAdd($.cents, $.shipping)", "$.shipping")
                .replace("$states.input.cents + $states.input.shipping", "$states.input.shipping");
    }

    @ParameterizedTest
    @ValueSource(strings = {JSON_PATH, SampleFiles.JSONATA})
    void aRunnerThatGetsMoreThanItsWidthScattersAgain(String language) throws IOException {
        String machine = fresh("scatter-recursive" + language);
        createStateMachine(machine, SampleFiles.definition("scatter-recursive" + language));

        JsonNode output = executions()
                .output(executions()
                        .start(
                                machine,
                                SampleFiles.input("scatter-recursive" + language)
                                        .toString()));

        List<Integer> done = new ArrayList<>();
        output.path("done").forEach(number -> done.add(number.asInt()));
        assertThat(done)
                .isEqualTo(IntStream.rangeClosed(1, 25).map(i -> 2 * i).boxed().toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {JSON_PATH, SampleFiles.JSONATA})
    void aTableIsLoadedPageByPageByExecutionsThatContinueThemselves(String language) throws IOException {
        String table = TableFixture.make(fresh("pages"), 60);
        String machine = fresh("history-pages" + language);
        createStateMachine(machine, SampleFiles.definition("history-pages" + language));
        ExecutionFixture.Waiting parent = executions().start();
        ObjectNode input = SampleFiles.input("history-pages" + language)
                .put("table", table)
                .put("limit", 10)
                .put("reserve", 24_900)
                .put("parentToken", parent.token());

        executions().start(machine, input.toString());

        assertThat(executions().output(parent.arn()).path("rows").asInt()).isEqualTo(60);
        List<String> chain =
                executions().sfn().listExecutions(list -> list.stateMachineArn(MACHINE + machine)).executions().stream()
                        .map(run -> run.name())
                        .toList();
        assertThat(chain).hasSizeGreaterThan(1).anyMatch(name -> name.endsWith("-c1"));
    }

    @Test
    void rowsOfATableAreGatheredByQueryAndByParallelScan() {
        String table = TableFixture.make(fresh("rows"), 300);
        String runner = fresh("runner");
        createStateMachine(
                runner,
                "{\"StartAt\": \"Keep\", \"States\": {\"Keep\": {\"Type\": \"Pass\", \"End\": true, \"Parameters\": {\"ids.$\": \"$.items[*].n\"}}}}");
        for (String source : List.of(
                "{\"table\": \"" + table + "\", \"segments\": 4}",
                "{\"table\": \"" + table + "\", \"keyCondition\": \"p = :p\", \"values\": {\":p\": \"all\"}}")) {
            ExecutionFixture.Waiting parent = executions().start();
            var response = workflow()
                    .body("{\"runner\": \"" + MACHINE + runner + "\", \"taskToken\": \"" + parent.token()
                            + "\", \"itemsFrom\": {\"dynamodb\": " + source + "}, \"batch\": {\"maxItems\": 50}}")
                    .post("/v1/batches");
            assertThat(response.statusCode()).as(response.asString()).isEqualTo(202);
            JsonNode answer = executions().output(parent.arn());
            List<Integer> ids = new ArrayList<>();
            answer.path("results").forEach(result -> result.path("ids").forEach(id -> ids.add(id.asInt())));
            assertThat(ids).hasSize(300).doesNotHaveDuplicates();
        }
    }
}
