package io.taskgate.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.taskgate.GatewayTest;
import io.taskgate.standin.fault.Fault;
import io.taskgate.testing.gateway.OutputRecorder;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Tests successful `POST /v1/callbacks` requests and the resulting output of the gateway.
@QuarkusTest
public class RegistrationApiTest extends GatewayTest {

    private static final String REQUESTED = "Task Requested";

    @Test
    void aTokenIsRegistered() {
        String key = fresh("order");
        ObjectNode form = form(executions().start().token(), "orders", "plain", key)
                .put("heartbeatSeconds", 30)
                .put("timeoutSeconds", 3600);
        form.putObject("input").put("a", 1);

        JsonNode answer = accepted(register(form));

        assertThat(answer.path("callbackId").asText()).matches("cb_[A-Za-z0-9_-]{27}");
        assertThat(answer.path("service").asText()).isEqualTo("orders");
        assertThat(answer.path("operation").asText()).isEqualTo("plain");
        assertThat(answer.path("correlationKey").asText()).isEqualTo(key);
        assertThat(answer.path("state").asText()).isEqualTo("PENDING");
        assertThat(answer.path("deadline").asText()).endsWith("Z");
        assertThat(answer.path("heartbeatDeadline").asText()).endsWith("Z");
        assertThat(answer.at("/request/bytesIn").asInt()).isEqualTo(7);
        assertThat(answer.at("/request/bytesOut").asInt()).isEqualTo(7);
        assertThat(answer.at("/request/reference").isNull()).isTrue();
        for (String link : List.of("success", "failure", "heartbeat")) {
            assertThat(answer.path("links").path(link).asText())
                    .startsWith("https://taskgate.test/v1/callbacks/"
                            + answer.path("callbackId").asText() + "/" + link + "?signature=");
        }
    }

    @Test
    void promise14TheRequestIsPublishedOnceAndWithoutTheToken() {
        String key = fresh("order");
        String token = executions().start().token();
        ObjectNode form = form(token, "orders", "approve", key).put("heartbeatSeconds", 30);
        form.putObject("input").putObject("order").put("id", "o-1").put("customer", "c-7");

        JsonNode answer = accepted(register(form));

        JsonNode event = published("OrderApprovalRequested", key, 1).getFirst();
        assertThat(event.path("source").asText()).isEqualTo("taskgate");
        JsonNode detail = event.path("detail");
        assertThat(detail.path("callbackId")).isEqualTo(answer.path("callbackId"));
        assertThat(detail.path("requestId").asText()).isNotBlank();
        assertThat(detail.path("deadline")).isEqualTo(answer.path("deadline"));
        assertThat(detail.path("heartbeatSeconds").asInt()).isEqualTo(30);
        assertThat(detail.path("links")).isEqualTo(answer.path("links"));
        assertThat(detail.path("input").toString()).isEqualTo("{\"orderId\":\"o-1\",\"customer\":\"c-7\"}");
        assertThat(event.toString()).doesNotContain(token);
    }

    @Test
    void theTokenMayComeInTheHeader() {
        String key = fresh("order");
        var execution = executions().start();
        ObjectNode form = form("", "orders", "plain", key);
        form.remove("taskToken");

        JsonNode answer = accepted(workflow()
                .header("Task-Token", execution.token())
                .body(form.toString())
                .post("/v1/callbacks"));
        worker().body("1").post("/v1/callbacks/" + answer.path("callbackId").asText() + "/success");

        assertThat(executions().ended(execution.arn()).output()).isEqualTo("1");
    }

    @Test
    void theKeyMayComeAsABearer() {
        String body = form(executions().start().token(), "orders", "plain", fresh("order"))
                .toString();

        Response response = nobody().header("Authorization", "Bearer dev-workflow")
                .body(body)
                .post("/v1/callbacks");

        accepted(response);
    }

    @Test
    void aKeyForOneStateMachineRegistersForThatOne() {
        String key = fresh("order");
        ObjectNode form = form(executions().start().token(), "orders", "plain", key)
                .put("executionArn", "arn:aws:states:us-east-1:000000000000:execution:the-one:x");

        accepted(oneMachine().body(form.toString()).post("/v1/callbacks"));
    }

