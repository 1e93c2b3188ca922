package io.taskgate.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.taskgate.GatewayTest;
import io.taskgate.standin.fault.Fault;
import io.taskgate.testing.gateway.EventFixture;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests the inspection and the redrive of dead letters.
@QuarkusTest
class DeadLettersApiTest extends GatewayTest {

    private static final String PATH = "/v1/dead-letters";

    private final EventFixture events = new EventFixture();

    private static Optional<JsonNode> shown(String tag) {
        JsonNode all = json(operator().get(PATH + "?limit=50")).path("deadLetters");
        return StreamSupport.stream(all.spliterator(), false)
                .filter(letter -> letter.path("event").toString().contains(tag)
                        || letter.path("reason").asText().contains(tag))
                .findFirst();
    }

    private static JsonNode awaitShown(String tag) {
        return await().atMost(SOON).until(() -> shown(tag), Optional::isPresent).orElseThrow();
    }

    private static String registration(String token, String operation, String key) {
        return form(token, "orders", operation, key).toString();
    }

    @Test
    void aDeadLetterIsShownWithItsReasonAndWithoutItsToken() {
        String key = fresh("order");
        String token = fresh("canary-token");
        events.put("Callback Requested", registration(token, "nothing", key));

        JsonNode letter = awaitShown(key);

        assertThat(letter.path("reason").asText()).contains("orders.nothing");
        assertThat(letter.path("since").asText()).endsWith("Z");
        assertThat(letter.path("bytes").asInt()).isGreaterThan(100);
        assertThat(letter.at("/event/detail/correlationKey").asText()).isEqualTo(key);
        assertThat(letter.at("/event/detail/taskToken").asText()).isEqualTo("(not shown)");
        assertThat(letter.toString()).doesNotContain(token);
    }

    @Test
    void aTokenInATextIsNotShownEither() {
        String tag = fresh("text");
        String token = fresh("canary-token");
        events.send(
                "{\"detail-type\": \"Callback Requested\", \"id\": \"" + tag
                        + "\", \"detail\": [\"{\\\"taskToken\\\": \\\"" + token + "\\\"}\"]}",
                Map.of());

        assertThat(awaitShown(tag).toString()).doesNotContain(token);
    }

    @Test
    void whatIsLargeIsOnlyWeighed() {
        String tag = fresh("no.such.source");
        events.send(
                "{\"source\": \"" + tag
                        + "\", \"detail-type\": \"Callback Succeeded\", \"detail\": {\"service\": \"orders\", \"operation\": \"approve\", \"correlationKey\": \"k\", \"result\": 1}, \"more\": \""
                        + "x".repeat(70_000) + "\"}",
                Map.of());

        JsonNode letter = awaitShown(tag);

        assertThat(letter.path("event").isNull()).isTrue();
        assertThat(letter.path("bytes").asInt()).isGreaterThan(70_000);
    }

    @Test
    void anEventThatIsPutBackIsTriedAgain() {
        Task task = task("plain");
        String detail =
                "{\"callbackId\": \"" + task.id() + "\", \"signature\": \"" + task.signature() + "\", \"error\": \"\"}";
        events.put("Callback Failed", detail);
        String id = awaitShown(task.id()).path("id").asText();

        JsonNode answer = json(operator()
                .body("{\"reason\": \"fixed\", \"ids\": [\"" + id + "\", \"unknown\"]}")
                .post(PATH + "/redrive"));

        assertThat(answer.path("redriven"))
                .singleElement()
                .satisfies(one -> assertThat(one.asText()).isEqualTo(id));
        // The event is still invalid: it becomes a dead letter again, as another message.
        await().atMost(SOON)
                .until(
                        () -> shown(task.id())
                                .filter(letter -> !letter.path("id").asText().equals(id)),
                        Optional::isPresent);
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit=0", "limit=51", "limit=many"})
    void aLimitThatIsWrongIsRefused(String query) {
        JsonNode problem = problem(operator().get(PATH + "?" + query), 400, "invalid-request");

        assertThat(problem.at("/violations/0/field").asText()).isEqualTo("limit");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"reason\": \"fixed\", \"ids\": [null]}",
                "{\"reason\": \"fixed\", \"ids\": \"all\"}",
                "{\"reason\": \"fixed\", \"all\": true}",
                "{\"ids\": []}",
                "{\"reason\": \" \"}",
                "",
                "[]"
            })
    void aBodyThatIsWrongIsRefused(String body) {
        problem(operator().body(body).post(PATH + "/redrive"), 400, "invalid-request");
    }

    @Test
    void onlyOperatorsOfAllServicesSeeThem() {
        problem(nobody().get(PATH), 401, "unauthenticated");
        problem(worker().get(PATH), 403, "forbidden");
        problem(shipping().get(PATH), 403, "forbidden");
        problem(shipping().body(REASON).post(PATH + "/redrive"), 403, "forbidden");
    }

    @Test
    void aQueueThatCannotBeAskedIs503() {
        faults(Fault.of("GetQueueUrl", Fault.Kind.DENY, 10));

        problem(operator().get(PATH), 503, "unavailable");
    }
}
