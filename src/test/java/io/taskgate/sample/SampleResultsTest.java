package io.taskgate.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.taskgate.GatewayTest;
import io.taskgate.testing.TableFixture;
import io.taskgate.testing.gateway.ExecutionFixture;
import io.taskgate.testing.gateway.LocalAws;
import io.taskgate.testing.gateway.TestRoutes;
import io.taskgate.testing.gateway.TestWebhookSigner;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Runs every state machine of `deploy/asl` unmodified through the running gateway: its input file must lead
/// to its result file. A machine without these files fails here. `CallSamplesTest` and similar tests cover
/// failures.
@QuarkusTest
class SampleResultsTest extends GatewayTest {

    private static final String MACHINE = "arn:aws:states:us-east-1:000000000000:stateMachine:";
    private static final String ANSWER = "{\"approved\": true, \"by\": \"ann\", \"remark\": \"fine\"}";

    /// Exceeds the route's 32 KiB, so it is checked in.
    private static final String LARGE = ANSWER.replace("fine", "x".repeat(40_000));

    /// Values that differ in each run.
    private static final List<String> BY_CHANCE = List.of("batchId", "links", "signature");

    static Stream<String> machines() throws IOException {
        return SampleFiles.machines();
    }

    @ParameterizedTest
    @MethodSource("machines")
    void theSampleEndsAsExpected(String machine) throws IOException {
        JsonNode result = switch (SampleFiles.sample(machine)) {
            case "scatter-orders" ->
                executions().output(scattered(machine, create("scatter-invoice" + SampleFiles.language(machine))));
            case "scatter-invoice", "scatter-invoice-told" -> firstRunner(machine);
            case "history-pages" -> whatItsParentIsTold(machine);
            default -> played(machine);
        };

        assertThat(result).isEqualTo(SampleFiles.expected(machine));
        assertShown(SampleFiles.sample(machine), result);
    }

    /// The property that a sample demonstrates, independent of its result file.
    private static void assertShown(String sample, JsonNode result) {
        switch (sample) {
            case "quote-by-api-gateway", "quote-by-http-task", "quote-by-token", "quote-by-lambda" ->
                assertThat(result.path("quote").toString()).isEqualTo("{\"price\":40,\"currency\":\"EUR\"}");
            case "report-by-token" -> assertThat(result.path("made").toString()).isEqualTo("{\"rows\":1000}");
            case "report-by-polling" -> {
                assertThat(result.at("/made/status").asInt()).isEqualTo(200);
                assertThat(result.at("/made/body/rows").asInt()).isEqualTo(1000);
            }
            case "reference-get-object" ->
                assertThat(result.toString()).isEqualTo("{\"approved\":true,\"by\":\"ann\"}");
            case "reference-distributed-map" -> {
                assertThat(result.at("/reference/Bucket").asText()).isEqualTo("taskgate-payloads");
                assertThat(result.path("totals").toString())
                        .isEqualTo(
                                "[{\"id\":\"order-45\",\"lines\":2},{\"id\":\"order-46\",\"lines\":1},{\"id\":\"order-47\",\"lines\":0}]");
            }
            case "scatter-orders" -> {
                assertThat(result.at("/counts/batches").asInt()).isEqualTo(3);
                assertThat(result.path("invoices")).hasSize(7);
                assertThat(result.at("/invoices/6").toString()).isEqualTo("{\"order\":\"order-7\",\"cents\":450}");
            }
            default -> assertThat(result.isMissingNode()).isFalse();
        }
    }

    private static String create(String machine) throws IOException {
        String name = fresh(machine);
        createStateMachine(name, SampleFiles.definition(machine));
        return name;
    }

    // ---- one execution and its environment

    private JsonNode played(String machine) throws IOException {
        String sample = SampleFiles.sample(machine);
        String given = SampleFiles.input(machine).findPath("id").asText("none");
        String key = fresh(given);
        if (sample.equals("quote-by-lambda")) {
            LocalAws.aws().function("taskgate-call", Path.of("deploy/lambda/taskgate_call.py"));
            assumeTrue(CallSamplesTest.hasPython(), "python3, which runs the Lambda's source, is not installed");
        }
        String input = sample.equals("reference-distributed-map")
                ? SampleFiles.text(machine + ".input.json")
                : SampleFiles.text(machine + ".input.json").replace(given, key);

        String execution = executions().start(create(machine), input);
        play(sample, key, execution);

        // the jobs of the stand-in's service have random names, and their links are signed
        String output = executions()
                .output(execution)
                .toString()
                .replaceAll("report-[0-9a-f]{8}", "report-1")
                .replaceAll("(?<=/jobs/)[^\"]+", "report-1");
        return SampleFiles.parsed(output.replace(key, given));
    }

