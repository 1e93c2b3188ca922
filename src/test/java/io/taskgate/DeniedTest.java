package io.taskgate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.taskgate.aws.AwsStartupCheck;
import io.taskgate.deploy.stack.TemplateFile;
import io.taskgate.standin.fault.Fault;
import io.taskgate.testing.gateway.EventFixture;
import io.taskgate.testing.gateway.LocalAws;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Finds the AWS operations that the running gateway needs by denying each in turn while an action needs it.
/// Together with `GatewayPolicyTest` it shows that the role in `deploy/template.yaml` has no unnecessary
/// action.
@QuarkusTest
class DeniedTest extends GatewayTest {

    private static final String LARGE = "[\"" + "x".repeat(17 * 1024 * 1024) + "\"]";
    private static final String MIDDLE = "[\"" + "y".repeat(2 * 1024 * 1024) + "\"]";

    private final EventFixture events = new EventFixture();

    @Inject
    AwsStartupCheck start;

    /// The operations of the stand-ins, by the actions that need them. Decrypt belongs to KMS, which has no
    /// stand-in.
    private static final Map<String, Consumer<DeniedTest>> USES = uses();

    private static Map<String, Consumer<DeniedTest>> uses() {
        Map<String, Consumer<DeniedTest>> uses = new TreeMap<>();
        uses.put("dynamodb:GetItem", test -> record(test.task("plain").id()));
        uses.put("dynamodb:PutItem", _ -> register(form("t", "orders", "plain", fresh("order"))));
        uses.put("dynamodb:UpdateItem", test -> follow(test.task("plain").success(), "{}"));
        uses.put("dynamodb:Scan", _ -> operator().get("/v1/callbacks"));
        // the sweep calls it by itself
        uses.put("dynamodb:Query", _ -> {});
        // called at the start, until it succeeds
        uses.put(
                "dynamodb:DescribeTable",
                test -> assertThat(test.start.isReady()).isFalse());
        uses.put("dynamodb:DeleteItem", _ -> register(form("t", "billing", "refused", fresh("order"))));
        uses.put("s3:PutObject", _ -> upload("[\"" + fresh("small") + "\"]"));
        uses.put("s3:GetObject", DeniedTest::readBack);
        uses.put("s3:HeadObject", _ -> upload(MIDDLE));
        uses.put("s3:CreateMultipartUpload", _ -> upload(LARGE));
        uses.put("s3:UploadPart", _ -> upload(LARGE));
        uses.put("s3:CompleteMultipartUpload", _ -> upload(LARGE));
        uses.put("s3:AbortMultipartUpload", _ -> upload(LARGE));
        uses.put("states:SendTaskSuccess", test -> follow(test.task("plain").success(), "{}"));
        uses.put("states:SendTaskFailure", test -> follow(test.task("plain").failure(), "{\"error\": \"E\"}"));
        uses.put("states:SendTaskHeartbeat", test -> follow(test.task("approve").heartbeat(), ""));
        uses.put("states:StartExecution", _ -> scatter(fresh("token")));
        uses.put("states:ListExecutions", test -> test.scatterUntilItIsLookedFor("states:ListExecutions"));
        uses.put("states:DescribeExecution", test -> test.scatterUntilItIsLookedFor("states:DescribeExecution"));
        uses.put("states:StopExecution", DeniedTest::giveUpABatch);
        uses.put("dynamodb:BatchGetItem", _ -> operator().get("/v1/stray-events"));
        uses.put("states:GetExecutionHistory", test -> follow(test.task("plain").success(), "{}"));
        uses.put("events:PutEvents", _ -> register(form("t", "orders", "plain", fresh("order"))));
        uses.put("sqs:ReceiveMessage", DeniedTest::wrongEvent);
        uses.put("sqs:DeleteMessage", DeniedTest::wrongEvent);
        uses.put("sqs:SendMessage", DeniedTest::wrongEvent);
        uses.put("sqs:GetQueueAttributes", DeniedTest::wrongEvent);
        uses.put("sqs:GetQueueUrl", DeniedTest::wrongEvent);
        uses.put("sqs:ChangeMessageVisibility", DeniedTest::lookAtDeadLetters);
        return uses;
    }

    static Stream<String> operations() {
        return USES.keySet().stream();
    }

    /// The failure that must happen first, so that the operation is called.
    private static Stream<Fault> before(String operation) {
        return switch (operation) {
            case "s3:AbortMultipartUpload" -> Stream.of(Fault.of("s3:UploadPart", Fault.Kind.DENY, 1));
            case "states:GetExecutionHistory" ->
                Stream.of(Fault.of("states:SendTaskSuccess", Fault.Kind.DROP_AFTER, 1));
            default -> Stream.empty();
        };
    }

    @ParameterizedTest
    @MethodSource("operations")
    void whatIsDeniedWasNeeded(String operation) {
        faults(Stream.concat(before(operation), Stream.of(Fault.of(operation, Fault.Kind.DENY, 1)))
                .toArray(Fault[]::new));

        Objects.requireNonNull(USES.get(operation)).accept(this);

        awaitDenied(operation);
    }

