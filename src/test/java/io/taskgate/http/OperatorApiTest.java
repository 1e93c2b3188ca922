package io.taskgate.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.taskgate.GatewayTest;
import io.taskgate.standin.fault.Fault;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;

/// Tests the operator API: list, get, cancel, redrive.
@QuarkusTest
public class OperatorApiTest extends GatewayTest {

    private static final String NOBODY = "/v1/callbacks/cb_AAAAAAAAAAAAAAAAAAAAAAAAAAA";

    private static List<String> ids(String query) {
        return json(operator().get("/v1/callbacks?limit=500&" + query))
                .path("callbacks")
                .findValuesAsText("callbackId");
    }

    // ---- list

    /// Finding 25.
    @Test
    void revokedLinksAnswerNothing() {
        Task task = task("plain");
        String revoke = "/v1/callbacks/" + task.id() + "/revoke-links";
        problem(worker().post(revoke), 403, "forbidden");
        problem(shipping().post(revoke), 403, "forbidden");

        assertThat(operator()
                        .body("{\"reason\": \"it was in a log\"}")
                        .post(revoke)
                        .statusCode())
                .isEqualTo(200);

        problem(nobody().body("{}").post(task.success()), 404, "not-found");
        assertThat(json(operator().get("/v1/callbacks/" + task.id()))
                        .path("revokedLinks")
                        .asInt())
                .isEqualTo(1);
    }

    /// Finding 26: an operator can see whether a vault key may be removed.
    @Test
    void theListIsFilteredByTheVaultsKey() {
        Task task = task("plain");
        assertThat(operator()
                        .get("/v1/callbacks?limit=500&state=PENDING&vaultKey=test")
                        .asString())
                .contains(task.id());
        assertThat(json(operator().get("/v1/callbacks?vaultKey=retired"))
                        .path("callbacks")
                        .isEmpty())
                .isTrue();
    }

    @Test
    void theListIsFilteredByStateServiceAndAge() {
        Task pending = task("plain");
        Task delivered = task("plain");
        nobody().body("1").post(delivered.success());
        Task elsewhere = task("shipping", "send", fresh("parcel"));

        assertThat(ids("state=PENDING")).contains(pending.id(), elsewhere.id()).doesNotContain(delivered.id());
        assertThat(ids("state=DELIVERED")).contains(delivered.id()).doesNotContain(pending.id());
        assertThat(ids("service=shipping")).contains(elsewhere.id()).doesNotContain(pending.id(), delivered.id());
        assertThat(ids("state=PENDING&service=orders")).contains(pending.id()).doesNotContain(elsewhere.id());
        assertThat(ids("olderThan=PT1H")).doesNotContain(pending.id());
        assertThat(ids("olderThan=60m")).doesNotContain(pending.id());
        assertThat(ids("olderThan=2100-01-01T00:00:00Z")).contains(pending.id(), delivered.id());
    }

    @Test
    void anEntryOfTheListIsBrief() {
        Task task = task("plain");

        JsonNode list = json(operator().get("/v1/callbacks?limit=500&state=PENDING&service=orders"));

        assertThat(list.path("callbacks")).anySatisfy(entry -> {
            assertThat(entry.path("callbackId").asText()).isEqualTo(task.id());
            assertThat(entry.path("correlationKey").asText()).isEqualTo(task.key());
            assertThat(entry.has("history")).isFalse();
        });
        assertThat(list.toString()).doesNotContain(task.execution().token());
    }

    @Test
    void pagesGiveEachRecordOnce() {
        List<String> sent = List.of(
                task("shipping", "send", fresh("parcel")).id(),
                task("shipping", "send", fresh("parcel")).id(),
                task("shipping", "send", fresh("parcel")).id());

        List<String> found = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = json(operator().get("/v1/callbacks?service=shipping&limit=1" + cursor));
            assertThat(page.path("callbacks").size()).isLessThanOrEqualTo(1);
            found.addAll(page.path("callbacks").findValuesAsText("callbackId"));
            cursor = page.path("cursor").isNull()
                    ? ""
                    : "&cursor=" + page.path("cursor").asText();
        } while (!cursor.isEmpty() && found.size() < 1_000);

