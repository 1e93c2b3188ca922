package io.taskgate;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Metrics;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.taskgate.standin.fault.Fault;
import io.taskgate.testing.TestTimeouts;
import io.taskgate.testing.gateway.CalledService;
import io.taskgate.testing.gateway.ExecutionFixture;
import io.taskgate.testing.gateway.LocalAws;
import io.taskgate.testing.gateway.OutputRecorder;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.Select;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.s3.S3Client;

/// The running gateway as its callers see it. Every test uses its own keys and executions.
@Tag("gateway")
@WithTestResource(value = LocalAws.class, scope = TestResourceScope.GLOBAL)
public abstract class GatewayTest {

    private static final Map<String, ExecutionFixture.Waiting> MACHINES = new ConcurrentHashMap<>();

    static {
        TestTimeouts.set();
    }

    public static final Duration SOON = Duration.ofMinutes(1);

    private final ExecutionFixture executions = new ExecutionFixture(LocalAws.aws(), LocalAws.recorder());

    @BeforeEach
    void connectTheStateMachines() {
        LocalAws.aws().gateway(URI.create("http://127.0.0.1:" + RestAssured.port));
    }

    @AfterEach
    protected void noFaults() {
        LocalAws.aws().faults().set(List.of());
    }

    // ---- callers

    protected static RequestSpecification as(String key) {
        return given().header("X-Api-Key", key).contentType("application/json");
    }

    public static RequestSpecification workflow() {
        return as(LocalAws.WORKFLOW);
    }

    public static RequestSpecification worker() {
        return as(LocalAws.WORKER);
    }

    /// The body of an operator's action.
    public static final String REASON = "{\"reason\": \"the test\"}";

    public static RequestSpecification operator() {
        return as(LocalAws.OPERATOR);
    }

    protected static RequestSpecification shipping() {
        return as(LocalAws.SHIPPING);
    }

    protected static RequestSpecification oneMachine() {
        return as(LocalAws.ONE_MACHINE);
    }

    /// A caller that may report the status of the executions of [#REPORTED].
    protected static RequestSpecification reporter() {
        return as(LocalAws.REPORTER);
    }

    protected static final String REPORTED = "reported-one";

    public static RequestSpecification nobody() {
        return given().contentType("application/json");
    }

    // ---- state

    public static String fresh(String prefix) {
        return prefix + "-" + UUID.randomUUID();
    }

    public ExecutionFixture executions() {
        return executions;
    }

    public static OutputRecorder recorder() {
        return LocalAws.recorder();
    }

    protected static CalledService service() {
        return LocalAws.service();
    }

    protected static CalledService secured() {
        return LocalAws.secured();
    }

    /// Returns the number of records in the ledger.
    protected static long records() {
        try (DynamoDbClient dynamodb =
                ExecutionFixture.client(DynamoDbClient.builder(), LocalAws.aws().dynamodb())) {
            return dynamodb.scan(scan -> scan.tableName("taskgate-callbacks").select(Select.COUNT))
                    .count();
        }
    }

    /// Returns the number of payloads in the bucket.
    protected static long storedPayloads() {
        try (S3Client s3 = s3()) {
            return s3.listObjectsV2Paginator(list -> list.bucket("taskgate-payloads")).contents().stream()
                    .count();
        }
    }

    /// Returns the spool directory of the gateway.
    protected static Path spools() {
        return LocalAws.SPOOLS;
    }

    /// Returns the number of multipart uploads that are neither completed nor aborted.
    protected static int uploadsUnderWay() {
        try (S3Client s3 = s3()) {
            return s3.listMultipartUploads(list -> list.bucket("taskgate-payloads"))
                    .uploads()
                    .size();
        }
    }

    private static S3Client s3() {
        return ExecutionFixture.client(
                S3Client.builder().forcePathStyle(true), LocalAws.aws().s3());
    }

    /// Returns the calls that Step Functions applied to an execution, as JSON Lines.
    protected static List<String> truth(String executionArn) {
        return LocalAws.aws().truth().lines().stream()
                .filter(line -> line.contains(executionArn))
                .toList();
    }

    protected static void faults(Fault... faults) {
        LocalAws.aws().faults().set(List.of(faults));
    }

    /// @return the ARN
    public static String createStateMachine(String name, String definition) {
        return LocalAws.aws().createStateMachine(name, definition);
    }

    public void updateStateMachine(String arn, String definition) {
        executions
                .sfn()
                .updateStateMachine(update -> update.stateMachineArn(arn).definition(definition));
    }

