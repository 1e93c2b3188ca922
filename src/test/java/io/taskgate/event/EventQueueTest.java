package io.taskgate.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import io.taskgate.GatewayTest;
import io.taskgate.standin.fault.Fault;
import io.taskgate.testing.LogTrap;
import io.taskgate.testing.gateway.EventFixture;
import io.taskgate.testing.gateway.LocalAws;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;

/// Tests callback events through EventBridge and SQS.
@QuarkusTest
class EventQueueTest extends GatewayTest {

    private final EventFixture events = new EventFixture();

    private static String byId(Task task, String more) {
        return "{\"callbackId\": \"" + task.id() + "\", \"signature\": \"" + task.signature() + "\"" + more + "}";
    }

    private static String byKey(Task task, String more) {
        return "{\"service\": \"orders\", \"operation\": \"plain\", \"correlationKey\": \"" + task.key() + "\"" + more
                + "}";
    }

    // ---- accepted events

    @Test
    void successById() {
        Task task = task("plain");

        events.put("Callback Succeeded", byId(task, ", \"result\": {\"ok\": true}"));

        assertThat(executions().ended(task.execution().arn()).output()).isEqualTo("{\"ok\":true}");
        awaitState(task.id(), "DELIVERED");
    }

    @Test
    void successByKey() {
        Task task = task("plain");

        events.put("Callback Succeeded", byKey(task, ", \"result\": null"));

        assertThat(executions().ended(task.execution().arn()).output()).isEqualTo("null");
    }

    @Test
    void failureById() {
        Task task = task("plain");

        events.put("Callback Failed", byId(task, ", \"error\": \"OutOfStock\", \"cause\": \"none\""));

        DescribeExecutionResponse ended = executions().ended(task.execution().arn());
        assertThat(ended.error()).isEqualTo("OutOfStock");
        assertThat(ended.cause()).isEqualTo("none");
    }

    /// Finding 2: a queue delivers more than once, and an answer by key does not name its generation.
    @Test
    void promise15ACopyOfAnAnswersEventDoesNotAnswerTheNextToken() {
        Task first = task("plain");
        String copy = "{\"id\": \"" + UUID.randomUUID()
                + "\", \"source\": \"a.service\", \"account\": \"000000000000\","
                + " \"detail-type\": \"Callback Succeeded\", \"detail\": " + byKey(first, ", \"result\": 1") + "}";
        events.send(copy, Map.of());
        awaitState(first.id(), "DELIVERED");
        Task second = task("orders", "plain", first.key());

        double replayed = metric("replayed");
        events.send(copy, Map.of());

        await().atMost(SOON).until(() -> metric("replayed") > replayed);
        assertThat(record(second.id()).path("state").asText()).isEqualTo("PENDING");
        events.put("Callback Succeeded", byKey(second, ", \"result\": 2"));
        assertThat(executions().ended(second.execution().arn()).output()).isEqualTo("2");
    }

    @Test
    void failureByKey() {
        Task task = task("plain");

        events.put("Callback Failed", byKey(task, ", \"error\": \"OutOfStock\""));

        assertThat(executions().ended(task.execution().arn()).error()).isEqualTo("OutOfStock");
    }

    @Test
    void heartbeatByIdAndByKey() {
        Task task = task("plain");

        events.put("Callback Heartbeat", byId(task, ", \"progress\": {\"step\": 1}"));
        await().atMost(SOON)
                .until(() -> record(task.id()).path("heartbeatCount").asInt() == 1);
        events.put("Callback Heartbeat", byKey(task, ""));

        await().atMost(SOON)
                .until(() -> record(task.id()).path("heartbeatCount").asInt() == 2);
        assertThat(truth(task.execution().arn())).anyMatch(line -> line.contains("SendTaskHeartbeat"));
    }

    @Test
    void aRegistration() {
        String key = fresh("order");
        var execution = executions().start();

        events.put(
                "Callback Requested",
                form(execution.token(), "orders", "plain", key).toString());
        await().atMost(SOON)
                .until(() -> recorder().events("Task Requested", key).size() == 1);
        worker().body("1").post("/v1/correlations/orders/plain/" + key + "/success");

        assertThat(executions().ended(execution.arn()).output()).isEqualTo("1");
    }

    /// Found by the fault harness: the event was moved to the dead-letter queue as if it were invalid.
    @Test
    void aRegistrationWhoseEntryEventBridgeFailedIsTriedAgain() {
        String key = fresh("order");
        var execution = executions().start();
        // the first entry is the event itself, the second is the request
        faults(new Fault("PutEvents", Fault.Kind.FAIL_ENTRY, 1, 1, 1, 0, Duration.ZERO, Duration.ZERO, 500, 1));

        events.put(
                "Callback Requested",
                form(execution.token(), "orders", "plain", key).toString());

        await().atMost(SOON)
                .until(() -> recorder().events("Task Requested", key).size() == 1);
        assertThat(events.deadLetters(key)).isEmpty();
    }

    @Test
    void aRegistrationMayHaveFieldsThatAreNotKnownYet() {
        String key = fresh("order");
        var form = form(executions().start().token(), "orders", "plain", key).put("priority", "high");

        events.put("Callback Requested", form.toString());

        await().atMost(SOON)
                .until(() -> recorder().events("Task Requested", key).size() == 1);
    }