        assertThat(found).containsAll(sent).doesNotHaveDuplicates();
    }

    @Test
    void theListShowsTheGrantOnly() {
        Task orders = task("plain");
        Task parcel = task("shipping", "send", fresh("parcel"));

        JsonNode list = json(shipping().get("/v1/callbacks?limit=500"));

        assertThat(list.path("callbacks").findValuesAsText("callbackId"))
                .contains(parcel.id())
                .doesNotContain(orders.id());
        assertThat(list.path("callbacks").findValuesAsText("service")).containsOnly("shipping");
    }

    /// Finding 23: a cursor was the ID of the last record, which could belong to another caller's service.
    @Test
    void promise15APageShowsNothingOfAnotherService() {
        Task orders = task("plain");
        task("shipping", "send", fresh("parcel"));
        task("shipping", "send", fresh("parcel"));

        String cursor = "";
        do {
            JsonNode page = json(shipping().get("/v1/callbacks?limit=1" + cursor));
            assertThat(page.path("cursor").asText()).doesNotContain("cb_");
            boolean isLast = page.path("cursor").isNull();
            assertThat(page.path("callbacks").size()).isGreaterThanOrEqualTo(isLast ? 0 : 1);
            assertThat(page.toString()).doesNotContain(orders.id());
            cursor = isLast ? "" : "&cursor=" + page.path("cursor").asText();
        } while (!cursor.isEmpty());
    }

    @Test
    void promise15ACursorServesNobodyElse() {
        task("shipping", "send", fresh("parcel"));
        task("shipping", "send", fresh("parcel"));
        String cursor =
                json(operator().get("/v1/callbacks?limit=1")).path("cursor").asText();

        problem(shipping().get("/v1/callbacks?limit=1&cursor=" + cursor), 400, "invalid-request");
    }

    @ParameterizedTest
    @CsvSource({
        "state=BROKEN,state",
        "olderThan=yesterday,olderThan",
        "olderThan=PT,olderThan",
        "limit=0,limit",
        "limit=501,limit",
        "limit=many,limit",
        "cursor=x,cursor"
    })
    void aWrongParameterIs400(String query, String field) {
        JsonNode problem = problem(operator().get("/v1/callbacks?" + query), 400, "invalid-request");

        assertThat(problem.at("/violations/0/field").asText()).isEqualTo(field);
    }

    @ParameterizedTest
    @CsvSource({
        "GET,''",
        "GET,/cb_AAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "POST,/cb_AAAAAAAAAAAAAAAAAAAAAAAAAAA/cancel",
        "POST,/cb_AAAAAAAAAAAAAAAAAAAAAAAAAAA/redrive"
    })
    void othersAre401And403(String method, String path) {
        problem(nobody().request(method, "/v1/callbacks" + path), 401, "unauthenticated");
        problem(worker().request(method, "/v1/callbacks" + path), 403, "forbidden");
        problem(workflow().request(method, "/v1/callbacks" + path), 403, "forbidden");
    }

    @Test
    void aLedgerThatIsAwayIs503() {
        Task task = task("plain");

        withoutLedger(() -> {
            assertThat(problem(operator().get("/v1/callbacks"), 503, "unavailable")
                            .path("detail")
                            .asText())
                    .startsWith("The ledger table (DynamoDB)");
            problem(operator().get("/v1/callbacks/" + task.id()), 503, "unavailable");
            problem(operator().body(REASON).post("/v1/callbacks/" + task.id() + "/cancel"), 503, "unavailable");
        });
    }

    // ---- get

    @Test
    void aRecordIsShownWithItsHistoryAndNeverItsToken() {
        Task task = task("plain");
        nobody().body("{\"progress\": \"half\"}").post(task.heartbeat());
        nobody().body("{\"error\": \"OutOfStock\", \"cause\": \"none\"}").post(task.failure());

        JsonNode record = record(task.id());

        assertThat(record.path("state").asText()).isEqualTo("DELIVERED");
        assertThat(record.path("outcome").asText()).isEqualTo("FAILURE");
        assertThat(record.path("error").asText()).isEqualTo("OutOfStock");
        assertThat(record.path("executionArn").asText())
                .isEqualTo(task.execution().arn());
        assertThat(record.path("dispatch").asText()).isEqualTo("SENT");
        assertThat(record.path("progress").asText()).isEqualTo("half");
        assertThat(record.path("history")).isNotEmpty().allSatisfy(entry -> {
            assertThat(entry.path("at").asText()).endsWith("Z");
            assertThat(entry.path("event").asText()).isNotBlank();
        });
        assertThat(record.toString()).doesNotContain(task.execution().token()).doesNotContain("signature");
    }

    @Test
    void whatIsNotThereOrNotInTheGrantIs404() {
        Task task = task("plain");

        JsonNode unknown = problem(shipping().get(NOBODY), 404, "not-found");
        JsonNode foreign = problem(shipping().get("/v1/callbacks/" + task.id()), 404, "not-found");

        assertThat(foreign.path("detail")).isEqualTo(unknown.path("detail"));
        problem(operator().get("/v1/callbacks/no-id"), 404, "not-found");
        problem(operator().body(REASON).post(NOBODY + "/cancel"), 404, "not-found");
        problem(operator().body(REASON).post(NOBODY + "/redrive"), 404, "not-found");
        problem(shipping().body(REASON).post("/v1/callbacks/" + task.id() + "/cancel"), 404, "not-found");
        problem(shipping().body(REASON).post("/v1/callbacks/" + task.id() + "/redrive"), 404, "not-found");
    }

    // ---- cancel

    @Test
    void aCancelledTaskFailsAndItsWorkerIsTold() {
        Task task = task("plain");

        Response response = operator().body("{\"reason\": \"ordered twice\"}").post(cancel(task));

        assertThat(response.statusCode()).as(response.asString()).isEqualTo(200);
        assertThat(json(response).path("outcome").asText()).isEqualTo("CANCEL");
        DescribeExecutionResponse ended = executions().ended(task.execution().arn());
        assertThat(ended.error()).isEqualTo("Taskgate.Cancelled");
        assertThat(ended.cause()).isEqualTo("ordered twice");
        await().atMost(SOON)
                .until(() -> recorder().events("Task Cancelled", task.key()).size() == 1);
        problem(nobody().post(task.heartbeat()), 410, "callback-closed");
        problem(operator().body(REASON).post(cancel(task)), 410, "callback-closed");
    }

    @Test
    void aCancellationThatCannotBeReportedNowIs202() {
        Task task = task("plain");
        faults(Fault.of("SendTaskFailure", Fault.Kind.THROTTLE, 1_000));

        Response response = operator().body(REASON).post(cancel(task));

        assertThat(response.statusCode()).isEqualTo(202);
        noFaults();
        awaitState(task.id(), "DELIVERED");
    }

    @Test
    void anEarlyAnswerIsWithdrawn() {
        String key = fresh("order");
        String id = json(worker().body("1").post("/v1/correlations/orders/plain/" + key + "/success"))
                .path("callbackId")
                .asText();

        Response response = operator().body(REASON).post("/v1/callbacks/" + id + "/cancel");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(json(response).path("state").asText()).isEqualTo("CANCELLED");
    }

    // ---- redrive

    @Test
    void aRequestThatIsNotPublishedYetIsTriedAgain() {
        Task task = task("billing", "busy", fresh("invoice"));
        int before = recorder().requests(task.key()).size();

        Response response = operator().body(REASON).post(redrive(task));

        assertThat(response.statusCode()).as(response.asString()).isEqualTo(202);
        assertThat(recorder().requests(task.key()).size()).isGreaterThan(before);
    }

    @Test
    void aRejectedReportIsTriedAgain() {
        String key = fresh("order");
        String id = json(register(form("a token that nobody issued, " + key, "orders", "plain", key)))
                .path("callbackId")
                .asText();
        worker().body("1").post("/v1/callbacks/" + id + "/success");

        Response response = operator().body(REASON).post("/v1/callbacks/" + id + "/redrive");

        assertThat(response.statusCode()).as(response.asString()).isEqualTo(200);
        assertThat(json(response).path("state").asText()).isEqualTo("REJECTED");
    }

    @Test
    void whatIsNotStuckIs410WithTheReason() {
        Task task = task("plain");

        JsonNode waiting = problem(operator().body(REASON).post(redrive(task)), 410, "callback-closed");
        nobody().body("1").post(task.success());
        JsonNode delivered = problem(operator().body(REASON).post(redrive(task)), 410, "callback-closed");

        assertThat(waiting.path("state").asText()).isEqualTo("PENDING");
        assertThat(waiting.path("reason").asText()).contains("pending");
        assertThat(delivered.path("state").asText()).isEqualTo("DELIVERED");
    }

    private static String cancel(Task task) {
        return "/v1/callbacks/" + task.id() + "/cancel";
    }

    private static String redrive(Task task) {
        return "/v1/callbacks/" + task.id() + "/redrive";
    }
}