    /// Returns the content of the payload bucket.
    protected static String stored(String key) {
        try (S3Client s3 = s3()) {
            return s3.getObjectAsBytes(get -> get.bucket("taskgate-payloads").key(key))
                    .asUtf8String();
        }
    }

    /// A runner whose end is not reported.
    protected static void withoutRunnerEvents(Runnable during) {
        try (EventBridgeClient events = ExecutionFixture.client(
                EventBridgeClient.builder(), LocalAws.aws().events())) {
            events.disableRule(disable -> disable.name("runner-ends"));
            try {
                during.run();
            } finally {
                events.enableRule(enable -> enable.name("runner-ends"));
            }
        }
    }

    protected static void withoutLedger(Runnable during) {
        LocalAws.dynamodb().cutWhile(during);
    }

    protected static void withoutPayloadStore(Runnable during) {
        LocalAws.s3().cutWhile(during);
    }

    // ---- requests

    /// Returns the body of a registration.
    protected static ObjectNode form(String token, String service, String operation, String key) {
        ObjectNode form = JsonNodeFactory.instance.objectNode();
        form.put("taskToken", token).put("service", service).put("operation", operation);
        form.putObject("input").putObject("order").put("id", key).put("customer", "customer-7");
        return form.put("correlationKey", key);
    }

    protected static Response register(JsonNode form) {
        return workflow().body(form.toString()).post("/v1/callbacks");
    }

    /// An execution whose token is registered under a key.
    ///
    /// @param links the links of the response
    protected record Task(ExecutionFixture.Waiting execution, String key, String id, JsonNode links) {

        public String success() {
            return local("success");
        }

        public String failure() {
            return local("failure");
        }

        public String heartbeat() {
            return local("heartbeat");
        }

        /// Returns the link without the public host, which does not exist in tests.
        private String local(String name) {
            URI link = URI.create(links.path(name).asText());
            return link.getRawPath() + "?" + link.getRawQuery();
        }

        public String signature() {
            return URI.create(links.path("success").asText()).getQuery().substring("signature=".length());
        }
    }

    protected Task task(String operation) {
        return task("orders", operation, fresh("order"));
    }

    protected Task task(String service, String operation, String key) {
        // A newer token for the same work comes from the same state machine, because another one does not own
        // the callback.
        ExecutionFixture.Waiting execution =
                MACHINES.compute(key, (_, before) -> before == null ? executions.start() : executions.again(before));
        ObjectNode form = form(execution.token(), service, operation, key).put("executionArn", execution.arn());
        form.putObject("input").putObject("order").put("id", "o-1").put("customer", "c-7");
        return registered(execution, key, form);
    }

    protected static Task registered(ExecutionFixture.Waiting execution, String key, ObjectNode form) {
        Response response = register(form);
        assertThat(response.statusCode()).as(response.asString()).isEqualTo(202);
        JsonNode json = json(response);
        return new Task(execution, key, json.path("callbackId").asText(), json.path("links"));
    }

    protected static String byKey(Task task, String operation, String what) {
        return "/v1/correlations/orders/" + operation + "/" + task.key() + "/" + what;
    }

    public static JsonNode json(Response response) {
        return io.taskgate.payload.json.Json.parseTrusted(response.asByteArray());
    }

    /// Returns the number of events with this result (`taskgate.events`). The counter may be updated slightly
    /// after the result is visible.
    protected static double metric(String result) {
        return Metrics.globalRegistry.find("taskgate.events").tag("result", result).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    /// Returns the record from the operator API.
    public static JsonNode record(String id) {
        return json(operator().get("/v1/callbacks/" + id));
    }

    public static void awaitState(String id, String state) {
        await("state of " + id)
                .atMost(SOON)
                .untilAsserted(
                        () -> assertThat(record(id).path("state").asText()).isEqualTo(state));
    }

    /// Checks that a response is a problem document with this slug.
    protected static JsonNode problem(Response response, int status, String slug) {
        assertThat(response.statusCode()).as(response.asString()).isEqualTo(status);
        assertThat(response.contentType()).startsWith("application/problem+json");
        JsonNode problem = json(response);
        assertThat(problem.path("type").asText()).endsWith(":" + slug);
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(problem.path("title").asText()).isNotBlank();
        assertThat(problem.path("detail").asText()).isNotBlank();
        assertThat(problem.path("instance").asText()).startsWith("/");
        return problem;
    }
}
