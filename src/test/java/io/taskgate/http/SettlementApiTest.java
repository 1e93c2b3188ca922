package io.taskgate.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.taskgate.GatewayTest;
import io.taskgate.standin.fault.Fault;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;

/// Tests `success` and `failure` by ID: the responses, and the outcomes in Step Functions.
@QuarkusTest
public class SettlementApiTest extends GatewayTest {

    @Test
    void aSuccessByItsLinkIsReported() {
        Task task = task("plain");

        Response response = nobody().body("{\"b\": 1.50, \"a\": [true]}").post(task.success());

        assertThat(response.statusCode()).as(response.asString()).isEqualTo(200);
        JsonNode answer = json(response);
        assertThat(answer.path("callbackId").asText()).isEqualTo(task.id());
        assertThat(answer.path("state").asText()).isEqualTo("DELIVERED");
        assertThat(answer.path("outcome").asText()).isEqualTo("SUCCESS");
        DescribeExecutionResponse ended = executions().ended(task.execution().arn());
        assertThat(ended.statusAsString()).isEqualTo("SUCCEEDED");
        assertThat(io.taskgate.payload.json.Json.parseTrusted(
                        ended.output().getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                .isEqualTo(io.taskgate.payload.json.Json.parseTrusted("{\"a\":[true],\"b\":1.50}".getBytes()));
    }

    @Test
    void theSignatureMayTravelAsAHeader() {
        Task task = task("plain");

        Response response = nobody().header("Callback-Signature", task.signature())
                .body("2")
                .post("/v1/callbacks/" + task.id() + "/success");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(executions().ended(task.execution().arn()).output()).isEqualTo("2");
    }

    @Test
    void aKeyWithTheGrantIsAsGood() {
        Task task = task("plain");

        Response response = worker().body("3").post("/v1/callbacks/" + task.id() + "/success");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(executions().ended(task.execution().arn()).output()).isEqualTo("3");
    }

    @Test
    void aFailureIsReportedByItsName() {
        Task task = task("plain");

        Response response = nobody().body("{\"error\": \"OutOfStock\", \"cause\": \"no tea is left\"}")
                .post(task.failure());

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(json(response).path("outcome").asText()).isEqualTo("FAILURE");
        DescribeExecutionResponse ended = executions().ended(task.execution().arn());
        assertThat(ended.error()).isEqualTo("OutOfStock");
        assertThat(ended.cause()).isEqualTo("no tea is left");
    }

    @Test
    void theLongestNamesAreTaken() {
        Task task = task("plain");

        Response response = nobody().body(
                        "{\"error\": \"" + "E".repeat(256) + "\", \"cause\": \"" + "c".repeat(32_768) + "\"}")
                .post(task.failure());

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(executions().ended(task.execution().arn()).cause()).hasSize(32_768);
    }

    @Test
    void theSameAnswerAgainGetsTheSameStatus() {
        Task task = task("plain");
        nobody().body("{\"a\": 1, \"b\": 2}").post(task.success());

        Response again = nobody().body("{\"b\": 2, \"a\": 1}").post(task.success());

        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(json(again).path("state").asText()).isEqualTo("DELIVERED");
    }

    @Test
    void aDifferentAnswerIs409AndTheFirstStays() {
        Task task = task("plain");
        nobody().body("1").post(task.success());

        JsonNode problem = problem(nobody().body("2").post(task.success()), 409, "outcome-conflict");
        problem(nobody().body("{\"error\": \"Changed\"}").post(task.failure()), 409, "outcome-conflict");

        assertThat(problem.path("state").asText()).isEqualTo("DELIVERED");
        assertThat(executions().ended(task.execution().arn()).output()).isEqualTo("1");
        assertThat(record(task.id()).path("history").findValuesAsText("event")).contains("different answer refused");
    }

    @Test
    void anAnswerThatCannotBeReportedNowIs202AndReportedLater() {
        Task task = task("plain");
        faults(Fault.of("SendTaskSuccess", Fault.Kind.THROTTLE, 1_000));

        Response response = nobody().body("4").post(task.success());

        assertThat(response.statusCode()).as(response.asString()).isEqualTo(202);
        assertThat(json(response).path("state").asText()).isEqualTo("SETTLING");
        assertThat(nobody().body("4").post(task.success()).statusCode()).isEqualTo(202);
        noFaults();
        assertThat(executions().ended(task.execution().arn()).output()).isEqualTo("4");
        awaitState(task.id(), "DELIVERED");
    }

    @Test
    void anAnswerToAStoppedExecutionIs410() {
        Task task = task("plain");
        executions().stop(task.execution().arn());

        JsonNode problem = problem(nobody().body("5").post(task.success()), 410, "callback-closed");

        assertThat(problem.path("reason").asText()).isNotBlank();
        assertThat(problem.path("state").asText()).isEqualTo("CLOSED");
        problem(nobody().body("5").post(task.success()), 410, "callback-closed");
    }

    @Test
    void anAnswerForATokenThatStepFunctionsDoesNotKnowIs410() {
        String key = fresh("order");
        String id = json(register(form("a token that nobody issued", "orders", "plain", key)))
                .path("callbackId")
                .asText();

        JsonNode problem = problem(worker().body("5").post("/v1/callbacks/" + id + "/success"), 410, "callback-closed");

        assertThat(problem.path("state").asText()).isEqualTo("REJECTED");
    }

    @Test
    void anAnswerThatFoundItsTokenGoneIsCarriedOverToTheNewerOne() {
        Task gone = task("plain");
        executions().stop(gone.execution().arn());
        problem(nobody().body("{\"kept\": true}").post(gone.success()), 410, "callback-closed");

        Task newer = task("orders", "plain", gone.key());

        assertThat(executions().ended(newer.execution().arn()).output()).isEqualTo("{\"kept\":true}");
        awaitState(newer.id(), "DELIVERED");
    }

    @Test
    void anOldLinkSpeaksForTheWorkAsItStands() {
        Task old = task("plain");
        Task newer = task("orders", "plain", old.key());

        Response response = nobody().body("6").post(old.success());

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(executions().ended(newer.execution().arn()).output()).isEqualTo("6");
    }

    @Test
    void aResultOverItsBudgetTravelsAsAReference() {
        Task task = task("approve");

        Response response = nobody().body(
                        "{\"approved\": true, \"by\": \"me\", \"remark\": \"" + "r".repeat(40_000) + "\"}")
                .post(task.success());

        assertThat(response.statusCode()).as(response.asString()).isEqualTo(200);
        JsonNode output = io.taskgate.payload.json.Json.parseTrusted(
                executions().ended(task.execution().arn()).output().getBytes());
        assertThat(output.path("Bucket").asText()).isEqualTo("taskgate-payloads");
        assertThat(output.path("sha256").asText()).hasSize(64);
        assertThat(record(task.id()).path("result").path("Key")).isEqualTo(output.path("Key"));
        JsonNode changes = json(response).path("changes");
        assertThat(changes.at("/0/field").asText()).isEqualTo("result");
        assertThat(changes.at("/0/change").asText()).isEqualTo("checked-in");
        assertThat(changes.at("/0/from")).isEqualTo(output.path("bytes"));
        assertThat(changes.at("/0/to").asInt())
                .isEqualTo(executions().ended(task.execution().arn()).output().length());
        assertThat(record(task.id()).path("changes")).isEqualTo(changes);
    }

    @Test
    void aResultOverItsBudgetMayFailTheTask() {
        Task task = task("fail");

        Response response = nobody().body("\"" + "x".repeat(3_000) + "\"").post(task.success());

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(json(response).path("outcome").asText()).isEqualTo("FAILURE");
        assertThat(json(response).path("changes").toString())
                .isEqualTo("[{\"field\":\"result\",\"change\":\"too-large\",\"from\":3002,\"to\":0}]");
        assertThat(executions().ended(task.execution().arn()).error()).isEqualTo("Taskgate.PayloadTooLarge");
    }

    @Test
    void aResultOverItsBudgetIs422WhereTheRouteRefusesAndASmallerOneIsTaken() {
        Task task = task("reject");

        problem(nobody().body("\"" + "x".repeat(3_000) + "\"").post(task.success()), 422, "budget-exceeded");

        assertThat(nobody().body("\"small\"").post(task.success()).statusCode()).isEqualTo(200);
    }

    @Test
    void aResultThatDoesNotHaveWhatItsShapeSelectsIs400() {
        Task task = task("approve");

        JsonNode problem = problem(nobody().body("{\"approved\": true}").post(task.success()), 400, "invalid-request");

        assertThat(problem.at("/violations/0/field").asText()).isEqualTo("body");
        assertThat(problem.at("/violations/0/message").asText()).contains("$.by");
    }

    @Test
    void promise11AFailureIsFittedToStepFunctionsLimitsAndTheAnswerAndTheRecordSayHow() {
        Task task = task("plain");
        String body = "{\"error\": \"States." + "E".repeat(300) + "\", \"cause\": \"" + "c".repeat(32_769) + "\"}";

        Response response = nobody().body(body).post(task.failure());

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(executions().ended(task.execution().arn()).error()).isEqualTo("Taskgate.States." + "E".repeat(240));
        assertThat(executions().ended(task.execution().arn()).cause()).hasSize(32_768);
        String adjusted = json(response).path("adjusted").asText();
        assertThat(adjusted)
                .contains("prefixed with Taskgate.")
                .contains("error: clipped from 316 to 256")
                .contains("cause: clipped from 32769 to 32768");
        assertThat(record(task.id()).path("adjusted").asText()).isEqualTo(adjusted);
        assertThat(json(response).path("changes").toString())
                .isEqualTo("[{\"field\":\"error\",\"change\":\"prefixed\",\"from\":307,\"to\":316},"
                        + "{\"field\":\"error\",\"change\":\"clipped\",\"from\":316,\"to\":256},"
                        + "{\"field\":\"cause\",\"change\":\"clipped\",\"from\":32769,\"to\":32768}]");
        assertThat(record(task.id()).path("changes")).isEqualTo(json(response).path("changes"));
        assertThat(nobody().body(body).post(task.failure()).statusCode()).isEqualTo(200);
    }

    @Test
    void whatWasChangedOfALateAnswerStandsInTheRecord() {
        Task task = task("plain");
        operator().body(REASON).post("/v1/callbacks/" + task.id() + "/cancel");

        problem(nobody().body("{\"error\": \"States.Timeout\"}").post(task.failure()), 410, "callback-closed");

        assertThat(record(task.id()).path("lateAnswer").asText()).isEqualTo("FAILURE");
        assertThat(record(task.id()).path("lateAnswerChanges").toString())
                .isEqualTo("[{\"field\":\"error\",\"change\":\"prefixed\",\"from\":14,\"to\":23}]");
    }

    static Stream<String> flawedFailures() {
        return Stream.of("{} | error", "{\"error\": \"\"} | error");
    }

    @ParameterizedTest
    @MethodSource("flawedFailures")
    void aFailureThatStepFunctionsWouldNotTakeIs400(String flawed) {
        Task task = task("plain");
        String[] bodyAndField = flawed.split(" \\| ");

        JsonNode problem = problem(nobody().body(bodyAndField[0]).post(task.failure()), 400, "invalid-request");

        assertThat(problem.at("/violations/0/field").asText()).isEqualTo(bodyAndField[1]);
        assertThat(record(task.id()).path("state").asText()).isEqualTo("PENDING");
    }

    @Test
    void aBodyOverAMebibyteIs413AndTextIs415() {
        Task task = task("plain");

        problem(nobody().body("\"" + "x".repeat(1_048_576) + "\"").post(task.success()), 413, "payload-too-large");
        problem(nobody().contentType("text/plain").body("1").post(task.success()), 415, "unsupported-media-type");
        problem(
                nobody().contentType("text/plain").body("{\"error\": \"E\"}").post(task.failure()),
                415,
                "unsupported-media-type");

        assertThat(record(task.id()).path("state").asText()).isEqualTo("PENDING");
    }

    @Test
    void aLedgerThatIsAwayIs503AndTheSameAgainGoesWell() {
        Task task = task("plain");

        withoutLedger(() -> {
            problem(nobody().body("7").post(task.success()), 503, "unavailable");
            problem(nobody().body("{\"error\": \"E\"}").post(task.failure()), 503, "unavailable");
        });

        assertThat(nobody().body("7").post(task.success()).statusCode()).isEqualTo(200);
    }

    @Test
    void aPayloadStoreThatIsAwayIs503() {
        Task task = task("approve");
        String large = "{\"approved\": true, \"by\": \"me\", \"remark\": \""
                + fresh("r").repeat(1_000) + "\"}";

        withoutPayloadStore(() -> problem(nobody().body(large).post(task.success()), 503, "unavailable"));

        assertThat(nobody().body(large).post(task.success()).statusCode()).isEqualTo(200);
    }

    @Test
    void aLostReplyIsNeverGuessed() {
        Task task = task("plain");
        faults(Fault.of("SendTaskSuccess", Fault.Kind.DROP_AFTER, 1));

        Response response = nobody().body("8").post(task.success());

        assertThat(response.statusCode()).as(response.asString()).isEqualTo(202);
        assertThat(executions().ended(task.execution().arn()).output()).isEqualTo("8");
        awaitState(task.id(), "DELIVERED");
        assertThat(record(task.id()).path("reason").asText()).isEqualTo("The execution history contains this result.");
    }

    @Test
    void aLostReplyWhoseHistoryCannotBeReadStaysAmbiguousUntilAnOperatorRedrives() {
        Task task = task("plain");
        faults(
                Fault.of("SendTaskSuccess", Fault.Kind.DROP_AFTER, 1),
                Fault.of("GetExecutionHistory", Fault.Kind.THROTTLE, 1_000));
        nobody().body("8").post(task.success());
        // the sweep has read the history without a result, and reads it again only after 30 seconds
        await().atMost(SOON)
                .until(() -> record(task.id()).path("reason").asText().contains("history could not be read"));
        assertThat(record(task.id()).path("state").asText()).isEqualTo("AMBIGUOUS");
        noFaults();

        Response redriven = operator().body(REASON).post("/v1/callbacks/" + task.id() + "/redrive");

        assertThat(redriven.statusCode()).as(redriven.asString()).isEqualTo(200);
        assertThat(json(redriven).path("state").asText()).isEqualTo("DELIVERED");
    }
}