    @Test
    void promise6TheSameTokenAgainGetsTheSameAnswerAndIsNotPublishedAgain() {
        String key = fresh("order");
        ObjectNode form = form(executions().start().token(), "orders", "plain", key);
        JsonNode first = accepted(register(form));

        JsonNode second = accepted(register(form));

        assertThat(second).isEqualTo(first);
        // an event of another registration, which comes after any duplicate event of this one
        accepted(register(form(executions().start().token(), "orders", "plain", key + "-after")));
        published(REQUESTED, key + "-after", 1);
        assertThat(published(REQUESTED, key, 1)).hasSize(1);
    }

    @Test
    void aTokenWithoutAKeyIsItsOwnCorrelation() {
        ObjectNode form = form(executions().start().token(), "orders", "plain", "");
        form.remove("correlationKey");

        JsonNode first = accepted(register(form));
        JsonNode again = accepted(register(form));

        assertThat(again.path("callbackId")).isEqualTo(first.path("callbackId"));
        assertThat(first.path("correlationKey").isNull()).isTrue();
    }

    @Test
    void theNewestTokenWins() {
        Task old = task("plain");
        Task newer = task("orders", "plain", old.key());

        Response response = worker().body("7").post(byKey(newer, "plain", "success"));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(newer.id()).isEqualTo(old.id());
        assertThat(executions().ended(newer.execution().arn()).output()).isEqualTo("7");
        assertThat(executions().ended(old.execution().arn()).error()).isEqualTo("Taskgate.Superseded");
        assertThat(published(REQUESTED, old.key(), 2))
                .extracting(event -> event.at("/detail/requestId").asText())
                .doesNotHaveDuplicates();
    }

    @Test
    void anOlderTokenThatComesLateIsSuperseded() {
        String key = fresh("order");
        var late = executions().start();
        accepted(register(form(executions().start().token(), "orders", "plain", key)
                .put("stateEnteredTime", "2026-11-01T10:00:00Z")));

        JsonNode answer = accepted(
                register(form(late.token(), "orders", "plain", key).put("stateEnteredTime", "2026-11-01T09:59:59Z")));

        assertThat(answer.path("superseded").asBoolean()).isTrue();
        assertThat(answer.path("state").asText()).isEqualTo("PENDING");
        assertThat(published(REQUESTED, key, 1)).hasSize(1);
    }

    @Test
    void anEarlyAnswerSettlesTheRegistrationAtOnce() {
        String key = fresh("order");
        worker().body("{\"early\": true}").post("/v1/correlations/orders/plain/" + key + "/success");
        var execution = executions().start();

        JsonNode answer = accepted(register(form(execution.token(), "orders", "plain", key)));

        assertThat(answer.path("state").asText()).isEqualTo("DELIVERED");
        assertThat(answer.path("outcome").asText()).isEqualTo("SUCCESS");
        assertThat(executions().ended(execution.arn()).output()).isEqualTo("{\"early\":true}");
        assertThat(recorder().events(REQUESTED, key)).isEmpty();
    }

    @Test
    void aRequestOverItsBudgetTravelsAsAReference() {
        String key = fresh("order");
        ObjectNode form = form(executions().start().token(), "orders", "plain", key);
        form.putObject("input").put("text", "x".repeat(210_000));

        JsonNode answer = accepted(register(form));

        JsonNode reference = answer.at("/request/reference");
        assertThat(reference.path("Bucket").asText()).isEqualTo("taskgate-payloads");
        assertThat(reference.path("bytes").asInt()).isEqualTo(210_011);
        JsonNode detail = published(REQUESTED, key, 1).getFirst().path("detail");
        assertThat(detail.path("reference")).isEqualTo(reference);
        assertThat(detail.has("input")).isFalse();
    }

    @Test
    void aRequestOverItsBudgetMayFailItsTask() {
        String key = fresh("order");
        var execution = executions().start();
        ObjectNode form = form(execution.token(), "orders", "fail", key);
        form.putObject("input").put("text", "x".repeat(3_000));

        JsonNode answer = accepted(register(form));

        assertThat(answer.path("state").asText()).isEqualTo("DELIVERED");
        assertThat(answer.path("request").toString()).isEqualTo("{\"bytesIn\":3011,\"bytesOut\":0,\"reference\":null}");
        assertThat(answer.path("changes").toString())
                .isEqualTo("[{\"field\":\"request\",\"change\":\"too-large\",\"from\":3011,\"to\":0}]");
        assertThat(executions().ended(execution.arn()).error()).isEqualTo("Taskgate.PayloadTooLarge");
    }

