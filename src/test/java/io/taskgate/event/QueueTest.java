package io.taskgate.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import io.taskgate.Events;
import io.taskgate.GatewayTest;
import io.taskgate.LogTrap;
import io.taskgate.Signatures;
import io.taskgate.standin.Fault;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/// Callback events through EventBridge and SQS, and what becomes of those that are wrong.
@QuarkusTest
class QueueTest extends GatewayTest {

    private final Events events = new Events();

    private static String byId(Task task, String more) {
        return "{\"callbackId\": \"" + task.id() + "\", \"signature\": \"" + task.signature() + "\"" + more + "}";
    }

    private static String byKey(Task task, String more) {
        return "{\"service\": \"orders\", \"operation\": \"plain\", \"correlationKey\": \"" + task.key() + "\"" + more
                + "}";
    }

    private static String reason(Message dead) {
        return dead.messageAttributes().get("taskgate-reason").stringValue();
    }

    // ---- what is taken

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
        await().atMost(SOON).until(() -> record(task.id()).path("heartbeats").asInt() == 1);
        events.put("Callback Heartbeat", byKey(task, ""));

        await().atMost(SOON).until(() -> record(task.id()).path("heartbeats").asInt() == 2);
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

    @Test
    void aRegistrationMayHaveFieldsThatAreNotKnownYet() {
        String key = fresh("order");
        var form = form(executions().start().token(), "orders", "plain", key).put("priority", "high");

        events.put("Callback Requested", form.toString());

        await().atMost(SOON)
                .until(() -> recorder().events("Task Requested", key).size() == 1);
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

    // ---- what is buried

    @ParameterizedTest
    @ValueSource(strings = {"unsigned", "forged", "expired", "another's"})
    void byIdWithoutAGenuineSignatureIsBuried(String kind) {
        Task task = task("plain");
        String signature =
                switch (kind) {
                    case "forged" -> Signatures.forged(task.id());
                    case "expired" -> Signatures.until(task.id(), Instant.now().minusSeconds(1));
                    case "another's" -> task("plain").signature();
                    default -> null;
                };
        String detail = "{\"callbackId\": \"" + task.id() + "\", \"result\": 1"
                + (signature == null ? "" : ", \"signature\": \"" + signature + "\"") + "}";

        events.put("Callback Succeeded", detail);

        assertThat(reason(events.awaitDeadLetter(task.id()))).contains("signature");
        assertThat(record(task.id()).path("state").asText()).isEqualTo("PENDING");
    }

    @Test
    void anAnswerToAnIdThatDoesNotExistIsBuried() {
        String id = "cb_" + fresh("").replace("-", "").substring(0, 27);
        String signature = Signatures.until(id, Instant.now().plusSeconds(60));

        events.put(
                "Callback Succeeded",
                "{\"callbackId\": \"" + id + "\", \"signature\": \"" + signature + "\", \"result\": 1}");

        assertThat(reason(events.awaitDeadLetter(id))).contains("no such callback");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"service\": \"orders\", \"operation\": \"nothing\", \"correlationKey\": \"K\", \"result\": 1}",
                "{\"service\": \"orders\", \"operation\": \"plain\", \"tag\": \"K\", \"result\": 1}",
                "{\"service\": \"orders\", \"operation\": \"plain\", \"correlationKey\": \"K\"}",
                "{\"tag\": \"K\"}"
            })
    void aSuccessThatIsIncompleteIsBuriedWithItsReason(String detail) {
        String key = fresh("order");

        events.put("Callback Succeeded", detail.replace("K", key));

        assertThat(reason(events.awaitDeadLetter(key))).isNotBlank();
    }

    @Test
    void anEmptyOrOverlongCorrelationKeyIsBuried() {
        String tag = fresh("tag");

        events.put(
                "Callback Succeeded",
                "{\"service\": \"orders\", \"operation\": \"plain\", \"correlationKey\": \"\", \"result\": \"" + tag
                        + "\"}");
        events.put(
                "Callback Succeeded",
                "{\"service\": \"orders\", \"operation\": \"plain\", \"correlationKey\": \"" + "k".repeat(300)
                        + "\", \"result\": \"" + tag + "-long\"}");

        assertThat(reason(events.awaitDeadLetter(tag + "\"}"))).contains("correlationKey");
        assertThat(reason(events.awaitDeadLetter(tag + "-long"))).contains("correlationKey");
    }