    @ParameterizedTest
    @CsvSource({
        "nothing, Taskgate.UnknownRoute",
        "reject, Taskgate.PayloadTooLarge",
        "approve, Taskgate.InvalidRequest",
        "plain, Taskgate.InvalidRequest"
    })
    void aRegistrationThatCanNotBeTakenFailsItsTask(String operation, String error) {
        String key = fresh("order");
        var execution = executions().start();
        var form = form(execution.token(), "orders", operation, key);
        switch (operation) {
            case "reject" -> form.putObject("input").put("a", "x".repeat(3_000));
            case "approve" -> form.putObject("input");
            case "plain" -> form.put("heartbeatSeconds", -1);
            default -> form.put("priority", "high");
        }

        events.put("Callback Requested", form.toString());

        assertThat(executions().ended(execution.arn()).error()).isEqualTo(error);
        assertThat(events.awaitDeadLetter(key)
                        .messageAttributes()
                        .get("taskgate-reason")
                        .stringValue())
                .contains(error);
    }

    @Test
    void promise6ARegistrationOfAStateThatIsNotEnteredYetFailsItsTask() {
        var execution = executions().start();
        var form = form(execution.token(), "orders", "plain", fresh("order"))
                .put("stateEnteredTime", "2286-01-01T00:00:00Z");

        events.put("Callback Requested", form.toString());

        DescribeExecutionResponse ended = executions().ended(execution.arn());
        assertThat(ended.error()).isEqualTo("Taskgate.InvalidRequest");
        assertThat(ended.cause()).contains("stateEnteredTime");
    }

    @Test
    void anAnswerThatComesBeforeItsRegistration() {
        String key = fresh("order");
        events.put(
                "Callback Succeeded",
                "{\"service\": \"orders\", \"operation\": \"plain\", \"correlationKey\": \"" + key
                        + "\", \"result\": 9}");
        await().atMost(SOON)
                .until(() -> json(operator().get("/v1/callbacks?state=EARLY&limit=500"))
                        .toString()
                        .contains(key));

        Task task = task("orders", "plain", key);

        assertThat(executions().ended(task.execution().arn()).output()).isEqualTo("9");
    }

    @Test
    void whatIsChangedOfAnAnswerStandsInTheRecord() {
        Task task = task("approve");
        String result = "{\"approved\": true, \"by\": \"kim\", \"remark\": \"\", \"log\": [1, 2.50]}";

        events.put("Callback Succeeded", byId(task, ", \"result\": " + result));

        assertThat(executions().ended(task.execution().arn()).output())
                .isEqualTo("{\"approved\":true,\"by\":\"kim\",\"remark\":\"\"}");
        await().atMost(SOON)
                .until(() -> record(task.id()).path("state").asText().equals("DELIVERED"));
        assertThat(record(task.id()).path("changes").toString())
                .isEqualTo("[{\"field\":\"result\",\"change\":\"trimmed\",\"from\":55,\"to\":40}]");
    }

    @Test
    void theSameEventTwiceIsOneAnswer() {
        Task task = task("plain");
        String detail = byId(task, ", \"result\": 1");

        events.put("Callback Succeeded", detail);
        events.put("Callback Succeeded", detail);
        executions().ended(task.execution().arn());
        events.awaitEmptyQueue();

        assertThat(record(task.id()).path("history").findValuesAsText("event"))
                .doesNotContain("different answer refused");
        assertThat(events.deadLetters(task.id())).isEmpty();
    }

    // ---- redelivered events

    @Test
    void aLedgerOutageIsNotAcknowledged() {
        Task task = task("plain");
        // has no messages of other tests
        events.awaitEmptyQueue();

        try (LogTrap log = LogTrap.open()) {
            withoutLedger(() -> {
                events.put("Callback Succeeded", byId(task, ", \"result\": 3"));
                await().atMost(SOON)
                        .until(() -> log.lines().stream()
                                .anyMatch(line -> line.contains("will be retried")
                                        && line.contains("The ledger is unavailable")));
                assertThat(events.waiting()).isEqualTo(1);
            });
        }

        assertThat(executions().ended(task.execution().arn()).output()).isEqualTo("3");
        assertThat(events.deadLetters(task.id())).isEmpty();
        events.awaitEmptyQueue();
    }

    /// The queue's redrive policy moves a message after five receives, which an outage must not use up.
    @Test
    void anOutageLongerThanFiveReceivesBuriesNothing() {
        Task task = task("plain");

        withoutLedger(() -> {
            events.put("Callback Succeeded", byId(task, ", \"result\": 4"));
            Duration outage = LocalAws.VISIBILITY.multipliedBy(6);
            await().during(outage)
                    .atMost(outage.multipliedBy(2))
                    .pollInterval(Duration.ofMillis(500))
                    .until(() -> events.deadLetters(task.id()).isEmpty());
        });

        awaitState(task.id(), "DELIVERED");
    }

    @Test
    void aHeartbeatThatCouldNotBeRelayedComesBack() {
        Task task = task("plain");
        faults(Fault.of("SendTaskHeartbeat", Fault.Kind.THROTTLE, 1));

        events.put("Callback Heartbeat", byId(task, ""));

        await().atMost(SOON)
                .until(() -> record(task.id()).path("heartbeatCount").asInt() == 1);
        events.awaitEmptyQueue();
    }
}