    @Test
    void aResultIsHeldToTheInputThatItIsMergedInto() {
        String key = fresh("order");
        var execution = executions().start();
        ObjectNode form = form(execution.token(), "orders", "merge", key);
        form.putObject("input").put("text", "x".repeat(240_000));
        accepted(register(form));

        Response answer = worker().body("\"" + "r".repeat(30_000) + "\"")
                .post("/v1/correlations/orders/merge/" + key + "/success");

        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
        assertThat(json(answer).at("/changes/0/change").asText()).isEqualTo("checked-in");
        assertThat(json(answer).at("/changes/0/from").asInt()).isEqualTo(30_002);
        assertThat(executions().ended(execution.arn()).output()).contains("\"bytes\":30002");
    }

    @Test
    void anHttpRouteSendsTheRequestToItsService() {
        String key = fresh("invoice");
        ObjectNode form = form(executions().start().token(), "billing", "charge", key);
        form.putObject("input").put("amount", 12);

        JsonNode answer = accepted(register(form));

        OutputRecorder.Request request = recorder().requests(key).getFirst();
        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.path()).isEqualTo("/charge");
        assertThat(request.idempotencyKey())
                .isEqualTo(request.body().path("requestId").asText());
        assertThat(request.body().path("callbackId")).isEqualTo(answer.path("callbackId"));
        assertThat(request.body().at("/input/amount").asInt()).isEqualTo(12);
    }

    @Test
    void aBusyServiceIsAskedAgainUnderTheSameRequestId() {
        String key = fresh("invoice");

        JsonNode answer = accepted(register(form(executions().start().token(), "billing", "busy", key)));

        assertThat(answer.path("state").asText()).isEqualTo("PENDING");
        await().atMost(SOON).until(() -> recorder().requests(key).size() >= 2);
        assertThat(recorder().requests(key))
                .extracting(OutputRecorder.Request::idempotencyKey)
                .containsOnly(recorder().requests(key).getFirst().idempotencyKey());
    }

    @Test
    void aRequestWhoseEntryEventBridgeFailedIsRefusedAndNothingIsKept() {
        String key = fresh("order");
        ObjectNode form = form(executions().start().token(), "orders", "plain", key);
        faults(Fault.of("PutEvents", Fault.Kind.FAIL_ENTRY, 1));

        Response refused = register(form);

        problem(refused, 502, "service-failed");
        assertThat(refused.asString()).contains("InternalFailure");
        assertThat(operator().get("/v1/callbacks?limit=500").asString()).doesNotContain(key);
        assertThat(accepted(register(form)).path("state").asText()).isEqualTo("PENDING");
        published(REQUESTED, key, 1);
    }

    /// Found by the fault harness: the ledger removed the record, its reply was lost, the SDK's second
    /// attempt found nothing, and the registration was acknowledged.
    @Test
    void aRegistrationThatWasTakenBackIsNotAcknowledgedWhereTheLedgersReplyIsLost() {
        String key = fresh("order");
        ObjectNode form = form(executions().start().token(), "orders", "plain", key);
        faults(
                Fault.of("PutEvents", Fault.Kind.FAIL_ENTRY, 1),
                Fault.of("dynamodb:DeleteItem", Fault.Kind.DROP_AFTER, 1));

        problem(register(form), 502, "service-failed");

        assertThat(operator().get("/v1/callbacks?limit=500").asString()).doesNotContain(key);
        assertThat(accepted(register(form)).path("state").asText()).isEqualTo("PENDING");
        published(REQUESTED, key, 1);
    }

    private static JsonNode accepted(Response response) {
        assertThat(response.statusCode()).as(response.asString()).isEqualTo(202);
        return json(response);
    }

    private static List<JsonNode> published(String detailType, String key, int events) {
        await().atMost(SOON).until(() -> recorder().events(detailType, key).size() >= events);
        return recorder().events(detailType, key);
    }
}
