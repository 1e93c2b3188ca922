package io.taskgate.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.taskgate.GatewayTest;
import io.taskgate.testing.LogTrap;
import io.taskgate.testing.gateway.EventFixture;
import io.taskgate.testing.gateway.TestLinkSigner;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/// Tests invalid callback events: each has no effect on other events, and is moved to the dead-letter queue
/// with its reason.
@QuarkusTest
class DeadLetterTest extends GatewayTest {

    private final EventFixture events = new EventFixture();

    private static String byId(Task task, String more) {
        return "{\"callbackId\": \"" + task.id() + "\", \"signature\": \"" + task.signature() + "\"" + more + "}";
    }

    private static String reason(Message dead) {
        return dead.messageAttributes().get("taskgate-reason").stringValue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"unsigned", "forged", "expired", "another's"})
    void byIdWithoutAGenuineSignatureIsBuried(String kind) {
        Task task = task("plain");
        String signature = switch (kind) {
            case "forged" -> TestLinkSigner.forged(task.id());
            case "expired" -> TestLinkSigner.until(task.id(), Instant.now().minusSeconds(1));
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
        String signature = TestLinkSigner.until(id, Instant.now().plusSeconds(60));

        events.put(
                "Callback Succeeded",
                "{\"callbackId\": \"" + id + "\", \"signature\": \"" + signature + "\", \"result\": 1}");

        assertThat(reason(events.awaitDeadLetter(id))).contains("Unknown callback");
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

    /// The ledger can never store the event, so it must not be retried.
    @Test
    void aHeartbeatWhoseProgressIsTooLargeIsBuried() {
        Task task = task("plain");

        events.send(
                "{\"source\": \"a.service\", \"account\": \"000000000000\", \"detail-type\": \"Callback Heartbeat\", "
                        + "\"detail\": "
                        + byId(task, ", \"progress\": \"" + "x".repeat(500_000) + "\"") + "}",
                Map.of());

        assertThat(reason(events.awaitDeadLetter(task.id()))).contains("progress");
        assertThat(record(task.id()).path("heartbeatCount").asInt()).isZero();
    }

    @Test
    void promise14ARegistrationThatIsWrongIsBuriedAndItsReasonHoldsNoToken() {
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
    void promise16PoisonIsBuriedAndTheNextMessageStillWorks() {
        String tag = fresh("poison");
        Task task = task("plain");

        events.send("not JSON: " + tag + "-text", Map.of());
        events.send("{\"detail-type\": 7, \"detail\": {\"tag\": \"" + tag + "-type\"}}", Map.of());
        events.send("{\"detail-type\": \"Callback Succeeded\", \"detail\": \"" + tag + "-detail\"}", Map.of());
        events.send("[\"" + tag + "-list\"]", Map.of());
        events.send(
                "{\"detail-type\": \"Callback Succeeded\", \"detail\": {\"tag\": \"" + tag + "-class\"}}",
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
                "{\"source\": \"a.service\", \"account\": \"000000000000\", \"detail-type\": \"Callback Succeeded\", "
                        + "\"detail\": " + byId(task, ", \"result\": 2") + "}",
                Map.of(
                        "_classname",
                        MessageAttributeValue.builder()
                                .dataType("String")
                                .stringValue("com.example.NoSuchClass")
                                .build()));

        assertThat(executions().ended(task.execution().arn()).output()).isEqualTo("2");
    }
}
