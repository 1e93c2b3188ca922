package io.taskgate.http.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import io.taskgate.GatewayTest;
import io.taskgate.standin.fault.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Tests the list of open callbacks in the order of what is due next, and its filters.
@QuarkusTest
class DueCallbacksApiTest extends GatewayTest {

    private static final int MANY = 1_000;

    /// Reads all pages.
    private static List<JsonNode> read(Supplier<RequestSpecification> caller, String query) {
        List<JsonNode> all = new ArrayList<>();
        String cursor = "";
        for (int pages = 0; pages < MANY; pages++) {
            JsonNode page = json(caller.get().get("/v1/callbacks?order=due&" + query + cursor));
            page.path("callbacks").forEach(all::add);
            assertThat(page.has("searchedUntil")).isEqualTo(!page.path("cursor").isNull());
            if (page.path("cursor").isNull()) {
                return all;
            }
            cursor = "&cursor=" + page.path("cursor").asText();
        }
        throw new AssertionError("the list does not end");
    }

    private static List<String> ids(String query) {
        return read(GatewayTest::operator, query).stream()
                .map(entry -> entry.path("callbackId").asText())
                .toList();
    }

    @Test
    void openCallbacksComeInTheOrderOfTheirDueTimes() {
        String prefix = fresh("due");
        Task later = task("orders", "plain", prefix + "-later");
        Task hour = task("orders", "approve", prefix + "-hour");
        Task ended = task("orders", "plain", prefix + "-ended");
        nobody().body("1").post(ended.success());

        // The sweep looks at each new callback once, some seconds after its registration.
        List<JsonNode> found = await().atMost(SOON)
                .until(
                        () -> read(GatewayTest::operator, "keyPrefix=" + prefix + "&limit=1"),
                        entries -> entries.size() == 2
                                && entries.getFirst()
                                        .path("callbackId")
                                        .asText()
                                        .equals(hour.id()));

        assertThat(found).extracting(entry -> entry.path("callbackId").asText()).containsExactly(hour.id(), later.id());
        JsonNode first = found.getFirst();
        assertThat(first.path("generation").asInt()).isEqualTo(1);
        assertThat(first.path("heartbeatSeconds").asDouble()).isEqualTo(30);
        assertThat(first.path("executionArn").asText())
                .isEqualTo(hour.execution().arn());
        assertThat(first.path("dueAt").asText()).endsWith("Z");
        assertThat(first.has("history")).isFalse();
        assertThat(found.toString()).doesNotContain(hour.execution().token());
    }

    @Test
    void filtersFindByRouteStateMachineGenerationAndState() {
        String key = fresh("filtered");
        Task first = task("orders", "plain", key);
        task("orders", "plain", key);
        Task other = task("shipping", "send", fresh("parcel"));
        String machine = first.execution().arn().split(":")[6];

        assertThat(ids("stateMachine=" + machine)).containsExactly(first.id());
        assertThat(ids("keyPrefix=" + key + "&generation=2")).containsExactly(first.id());
        assertThat(ids("keyPrefix=" + key + "&generation=3")).isEmpty();
        assertThat(ids("keyPrefix=" + key + "&operation=review")).isEmpty();
        assertThat(ids("keyPrefix=" + key + "&state=PENDING&service=orders&operation=plain"))
                .containsExactly(first.id());
        assertThat(ids("service=shipping")).contains(other.id()).doesNotContain(first.id());
        assertThat(ids("keyPrefix=" + key + "&olderThan=PT1H")).isEmpty();
    }

    @Test
    void theOutcomeThatCannotBeReportedIsFound() {
        Task task = task("plain");
        faults(Fault.of("SendTaskSuccess", Fault.Kind.THROTTLE, 1_000));
        nobody().body("1").post(task.success());

        assertThat(ids("keyPrefix=" + task.key() + "&outcome=SUCCESS")).containsExactly(task.id());
        assertThat(ids("keyPrefix=" + task.key() + "&state=SETTLING&outcome=FAILURE"))
                .isEmpty();
    }

    /// The same filters hold for the list of all callbacks.
    @Test
    void endedCallbacksAreFilteredToo() {
        Task task = task("plain");
        nobody().body("1").post(task.success());

        JsonNode page = json(operator().get("/v1/callbacks?outcome=SUCCESS&limit=500&keyPrefix=" + task.key()));

        assertThat(page.path("callbacks").findValuesAsText("callbackId")).contains(task.id());
        assertThat(page.has("searchedUntil")).isFalse();
    }

    @Test
    void theListShowsTheGrantAndTheTenantOnly() {
        Task orders = task("plain");
        Task parcel = task("shipping", "send", fresh("parcel"));

        assertThat(read(GatewayTest::shipping, "limit=500"))
                .extracting(entry -> entry.path("callbackId").asText())
                .contains(parcel.id())
                .doesNotContain(orders.id());
        assertThat(read(() -> as("neighbour-tenant"), "limit=500"))
                .extracting(entry -> entry.path("callbackId").asText())
                .doesNotContain(orders.id(), parcel.id());
    }

    @Test
    void aCursorServesNobodyElseAndNoOtherOrder() {
        task("shipping", "send", fresh("parcel"));
        task("shipping", "send", fresh("parcel"));
        String cursor = json(operator().get("/v1/callbacks?order=due&limit=1"))
                .path("cursor")
                .asText();

        assertThat(cursor).isNotEmpty().doesNotContain("cb_");
        problem(shipping().get("/v1/callbacks?order=due&cursor=" + cursor), 400, "invalid-request");
        problem(operator().get("/v1/callbacks?cursor=" + cursor), 400, "invalid-request");
    }

    @ParameterizedTest
    @CsvSource({
        "order=age,order",
        "order=due&vaultKey=test,vaultKey",
        "generation=two,generation",
        "outcome=MAYBE,outcome",
        "condition=BAD,condition",
        "order=due&cursor=x,cursor"
    })
    void aWrongParameterIs400(String query, String field) {
        JsonNode problem = problem(operator().get("/v1/callbacks?" + query), 400, "invalid-request");

        assertThat(problem.at("/violations/0/field").asText()).isEqualTo(field);
    }

    @Test
    void aLedgerThatIsAwayIs503() {
        withoutLedger(() -> problem(operator().get("/v1/callbacks?order=due"), 503, "unavailable"));
    }
}
