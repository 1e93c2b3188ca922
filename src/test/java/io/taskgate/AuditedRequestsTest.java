package io.taskgate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.taskgate.audit.AuditFileFixture;
import io.taskgate.testing.gateway.CalledService;
import io.taskgate.testing.gateway.EventFixture;
import io.taskgate.testing.gateway.ExecutionFixture;
import io.taskgate.testing.gateway.LocalAws;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Checks the entry of each action in the audit file.
@QuarkusTest
@TestProfile(AuditedRequestsTest.Audited.class)
class AuditedRequestsTest extends GatewayTest {

    /// A separate folder, because the hash chain belongs to one process.
    static final Path FILE = Path.of(
                    "target", "audit-" + ProcessHandle.current().pid() + ".jsonl")
            .toAbsolutePath();

    /// A separate audit file, which gateways of other tests in this JVM do not have.
    public static final class Audited implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "taskgate.audit.file",
                    FILE.toString(),
                    "taskgate.audit.required",
                    "true",
                    // Makes any history exceed the budget.
                    "taskgate.batch.max-reserve",
                    "25000");
        }
    }

    private static final String CANARY = "canary-payload-value";

    private final EventFixture events = new EventFixture();

    private static void assertAudited(List<String> lines, String action, String principal, String subject) {
        assertThat(lines)
                .anySatisfy(line -> assertThat(line)
                        .contains("\"action\":\"" + action + "\"", "\"principal\":\"" + principal, subject));
    }

    private static void assertAudited(List<String> lines, String action, String subject, String result, int times) {
        assertThat(lines)
                .filteredOn(line ->
                        line.contains("\"action\":\"" + action + "\"") && line.contains("\"subject\":\"" + subject))
                .filteredOn(line -> line.contains("\"result\":\"" + result + "\""))
                .hasSize(times);
    }

    private String startedBatch() {
        String runner = fresh("runner");
        createStateMachine(runner, """
            {"StartAt": "Done", "States": {"Done": {"Type": "Pass", "End": true}}}\
            """);
        Response started = workflow()
                .body("{\"items\": [\"" + CANARY
                        + "\"], \"runner\": \"arn:aws:states:us-east-1:000000000000:stateMachine:"
                        + runner + "\", \"taskToken\": \""
                        + executions().start().token() + "\"}")
                .post("/v1/batches");
        assertThat(started.statusCode()).as(started.asString()).isEqualTo(202);
        return json(started).path("batchId").asText();
    }

    @Test
    void anActionOnManyHasAnEntryForEach() throws IOException {
        Task one = task("plain");
        Task two = task("plain");
        String form = "{\"action\": \"cancel\", \"reason\": \"ordered twice\", \"dryRun\": %s, \"ids\": [\"" + one.id()
                + "\", \"" + two.id() + "\", \"cb_BBBBBBBBBBBBBBBBBBBBBBBBBBB\"]}";
        operator().body(form.formatted(true)).post("/v1/callbacks/bulk");
        assertThat(Files.readAllLines(FILE)).noneMatch(line -> line.contains("CANCEL") && line.contains(one.id()));

        operator().body(form.formatted(false)).post("/v1/callbacks/bulk");

        List<String> lines = Files.readAllLines(FILE);
        assertAudited(lines, "CANCEL", one.id(), "DONE", 1);
        assertAudited(lines, "CANCEL", two.id(), "DONE", 1);
        assertAudited(lines, "CANCEL", "cb_BBBBBBBBBBBBBBBBBBBBBBBBBBB", "UNKNOWN", 1);
        assertThat(lines)
                .filteredOn(line -> line.contains(one.id()) && line.contains("CANCEL"))
                .allMatch(line -> line.contains("\"reason\":\"ordered twice\"")
                        && line.contains("\"principal\":\"key:operator\"")
                        && line.contains("\"source\":\"127.0.0.1\""));
    }

    @Test
    void eachActionIsAuditedAndNoSecretIsInIt() throws IOException {
        Task settled = task("plain");
        nobody().body("{\"value\": \"" + CANARY + "\"}").post(settled.success());
        Task operated = task("plain");
        String at = "/v1/callbacks/" + operated.id();
        operator().body(REASON).post(at + "/redrive");
        operator().body("{\"reason\": \"leaked\"}").post(at + "/revoke-links");
        operator().body("{\"reason\": \"not needed\"}").post(at + "/cancel");
        String reference = json(workflow()
                        .body("{\"value\": \"" + CANARY + "\"}")
                        .post("/v1/payloads"))
                .path("reference")
                .toString();
        workflow().body("{\"reference\": " + reference + "}").post("/v1/payloads/read");
        service().on("/create", CalledService.answering(201, "{\"id\": 1}"));
        workflow().body("{\"value\": \"" + CANARY + "\"}").post("/v1/calls/quotes/create");
        String batch = startedBatch();
        operator().body(REASON).post("/v1/dead-letters/redrive");
        problem(worker().body(REASON).post(at + "/cancel"), 403, "forbidden");
        problem(as("canary-key").post(at + "/cancel"), 401, "unauthenticated");

        List<String> lines = Files.readAllLines(FILE);

        assertAudited(lines, "REGISTER", "key:workflow\"", settled.id());
        assertAudited(lines, "SETTLE", "link:", settled.id());
        assertAudited(lines, "REDRIVE", "key:operator\"", operated.id());
        assertAudited(lines, "REVOKE_LINKS", "key:operator\"", "leaked");
        assertAudited(lines, "CANCEL", "key:operator\"", "not needed");
        assertAudited(lines, "PAYLOAD_READ", "key:workflow\"", "\"source\":\"127.0.0.1\"");
        assertAudited(lines, "CALL", "key:workflow\"", "quotes.create");
        assertAudited(lines, "START_BATCH", "key:workflow\"", batch);
        assertAudited(lines, "REDRIVE", "key:operator\"", "dead letters");
        assertAudited(lines, "DENIED", "key:worker\"", "\"result\":\"403\"");
        assertAudited(lines, "DENIED", "anonymous\"", "\"result\":\"401\"");
        String text = String.join("\n", lines);
        String signature = settled.signature();
        assertThat(signature).hasSizeGreaterThan(20);
        assertThat(text)
                .doesNotContain(
                        CANARY, "canary-key", signature, settled.execution().token(), LocalAws.OPERATOR);
        assertThat(AuditFileFixture.verify(FILE)).isEmpty();
    }

    @Test
    void aTakeOverIsToldFromARepeatedRegistration() throws IOException {
        Task first = task("plain");
        Task second = task("orders", "plain", first.key());
        registered(second.execution(), second.key(), form(second.execution().token(), "orders", "plain", second.key()));

        List<String> lines = Files.readAllLines(FILE);

        assertAudited(lines, "REGISTER", first.id(), "PENDING", 1);
        assertAudited(lines, "TAKE_OVER", first.id(), "PENDING", 1);
        assertAudited(lines, "REGISTER", first.id(), "REPEATED", 1);
    }

    @Test
    void registrationsByEventAreTheSame() {
        String key = fresh("order");
        ExecutionFixture.Waiting first = executions().start();
        ExecutionFixture.Waiting second = executions().again(first);

        events.put("Callback Requested", byEvent(first, key));
        events.put("Callback Requested", byEvent(executions().start(), key));
        awaitAudited("TAKE_OVER", "Callback Requested", "NOT_OWNER");
        events.put("Callback Requested", byEvent(first, key));
        awaitAudited("REGISTER", "cb_", "REPEATED");
        events.put("Callback Requested", byEvent(second, key));
        awaitAudited("TAKE_OVER", "cb_", "TAKEN_OVER");
    }

    @Test
    void whatIsRefusedIsAudited() throws IOException {
        Task task = task("plain");
        String unknown = "cb_" + "0".repeat(43);
        events.route("audited", "{\"detail-type\": [\"Parcel Audited\"]}");
        events.put("stranger.app", "Parcel Audited", "{}");
        problem(
                shipping().body("1").post("/v1/correlations/orders/plain/" + task.key() + "/success"),
                404,
                "not-found");
        problem(operator().body(REASON).post("/v1/callbacks/" + unknown + "/cancel"), 404, "not-found");
        String reference = "{\"Bucket\": \"taskgate-payloads\", \"Key\": \"elsewhere\", \"bytes\": 1, \"sha256\": \""
                + "0".repeat(64) + "\"}";
        workflow().body("{\"reference\": " + reference + "}").post("/v1/payloads/read");

        List<String> lines = Files.readAllLines(FILE);

        assertAudited(lines, "DENIED", "/v1/correlations/orders/plain/" + task.key(), "404", 1);
        assertAudited(lines, "CANCEL", unknown, "UNKNOWN", 1);
        assertAudited(lines, "PAYLOAD_READ", "0000", "UNKNOWN", 1);
        awaitAudited("DENIED", "Parcel Audited", "FORBIDDEN");
    }

    @Test
    void aContinuedExecutionAndTheUseOfAKeyAreAudited() throws IOException {
        String arn = executions().start().arn();
        Response continued = workflow()
                .body("{\"executionArn\": \"" + arn + "\", \"reserve\": 25000, \"continueWith\": {}}")
                .post("/v1/history-budget");
        assertThat(continued.statusCode()).as(continued.asString()).isEqualTo(200);
        workflow().body("{\"executionArn\": \"" + arn + "\"}").post("/v1/history-budget");

        List<String> lines = Files.readAllLines(FILE);

        assertAudited(lines, "CONTINUE_EXECUTION", arn, arn + "-c1", 1);
        assertThat(lines)
                .filteredOn(line -> line.contains("\"action\":\"KEY_USED\"") && line.contains("\"key:workflow\""))
                // The chain has two entries if an hour ends in between.
                .hasSizeBetween(1, 2);
    }

    private static String byEvent(ExecutionFixture.Waiting execution, String key) {
        return form(execution.token(), "orders", "plain", key)
                .put("executionArn", execution.arn())
                .toString();
    }

    private static void awaitAudited(String action, String subject, String result) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(Files.readAllLines(FILE))
                        .anyMatch(line -> line.contains("\"action\":\"" + action + "\"")
                                && line.contains("\"subject\":\"" + subject)
                                && line.contains("\"result\":\"" + result + "\"")));
    }
}