    /// External actions for the samples that wait for them.
    private static void play(String sample, String key, String execution) {
        switch (sample) {
            case "order-approval" -> follow(TestRoutes.EVENT, key, ANSWER);
            case "order-review" -> follow("Task Requested", key, ANSWER);
            case "reference-get-object" -> follow(TestRoutes.EVENT, key, LARGE);
            case "parcel-delivery" -> deliver(key);
            case "order-payment" -> pay(key);
            case "label-print" -> print(key);
            case "report-job" -> recorder().show(key + ".json", "{\"status\": \"DONE\", \"result\": {\"pages\": 3}}");
            case "report-by-token" -> report(execution);
            default -> assertThat(sample).matches("quote-.*|report-by-polling|reference-distributed-map|scatter-.*");
        }
    }

    private static void awaitRequest(String detailType, String key) {
        await("the request for " + key)
                .atMost(SOON)
                .until(() -> !recorder().events(detailType, key).isEmpty());
    }

    private static void follow(String detailType, String key, String answer) {
        awaitRequest(detailType, key);
        URI link = URI.create(recorder()
                .events(detailType, key)
                .getFirst()
                .at("/detail/links/success")
                .asText());
        nobody().body(answer)
                .post(link.getRawPath() + "?" + link.getRawQuery())
                .then()
                .statusCode(200);
    }

    private static void deliver(String parcel) {
        awaitRequest("Task Requested", parcel);
        worker().body(
                        "{\"source\": \"acme.parcels\", \"detail-type\": \"Parcel Moved\", \"detail\": {\"parcel\": {\"id\": \""
                                + parcel + "\"}, \"status\": \"DELIVERED\", \"place\": \"door\"}}")
                .post("/v1/events")
                .then()
                .statusCode(200);
    }

    private static void pay(String order) {
        awaitRequest("Task Requested", order);
        String body = "{\"order\": \"" + order + "\", \"status\": \"PAID\", \"amount\": 12}";
        nobody().header("X-Signature", TestWebhookSigner.hex(TestRoutes.WEBHOOK_SECRET, body))
                .body(body)
                .post("/v1/events/payments/capture")
                .then()
                .statusCode(200);
    }

    private static void print(String label) {
        URI asked = URI.create(LocalAws.aws().sampleService() + "/labels/" + label);
        await("the service to be asked")
                .atMost(SOON)
                .until(() -> RestAssured.given().get(asked).statusCode() == 200);
        worker().body("{\"copies\": 1}")
                .post("/v1/correlations/labels/print/" + label + "/success")
                .then()
                .statusCode(200);
    }

    private static void report(String execution) {
        await("the service's job")
                .atMost(SOON)
                .until(() -> !CallSamplesTest.pendingReports(execution).isEmpty());
        worker().body("{\"rows\": 1000}")
                .post("/v1/correlations/prices/report/" + CallSamplesTest.pendingReports(execution) + "/success")
                .then()
                .statusCode(200);
    }

    // ---- several executions

    /// @param machine `scatter-orders` in either query language
    private String scattered(String machine, String runner) throws IOException {
        return executions()
                .start(
                        create(machine),
                        SampleFiles.input(machine)
                                .put("runner", MACHINE + runner)
                                .toString());
    }

    /// Returns the first execution of a runner of `scatter-orders`: its input must equal the content of its
    /// own input file.
    private JsonNode firstRunner(String machine) throws IOException {
        String runner = create(machine);
        String orders = "scatter-orders" + SampleFiles.language(machine);
        String links = machine.startsWith("scatter-invoice-told") ? ", \"runnerLinks\": true" : "";
        String scattering = fresh(orders);
        createStateMachine(
                scattering,
                SampleFiles.definition(orders).replace("\"name\": \"invoice\"", "\"name\": \"invoice\"" + links));
        JsonNode gathered = executions()
                .output(executions()
                        .start(
                                scattering,
                                SampleFiles.input(orders)
                                        .put("runner", MACHINE + runner)
                                        .toString()));
        assertThat(gathered.path("invoices")).hasSize(7);
        assertThat(gathered.at("/invoices/6").toString()).isEqualTo("{\"order\":\"order-7\",\"cents\":450}");

        String first =
                executions().sfn().listExecutions(list -> list.stateMachineArn(MACHINE + runner)).executions().stream()
                        .filter(run -> run.name().endsWith("-0"))
                        .findFirst()
                        .orElseThrow()
                        .executionArn();
        assertThat(alike((ObjectNode)
                        SampleFiles.parsed(executions().describe(first).input())))
                .isEqualTo(alike(SampleFiles.input(machine)));
        return executions().output(first);
    }

    /// Replaces random values, of which only the presence is checked.
    private static ObjectNode alike(ObjectNode input) {
        ObjectNode about = (ObjectNode) input.get("taskgate");
        BY_CHANCE.stream().filter(about::has).forEach(name -> about.put(name, "there"));
        return input;
    }

    /// Returns the result of the last page, which has sixty rows.
    private JsonNode whatItsParentIsTold(String machine) throws IOException {
        ExecutionFixture.Waiting parent = executions().start();
        ObjectNode input = SampleFiles.input(machine)
                .put("table", TableFixture.make(fresh("pages"), 60))
                .put("parentToken", parent.token());
        executions().start(create(machine), input.toString());
        return executions().output(parent.arn());
    }
}
