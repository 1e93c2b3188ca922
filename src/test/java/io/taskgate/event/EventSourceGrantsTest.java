package io.taskgate.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import io.taskgate.GatewayTest;
import io.taskgate.testing.gateway.EventFixture;
import io.taskgate.testing.gateway.ExecutionFixture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests attackers on the event bus: a publisher may do only what the configuration grants to the source of
/// its events.
@QuarkusTest
class EventSourceGrantsTest extends GatewayTest {

    /// A source that no configuration grants anything.
    private static final String STRANGER = "stranger.app";

    /// A source that may register and answer for `shipping` only.
    private static final String SHIPPING = "granted.shipping";

    private final EventFixture events = new EventFixture();

    private static String byKey(String service, String operation, String key, String more) {
        return "{\"service\": \"" + service + "\", \"operation\": \"" + operation + "\", \"correlationKey\": \"" + key
                + "\"" + more + "}";
    }

    private String reason(String tag) {
        return events.awaitDeadLetter(tag)
                .messageAttributes()
                .get("taskgate-reason")
                .stringValue();
    }

    // ---- a source without a grant

    @Test
    void promise15AnAnswerFromASourceWithoutAGrantIsBuried() {
        Task task = task("plain");
        double before = metric("forbidden");

        events.put(STRANGER, "Callback Succeeded", byKey("orders", "plain", task.key(), ", \"result\": 1"));

        assertThat(reason(task.key())).contains(STRANGER, "taskgate.events.sources");
        assertThat(record(task.id()).path("state").asText()).isEqualTo("PENDING");
        await().atMost(SOON).until(() -> metric("forbidden") > before);
    }

    /// Over HTTP, the signature of a link is a sufficient credential. On the bus, the sender also needs a
    /// grant.
    @Test
    void promise15ASignedAnswerFromASourceWithoutAGrantIsBuried() {
        Task task = task("plain");

        events.put(
                STRANGER,
                "Callback Succeeded",
                "{\"callbackId\": \"" + task.id() + "\", \"signature\": \"" + task.signature() + "\", \"result\": 1}");

        assertThat(reason(task.id())).contains(STRANGER);
        assertThat(record(task.id()).path("state").asText()).isEqualTo("PENDING");
    }

    @Test
    void promise15ARegistrationFromASourceWithoutAGrantIsBuried() {
        String key = fresh("order");
        ExecutionFixture.Waiting execution = executions().start();

        events.put(
                STRANGER,
                "Callback Requested",
                form(execution.token(), "orders", "plain", key).toString());

        assertThat(reason(key)).contains(STRANGER).doesNotContain(execution.token());
        assertThat(recorder().events("Task Requested", key)).isEmpty();
    }

    // ---- a source with another grant

    @Test
    void promise15AnAnswerForAnotherServiceIsBuried() {
        Task answered = task("plain");
        Task alive = task("plain");

        events.put(SHIPPING, "Callback Succeeded", byKey("orders", "plain", answered.key(), ", \"result\": 1"));
        events.put(SHIPPING, "Callback Heartbeat", byKey("orders", "plain", alive.key(), ""));

        assertThat(reason(answered.key())).contains("bus:", "orders.plain");
        assertThat(reason(alive.key())).contains("bus:", "orders.plain");
        assertThat(record(answered.id()).path("state").asText()).isEqualTo("PENDING");
        assertThat(record(alive.id()).path("heartbeatCount").asInt()).isZero();
    }

    @Test
    void promise15ARegistrationForAnotherServiceIsBuried() {
        String key = fresh("order");

        events.put(
                SHIPPING,
                "Callback Requested",
                form(executions().start().token(), "orders", "plain", key).toString());

        assertThat(reason(key)).contains("grant");
        assertThat(recorder().events("Task Requested", key)).isEmpty();
    }

    @Test
    void aSourceDoesWhatItsGrantSays() {
        String key = fresh("parcel");
        ExecutionFixture.Waiting execution = executions().start();

        events.put(
                SHIPPING,
                "Callback Requested",
                form(execution.token(), "shipping", "send", key).toString());
        await().atMost(SOON)
                .until(() -> recorder().events("Task Requested", key).size() == 1);
        events.put(SHIPPING, "Callback Succeeded", byKey("shipping", "send", key, ", \"result\": 7"));

        assertThat(executions().ended(execution.arn()).output()).isEqualTo("7");
    }

    /// Sources that may answer a route may also send the events that match its pattern.
    @ParameterizedTest
    @ValueSource(strings = {STRANGER, SHIPPING})
    void promise15AnEventThatFitsARouteIsNotEnough(String source) {
        events.route("scans-" + source, "{\"detail-type\": [\"Parcel Scanned\"], \"source\": [\"" + source + "\"]}");
        Task task = task("parcels", "scan", fresh("parcel"));

        events.put(source, "Parcel Scanned", "{\"parcel\": \"" + task.key() + "\"}");

        assertThat(reason(task.key())).isNotBlank();
        assertThat(record(task.id()).path("state").asText()).isEqualTo("PENDING");
    }

    // ---- callback IDs and ends of executions

    @Test
    void aSourceMayAnswerUnsignedWhereItsGrantSaysSo() {
        Task task = task("plain");

        events.put("granted.unsigned", "Callback Succeeded", "{\"callbackId\": \"" + task.id() + "\", \"result\": 8}");

        assertThat(executions().ended(task.execution().arn()).output()).isEqualTo("8");
    }

    @Test
    void promise15AnUnsignedAnswerIsForTheSourcesServicesOnly() {
        Task another = task("parcels", "send", fresh("parcel"));
        Task webhooks = task("payments", "hmac", fresh("order"));

        for (Task task : new Task[] {another, webhooks}) {
            events.put(
                    "granted.unsigned", "Callback Succeeded", "{\"callbackId\": \"" + task.id() + "\", \"result\": 8}");
            assertThat(reason(task.id())).contains("Unknown callback");
            assertThat(record(task.id()).path("state").asText()).isEqualTo("PENDING");
        }
    }

    @Test
    void promise15ARegistrationForAnotherStateMachineIsBuried() {
        String key = fresh("order");
        ExecutionFixture.Waiting execution = executions().start();

        events.put(
                "granted.one-machine",
                "Callback Requested",
                form(execution.token(), "orders", "plain", key)
                        .put("executionArn", execution.arn())
                        .toString());

        assertThat(reason(key)).contains("state machine");
        assertThat(recorder().events("Task Requested", key)).isEmpty();
    }

    // ---- the route of a webhook

    @Test
    void promise15AWebhooksRouteIsNotAnsweredByAnEventOfTheBus() {
        Task task = task("payments", "hmac", fresh("order"));

        events.put("Callback Succeeded", byKey("payments", "hmac", task.key(), ", \"result\": {\"status\": \"PAID\"}"));

        assertThat(reason(task.key())).contains("payments.hmac", "also-answered-by");
        assertThat(record(task.id()).path("state").asText()).isEqualTo("PENDING");
    }

    @Test
    void aWebhooksRouteThatNamesEventsIsAnsweredByThem() {
        Task task = task("payments", "open", fresh("order"));

        events.put("Callback Succeeded", byKey("payments", "open", task.key(), ", \"result\": 3"));

        assertThat(executions().ended(task.execution().arn()).output()).isEqualTo("3");
    }
}