    @Test
    void aRegistrationThatIsWrongIsBuriedAndItsReasonHoldsNoToken() {
        String token = fresh("canary-token");
        String key = fresh("order");

        try (LogTrap log = LogTrap.open()) {
            events.put(
                    "Callback Requested", form(token, "orders", "nothing", key).toString());
            Message dead = events.awaitDeadLetter(key);

            assertThat(reason(dead)).contains("orders.nothing").doesNotContain(token);
            assertThat(log.lines()).noneMatch(line -> line.contains(token));
        }
    }

    @Test
    void poisonIsBuriedAndTheNextMessageStillWorks() {
        String tag = fresh("poison");
        Task task = task("plain");

        events.send("no JSON at all: " + tag + "-text", Map.of());
        events.send("{\"detail-type\": \"Something Else\", \"detail\": {\"tag\": \"" + tag + "-type\"}}", Map.of());
        events.send("{\"detail-type\": \"Callback Succeeded\", \"detail\": \"" + tag + "-detail\"}", Map.of());
        events.send("[\"" + tag + "-list\"]", Map.of());
        events.send(
                "{\"detail-type\": \"Something Else\", \"detail\": {\"tag\": \"" + tag + "-class\"}}",
                Map.of(
                        "_classname",
                        MessageAttributeValue.builder()
                                .dataType("String")
                                .stringValue("com.example.NoSuchClass")
                                .build()));
        events.put("Callback Succeeded", byId(task, ", \"result\": 1"));

        assertThat(executions().ended(task.execution().arn()).output()).isEqualTo("1");
        for (String kind : new String[] {"-text", "-type", "-detail", "-list", "-class"}) {
            assertThat(reason(events.awaitDeadLetter(tag + kind))).isNotBlank();
        }
    }

    @Test
    void aMessageWithAnUnknownClassNameIsReadAllTheSame() {
        Task task = task("plain");

        events.send(
                "{\"detail-type\": \"Callback Succeeded\", \"detail\": " + byId(task, ", \"result\": 2") + "}",
                Map.of(
                        "_classname",
                        MessageAttributeValue.builder()
                                .dataType("String")
                                .stringValue("com.example.NoSuchClass")
                                .build()));

        assertThat(executions().ended(task.execution().arn()).output()).isEqualTo("2");
    }

    // ---- what comes back

    @Test
    void aLedgerOutageIsNotAcknowledged() {
        Task task = task("plain");

        try (LogTrap log = LogTrap.open()) {
            withoutLedger(() -> {
                events.put("Callback Succeeded", byId(task, ", \"result\": 3"));
                await().atMost(SOON)
                        .until(() ->
                                log.lines().stream().anyMatch(line -> line.contains("LedgerUnavailableException")));
                assertThat(events.waiting()).isEqualTo(1);
            });
        }

        assertThat(executions().ended(task.execution().arn()).output()).isEqualTo("3");
        assertThat(events.deadLetters(task.id())).isEmpty();
        events.awaitEmptyQueue();
    }

    /// The queue's redrive policy buries a message after five receives: an outage must not use them up.
    @Test
    void anOutageLongerThanFiveReceivesBuriesNothing() {
        Task task = task("plain");

        withoutLedger(() -> {
            events.put("Callback Succeeded", byId(task, ", \"result\": 4"));
            await().during(Duration.ofSeconds(45))
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> events.deadLetters(task.id()).isEmpty());
        });

        awaitState(task.id(), "DELIVERED");
    }

    @Test
    void aHeartbeatThatCouldNotBeRelayedComesBack() {
        Task task = task("plain");
        faults(Fault.of("SendTaskHeartbeat", Fault.Kind.THROTTLE, 1));

        events.put("Callback Heartbeat", byId(task, ""));

        await().atMost(SOON).until(() -> record(task.id()).path("heartbeats").asInt() == 1);
        events.awaitEmptyQueue();
    }
}
