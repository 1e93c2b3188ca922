package io.taskgate.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.taskgate.GatewayTest;
import io.taskgate.testing.gateway.EventFixture;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Tests events of services that do not know taskgate, from the bus through the queue.
@QuarkusTest
class ServiceEventHandlerTest extends GatewayTest {

    private final EventFixture events = new EventFixture();

    @BeforeEach
    void aRuleBringsThemToTheQueue() {
        events.route("acme", "{\"source\": [{\"prefix\": \"acme.\"}]}");
    }

    private void moved(String id, String status, String more) {
        events.put(
                "acme.parcels",
                "Parcel Moved",
                "{\"parcel\": {\"id\": \"" + id + "\"}, \"status\": \"" + status + "\"" + more + "}");
    }

    private static List<JsonNode> strays(String tag) {
        JsonNode all = json(operator().get("/v1/stray-events?limit=200")).path("strayEvents");
        return StreamSupport.stream(all.spliterator(), false)
                .filter(stray -> stray.toString().contains(tag))
                .toList();
    }

    @Test
    void oneThatSucceedsSettles() {
        Task task = task("parcels", "send", fresh("parcel"));

        moved(task.key(), "DELIVERED", ", \"place\": \"door\"");

        assertThat(executions().ended(task.execution().arn()).output())
                .isEqualTo("{\"at\":\"door\",\"parcel\":\"" + task.key() + "\"}");
        awaitState(task.id(), "DELIVERED");
    }

    @Test
    void oneThatFailsFailsTheTask() {
        Task task = task("parcels", "send", fresh("parcel"));

        moved(task.key(), "LOST", ", \"why\": \"rain\"");

        var ended = executions().ended(task.execution().arn());
        assertThat(ended.error()).isEqualTo("LOST");
        assertThat(ended.cause()).isEqualTo("rain");
    }

    @Test
    void oneThatShowsLifeIsAHeartbeat() {
        Task task = task("parcels", "send", fresh("parcel"));

        moved(task.key(), "SEEN", "");
        moved(task.key(), "MOVING", ", \"place\": \"van\"");

        await().atMost(SOON)
                .until(() -> record(task.id()).path("heartbeatCount").asInt() == 1);
        assertThat(record(task.id()).path("progress").asText()).isEqualTo("van");
        assertThat(record(task.id()).path("state").asText()).isEqualTo("PENDING");
    }

    @Test
    void oneThatComesBeforeItsTaskIsKept() {
        String key = fresh("parcel");
        moved(key, "DELIVERED", ", \"place\": \"door\"");
        events.awaitEmptyQueue();

        Task task = task("parcels", "send", key);

        assertThat(executions().ended(task.execution().arn()).output()).contains("door");
    }

    @Test
    void oneThatFitsNoRouteIsKeptForAPerson() {
        String tag = fresh("tag");

        events.put("acme.other", "Nobody's", "{\"tag\": \"" + tag + "\", \"taskToken\": \"canary\"}");

        await().atMost(SOON).until(() -> strays(tag).size() == 1);
        JsonNode stray = strays(tag).getFirst();
        assertThat(stray.path("source").asText()).isEqualTo("acme.other");
        assertThat(stray.path("detailType").asText()).isEqualTo("Nobody's");
        assertThat(stray.path("routes").isEmpty()).isTrue();
        assertThat(stray.at("/event/detail/tag").asText()).isEqualTo(tag);
        assertThat(stray.toString()).doesNotContain("canary");
        assertThat(events.deadLetters(tag)).isEmpty();
        await().atMost(SOON).until(() -> metric("unmatched") > 0);
    }

    @Test
    void oneThatFitsTwoRoutesSettlesNeither() {
        Task task = task("parcels", "send", fresh("parcel"));

        moved(task.key(), "DELIVERED", ", \"place\": \"door\", \"returned\": true");

        await().atMost(SOON).until(() -> strays(task.key()).size() == 1);
        assertThat(strays(task.key()).getFirst().path("routes").toString())
                .isEqualTo("[\"parcels.back\",\"parcels.send\"]");
        assertThat(record(task.id()).path("state").asText()).isEqualTo("PENDING");
        await().atMost(SOON).until(() -> metric("ambiguous") > 0);
    }

    @Test
    void oneThatItsRouteCanNotReadIsBuriedWithTheReason() {
        String tag = fresh("tag");

        moved(tag, "EXPLODED", "");
        events.put("acme.parcels", "Parcel Moved", "{\"status\": \"LOST\", \"tag\": \"" + tag + "-keyless\"}");

        assertThat(reason(tag + "\"}")).contains("parcels.send", "outcome").doesNotContain("EXPLODED");
        assertThat(reason(tag + "-keyless")).contains("parcels.send", "key", "$.detail.parcel.id");
    }

    private String reason(String tag) {
        return events.awaitDeadLetter(tag)
                .messageAttributes()
                .get("taskgate-reason")
                .stringValue();
    }

    /// The log of all processes is bounded, and large events are not stored in it.
    @Test
    void aLargeStrayIsOnlyWeighed() {
        String tag = fresh("tag");

        events.put("acme.other", tag, "{\"text\": \"" + "x".repeat(20_000) + "\"}");

        await().atMost(SOON).until(() -> strays(tag).size() == 1);
        assertThat(strays(tag).getFirst().path("event").isNull()).isTrue();
        assertThat(strays(tag).getFirst().path("bytes").asLong()).isGreaterThan(20_000);
    }

    @Test
    void straysAreForOperatorsOfEverything() {
        problem(worker().get("/v1/stray-events"), 403, "forbidden");
        problem(shipping().get("/v1/stray-events"), 403, "forbidden");
        problem(nobody().get("/v1/stray-events"), 401, "unauthenticated");
        problem(operator().get("/v1/stray-events?limit=201"), 400, "invalid-request");
        assertThat(json(operator().get("/v1/stray-events?limit=1"))
                        .path("strayEvents")
                        .size())
                .isLessThanOrEqualTo(1);
    }
}