    /// Returns the number of calls that the rule for this operation has struck, from the front's own page.
    private static int struck(String operation) {
        JsonNode rules = json(RestAssured.given()
                        .baseUri(LocalAws.aws().states().toString())
                        .port(LocalAws.aws().states().getPort())
                        .get("/_local/faults"))
                .path("rules");
        return rules.valueStream()
                .filter(rule -> rule.path("operation").asText().equals(operation))
                .mapToInt(rule -> rule.path("struck").asInt())
                .sum();
    }

    private static void awaitDenied(String operation) {
        awaitDenied(operation, SOON.plusSeconds(20));
    }

    private static void awaitDenied(String operation, Duration atMost) {
        await("a call of " + operation + " to be denied").atMost(atMost).until(() -> struck(operation) > 0);
    }

    /// An operation that no action needs is never called, which the test detects.
    @Test
    void whatIsDeniedInVainIsFound() {
        String operation = "dynamodb:UpdateTimeToLive";
        faults(Fault.of(operation, Fault.Kind.DENY, 1));

        record(task("plain").id());

        assertThatThrownBy(() -> awaitDenied(operation, Duration.ofSeconds(2)))
                .isInstanceOf(ConditionTimeoutException.class)
                .hasMessageContaining(operation);
    }

    /// Without the events of their ends, the runners are polled.
    private void scatterUntilItIsLookedFor(String operation) {
        withoutRunnerEvents(() -> {
            scatter(executions().start().token());
            awaitDenied(operation);
        });
    }

    private static void scatter(String token) {
        String runner = fresh("runner");
        createStateMachine(
                runner, "{\"StartAt\": \"Done\", \"States\": {\"Done\": {\"Type\": \"Pass\", \"End\": true}}}");
        Response started = workflow()
                .body("{\"name\": \"denied\", \"items\": [1, 2], \"batch\": {\"maxItems\": 1}, \"runner\": "
                        + "\"arn:aws:states:us-east-1:000000000000:stateMachine:" + runner + "\", \"taskToken\": \""
                        + token + "\"}")
                .post("/v1/batches");
        assertThat(started.statusCode()).as(started.asString()).isEqualTo(202);
    }

    /// One runner fails, and the other, which waits, must be stopped.
    private void giveUpABatch() {
        String runner = fresh("runner");
        createStateMachine(
                runner,
                "{\"StartAt\": \"Choose\", \"States\": {\"Choose\": {\"Type\": \"Choice\", \"Default\": \"Long\", \"Choices\": "
                        + "[{\"Variable\": \"$.items[0]\", \"NumericEquals\": 1, \"Next\": \"Bad\"}]}, \"Bad\": {\"Type\": "
                        + "\"Fail\", \"Error\": \"Spoilt\"}, \"Long\": {\"Type\": \"Wait\", \"Seconds\": 600, \"End\": true}}}");
        Response started = workflow()
                .body("{\"name\": \"denied\", \"items\": [1, 2], \"batch\": {\"maxItems\": 1}, \"stopRunners\": true, "
                        + "\"runner\": \"arn:aws:states:us-east-1:000000000000:stateMachine:" + runner
                        + "\", \"taskToken\": \"" + executions().start().token() + "\"}")
                .post("/v1/batches");
        assertThat(started.statusCode()).as(started.asString()).isEqualTo(202);
    }

    private static void follow(String link, String body) {
        nobody().body(body).post(link);
    }

    private static void upload(String json) {
        workflow().body(json).post("/v1/payloads");
    }

    private void readBack() {
        JsonNode stored = json(workflow().body("[\"" + fresh("kept") + "\"]").post("/v1/payloads"));
        assertThat(stored.has("reference")).as(stored.toString()).isTrue();
        workflow().body("{\"reference\": " + stored.get("reference") + "}").post("/v1/payloads/read");
    }

    private void wrongEvent() {
        events.put("Callback Succeeded", "{\"tag\": \"" + fresh("wrong") + "\"}");
    }

    private void lookAtDeadLetters() {
        wrongEvent();
        await("a dead letter").atMost(SOON).until(() -> {
            JsonNode seen = json(operator().get("/v1/dead-letters"));
            return !seen.path("deadLetters").isEmpty();
        });
    }

    /// Every action of the role is covered above by the operations that need it.
    @Test
    void everyActionOfTheRoleIsTried() {
        Set<String> tried = Set.copyOf(operations().toList());

        // The gateway of the tests has no access secret: SecretsManagerReaderTest reads one, and tests the
        // denial.
        Set<String> elsewhere = Set.of(
                "kms:Decrypt",
                "kms:GenerateDataKey",
                "s3:ListBucket",
                "s3:PutObjectTagging",
                "secretsmanager:GetSecretValue");
        assertThat(TemplateFile.actions("GatewayPolicy"))
                .filteredOn(action -> !elsewhere.contains(action))
                .allSatisfy(action -> assertThat(tried).contains(action));
    }
}
