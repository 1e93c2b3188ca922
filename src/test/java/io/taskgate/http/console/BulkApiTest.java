package io.taskgate.http.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.junit.QuarkusTest;
import io.taskgate.GatewayTest;
import io.taskgate.testing.gateway.LocalAws;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Tests one action on many callbacks.
@QuarkusTest
class BulkApiTest extends GatewayTest {

    private static final String BULK = "/v1/callbacks/bulk";

    private static ObjectNode form(String action, List<String> ids) {
        ObjectNode form = JsonNodeFactory.instance.objectNode().put("action", action);
        form.put("reason", "ordered twice");
        ids.forEach(form.putArray("ids")::add);
        return form;
    }

    private static ObjectNode filtered(String keyPrefix, boolean dryRun) {
        ObjectNode form = JsonNodeFactory.instance
                .objectNode()
                .put("action", "cancel")
                .put("reason", "ordered twice")
                .put("dryRun", dryRun);
        form.putObject("filter").put("keyPrefix", keyPrefix);
        return form;
    }

    private static JsonNode act(ObjectNode form) {
        var response = operator().body(form.toString()).post(BULK);
        assertThat(response.statusCode()).as(response.asString()).isEqualTo(200);
        return json(response);
    }

    private static String result(JsonNode response, String id) {
        return response.path("results")
                .valueStream()
                .filter(item -> item.path("callbackId").asText().equals(id))
                .map(item -> item.path("result").asText())
                .findFirst()
                .orElse("absent");
    }

    @Test
    void namedCallbacksAreCancelledAndEachHasAResult() {
        Task one = task("plain");
        Task two = task("plain");
        Task answered = task("plain");
        nobody().body("1").post(answered.success());
        String nothing = "cb_" + "A".repeat(27);

        JsonNode response = act(form("cancel", List.of(one.id(), two.id(), answered.id(), nothing, "no-id", one.id())));

        assertThat(response.path("matched").asInt()).isEqualTo(5);
        assertThat(result(response, one.id())).isEqualTo("DONE");
        assertThat(result(response, two.id())).isEqualTo("DONE");
        assertThat(result(response, answered.id())).isEqualTo("NOT_POSSIBLE");
        assertThat(result(response, nothing)).isEqualTo("UNKNOWN");
        assertThat(result(response, "no-id")).isEqualTo("UNKNOWN");
        assertThat(executions().ended(one.execution().arn()).cause()).isEqualTo("ordered twice");
        assertThat(executions().ended(two.execution().arn()).error()).isEqualTo("Taskgate.Cancelled");
    }

    @Test
    void aDryRunCountsAndDoesNothing() {
        String prefix = fresh("bulk");
        Task one = task("orders", "plain", prefix + "-1");
        Task two = task("orders", "approve", prefix + "-2");
        task("orders", "plain", fresh("other"));

        JsonNode dry = act(filtered(prefix, true));

        assertThat(dry.path("dryRun").asBoolean()).isTrue();
        assertThat(dry.path("matched").asInt()).isEqualTo(2);
        assertThat(dry.path("complete").asBoolean()).isTrue();
        assertThat(dry.path("results").findValuesAsText("result")).containsOnly("MATCHED");
        assertThat(record(one.id()).path("state").asText()).isEqualTo("PENDING");

        JsonNode done = act(filtered(prefix, false));

        assertThat(done.path("results").findValuesAsText("callbackId")).containsExactlyInAnyOrder(one.id(), two.id());
        assertThat(done.path("results").findValuesAsText("result")).containsOnly("DONE");
        assertThat(record(one.id()).path("outcome").asText()).isEqualTo("CANCEL");
    }

    @Test
    void aDryRunOfNamedCallbacksFindsThem() {
        Task task = task("plain");

        JsonNode dry = act(form("redrive", List.of(task.id(), "no-id")).put("dryRun", true));

        assertThat(result(dry, task.id())).isEqualTo("MATCHED");
        assertThat(result(dry, "no-id")).isEqualTo("UNKNOWN");
    }

    @Test
    void whatIsStuckIsRedriven() {
        Task busy = task("billing", "busy", fresh("invoice"));
        Task waits = task("plain");
        int before = recorder().requests(busy.key()).size();

        JsonNode response = act(form("redrive", List.of(busy.id(), waits.id())));

        assertThat(result(response, busy.id())).isEqualTo("IN_PROGRESS");
        assertThat(result(response, waits.id())).isEqualTo("NOT_POSSIBLE");
        assertThat(recorder().requests(busy.key()).size()).isGreaterThan(before);
    }

    @Test
    void callbacksOutsideOfTheGrantAreUnknown() {
        String prefix = fresh("bulk");
        Task orders = task("orders", "plain", prefix + "-1");
        Task parcel = task("shipping", "send", prefix + "-2");

        JsonNode named = json(
                shipping().body(form("cancel", List.of(orders.id())).toString()).post(BULK));
        JsonNode found =
                json(shipping().body(filtered(prefix, false).toString()).post(BULK));

        assertThat(result(named, orders.id())).isEqualTo("UNKNOWN");
        assertThat(found.path("results").findValuesAsText("callbackId")).containsExactly(parcel.id());
        assertThat(record(orders.id()).path("state").asText()).isEqualTo("PENDING");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"action\": \"cancel\", \"ids\": [\"x\"]} | reason",
                "{\"action\": \"extend\", \"reason\": \"r\", \"ids\": [\"x\"]} | action",
                "{\"reason\": \"r\", \"ids\": [\"x\"]} | action",
                "{\"action\": \"cancel\", \"reason\": \"r\"} | ids",
                "{\"action\": \"cancel\", \"reason\": \"r\", \"ids\": []} | ids",
                "{\"action\": \"cancel\", \"reason\": \"r\", \"ids\": [\"x\"], \"filter\": {}} | ids",
                "{\"action\": \"cancel\", \"reason\": \"r\", \"filter\": {\"state\": \"BAD\"}} | filter.state",
                "{\"action\": \"cancel\", \"reason\": \"r\", \"filter\": {\"stat\": \"PENDING\"}} | filter.stat"
            })
    void aWrongFieldIs400(String body, String field) {
        JsonNode problem = problem(operator().body(body).post(BULK), 400, "invalid-request");

        assertThat(problem.at("/violations/0/field").asText()).isEqualTo(field);
    }

    @Test
    void moreThanAThousandAreRefused() {
        List<String> many = java.util.Collections.nCopies(1_001, "cb_" + "A".repeat(27));

        problem(operator().body(form("cancel", many).toString()).post(BULK), 400, "invalid-request");
    }

    @Test
    void readersCannotAct() {
        problem(as(LocalAws.keyOf("operator-read")).body(REASON).post(BULK), 403, "forbidden");
        problem(nobody().body(REASON).post(BULK), 401, "unauthenticated");
    }
}
