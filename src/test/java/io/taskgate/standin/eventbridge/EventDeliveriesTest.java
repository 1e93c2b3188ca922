package io.taskgate.standin.eventbridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.taskgate.standin.ManualTimers;
import io.taskgate.standin.Ports;
import io.taskgate.standin.SdkClients;
import io.taskgate.standin.StandIns;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.fault.Fault;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.CreateConnectionRequest;
import software.amazon.awssdk.services.eventbridge.model.Target;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/// From PutEvents to each kind of target: what arrives, how often it is tried, and where it ends when it does
/// not.
class EventDeliveriesTest {

    private static final String ACCOUNT = "arn:aws:sqs:us-east-1:000000000000:";
    private static final String ROLE = "arn:aws:iam::000000000000:role/local";

    private record Got(String path, Map<String, String> headers, String body) {}

    private final ManualTimers timers = new ManualTimers();
    private final List<Got> got = new CopyOnWriteArrayList<>();
    private final Queue<Integer> answers = new ArrayDeque<>();
    private final CountDownLatch release = new CountDownLatch(1);
    private StandIns aws;
    private EventBridgeClient events;
    private SqsClient sqs;
    private HttpServer service;

    @BeforeEach
    void start() throws IOException {
        aws = StandIns.start(Ports.FREE, timers);
        events = SdkClients.client(EventBridgeClient.builder(), aws.events());
        sqs = SdkClients.client(SqsClient.builder(), aws.sqs());
        service = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        service.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        service.createContext("/", this::serve);
        service.start();
    }

    @AfterEach
    void stop() {
        release.countDown();
        service.stop(0);
        aws.close();
    }

    /// Answers 200 once it has no other answer left; to -1 it keeps silent.
    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            Map<String, String> headers = exchange.getRequestHeaders().entrySet().stream()
                    .collect(Collectors.toMap(
                            Map.Entry::getKey, header -> header.getValue().getFirst()));
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            got.add(new Got(exchange.getRequestURI().toString(), headers, body));
            Integer status = exchange.getRequestURI().getPath().equals("/token") ? null : answers.poll();
            if (Integer.valueOf(-1).equals(status)) {
                release.await();
            }
            byte[] answer = "{\"access_token\": \"t1\"}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status == null ? 200 : status, answer.length);
            exchange.getResponseBody().write(answer);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private String base() {
        return "http://127.0.0.1:" + service.getAddress().getPort();
    }

    private void rule(Target target) {
        events.putRule(put -> put.name("shop").eventPattern("{\"source\": [\"shop\"]}"));
        events.putTargets(put -> put.rule("shop").targets(target));
    }

    private void event(String detail) {
        events.putEvents(put ->
                put.entries(entry -> entry.source("shop").detailType("Order").detail(detail)));
    }

    private Target.Builder destination(CreateConnectionRequest.Builder connection, String path) {
        String arn = events.createConnection(connection.name("c").build()).connectionArn();
        String destination = events.createApiDestination(create ->
                        create.name("d").connectionArn(arn).httpMethod("POST").invocationEndpoint(base() + path))
                .apiDestinationArn();
        return Target.builder().id("t").arn(destination).roleArn(ROLE);
    }

    private static CreateConnectionRequest.Builder keyed() {
        return CreateConnectionRequest.builder()
                .authorizationType("API_KEY")
                .authParameters(auth ->
                        auth.apiKeyAuthParameters(key -> key.apiKeyName("X-Key").apiKeyValue("k1")));
    }

    private String queue(String name) {
        return sqs.createQueue(create -> create.queueName(name)).queueUrl();
    }

    private Message received(String url) {
        return await().until(
                        () -> sqs.receiveMessage(receive -> receive.queueUrl(url)
                                        .waitTimeSeconds(1)
                                        .messageAttributeNames("All")
                                        .attributeNames(QueueAttributeName.ALL))
                                .messages(),
                        messages -> !messages.isEmpty())
                .getFirst();
    }

    private List<JsonNode> truth(String applied) {
        return aws.truth().lines().stream()
                .map(StatesJson::parsed)
                .filter(line -> line.path("applied").asText().equals(applied))
                .toList();
    }

    /// Past the pause after the `failed`th failure.
    private void passRetry(int failed) {
        awaitFailures(failed);
        // No further: the time-out of the try that begins now must not pass too.
        timers.advanceToNext();
    }

    private void awaitFailures(int failed) {
        await().until(() -> truth("DeliveryFailed").size() == failed);
    }

    private void passTime(int failed) {
        awaitFailures(failed);
        // At once: the time-out of the try that begins now must not pass too.
        timers.leap(Duration.ofMinutes(10));
    }

    @Test
    void aQueueGetsWhatTheTransformerMakes() {
        String url = queue("orders");
        rule(Target.builder()
                .id("t")
                .arn(ACCOUNT + "orders")
                .inputTransformer(input -> input.inputPathsMap(Map.of("id", "$.detail.id"))
                        .inputTemplate("{\"order\": <id>, \"by\": \"<aws.events.rule-name>\"}"))
                .build());

        event("{\"id\": \"o1\"}");

        assertThat(received(url).body()).isEqualTo("{\"order\": \"o1\", \"by\": \"shop\"}");
        await().until(() -> truth("Delivery").size() == 1);
        assertThat(truth("Delivery").getFirst().path("eventId").asText())
                .isEqualTo(truth("PutEvents").getFirst().path("eventId").asText());
    }

    @Test
    void aFifoQueueGetsItsGroup() {
        String url = sqs.createQueue(create ->
                        create.queueName("orders.fifo").attributes(Map.of(QueueAttributeName.FIFO_QUEUE, "true")))
                .queueUrl();
        rule(Target.builder()
                .id("t")
                .arn(ACCOUNT + "orders.fifo")
                .sqsParameters(parameters -> parameters.messageGroupId("g1"))
                .build());

        event("{}");

        assertThat(received(url).attributesAsStrings()).containsEntry("MessageGroupId", "g1");
    }

    @Test
    void aDisabledRuleDeliversNothing() {
        String url = queue("orders");
        rule(Target.builder().id("t").arn(ACCOUNT + "orders").build());
        events.disableRule(disable -> disable.name("shop"));
        event("{\"n\": 1}");
        events.enableRule(enable -> enable.name("shop"));
        event("{\"n\": 2}");

        assertThat(received(url).body()).contains("\"n\":2");
        await().until(() -> !truth("Delivery").isEmpty());
        assertThat(truth("Delivery")).hasSize(1);
    }

    @Test
    void anEventIsDeliveredTwiceOrLate() {
        queue("orders");
        rule(Target.builder().id("t").arn(ACCOUNT + "orders").build());
        aws.faults()
                .set(List.of(
                        Fault.read(StatesJson.parsed(
                                "{\"operation\": \"Deliver\", \"kind\": \"reorder\", \"millis\": 700, \"times\": 1}")),
                        Fault.read(StatesJson.parsed("{\"operation\": \"*\", \"kind\": \"duplicate\"}"))));

        event("{\"n\": 1}");
        event("{\"n\": 2}");

        await().until(() -> truth("Delivery").size() == 2 && timers.pending() == 1);
        timers.advance(Duration.ofMillis(699));
        assertThat(timers.pending()).isEqualTo(1);
        timers.advance(Duration.ofMillis(1));
        await().until(() -> truth("Delivery").size() == 3);
        assertThat(truth("Delivery"))
                .extracting(line -> line.path("fault").asText())
                .containsExactly("duplicate", "duplicate", "reorder");
    }

    @Test
    void aStateMachineStartsWithTheEvent() {
        String machine = aws.createStateMachine(
                "pass", "{\"StartAt\": \"P\", \"States\": {\"P\": {\"Type\": \"Pass\", \"End\": true}}}");
        rule(Target.builder()
                .id("t")
                .arn(machine)
                .roleArn(ROLE)
                .inputPath("$.detail")
                .build());

        event("{\"id\": \"o1\"}");

        SfnClient sfn = SdkClients.client(SfnClient.builder(), aws.states());
        await().until(
                        () -> sfn.listExecutions(
                                        list -> list.stateMachineArn(machine).statusFilter(ExecutionStatus.SUCCEEDED))
                                .executions(),
                        executions -> executions.stream()
                                .anyMatch(execution -> sfn.describeExecution(
                                                describe -> describe.executionArn(execution.executionArn()))
                                        .input()
                                        .equals("{\"id\":\"o1\"}")));
    }

    @Test
    void aDestinationGetsItsKeyPathAndParameters() {
        CreateConnectionRequest.Builder connection = keyed().authParameters(auth -> auth.apiKeyAuthParameters(
                        key -> key.apiKeyName("X-Key").apiKeyValue("k1"))
                .invocationHttpParameters(http -> http.headerParameters(
                                header -> header.key("X-Who").value("connection"))
                        .bodyParameters(body -> body.key("from").value("bus"))));
        rule(destination(connection, "/orders/*/lines")
                .inputPath("$.detail")
                .httpParameters(http -> http.pathParameterValues("$.detail.id")
                        .queryStringParameters(Map.of("type", "$.detail-type"))
                        .headerParameters(Map.of("X-Who", "target", "X-Order", "$.detail.id")))
                .build());

        event("{\"id\": \"o 1\"}");

        await().until(() -> got.size() == 1);
        Got call = got.getFirst();
        assertThat(call.path()).isEqualTo("/orders/o%201/lines?type=Order");
        assertThat(call.headers())
                .containsEntry("X-key", "k1")
                .containsEntry("X-who", "connection")
                .containsEntry("X-order", "o 1")
                .containsEntry("Content-type", "application/json; charset=utf-8");
        assertThat(call.body()).isEqualTo("{\"id\":\"o 1\",\"from\":\"bus\"}");
    }

    @Test
    void basicAndClientCredentialsProveThemselves() {
        rule(destination(
                        CreateConnectionRequest.builder()
                                .authorizationType("BASIC")
                                .authParameters(auth -> auth.basicAuthParameters(
                                        basic -> basic.username("me").password("pw"))),
                        "/a")
                .build());
        event("{}");
        await().until(() -> got.size() == 1);
        assertThat(got.getFirst().headers()).containsEntry("Authorization", "Basic bWU6cHc=");
    }

    @Test
    void aRefusedTokenIsFetchedAgain() {
        rule(destination(
                        CreateConnectionRequest.builder()
                                .authorizationType("OAUTH_CLIENT_CREDENTIALS")
                                .authParameters(auth -> auth.oAuthParameters(oauth -> oauth.httpMethod("POST")
                                        .authorizationEndpoint(base() + "/token")
                                        .clientParameters(
                                                client -> client.clientID("id").clientSecret("s e")))),
                        "/a")
                .build());
        answers.add(401);

        event("{}");
        passRetry(1);

        await().until(() -> truth("Delivery").size() == 1);
        assertThat(got).extracting(Got::path).containsExactly("/token", "/a", "/token", "/a");
        assertThat(got.getFirst().body()).isEqualTo("grant_type=client_credentials&client_id=id&client_secret=s%20e");
        assertThat(got.getLast().headers()).containsEntry("Authorization", "Bearer t1");
    }

    @Test
    void aPassingFailureIsTriedAgainAndThenToTheDeadLetters() {
        String letters = queue("letters");
        answers.addAll(List.of(503, 429, 500));
        rule(destination(keyed(), "/a")
                .retryPolicy(policy -> policy.maximumRetryAttempts(2))
                .deadLetterConfig(dead -> dead.arn(ACCOUNT + "letters"))
                .build());

        event("{\"id\": \"o1\"}");
        passRetry(1);
        passRetry(2);

        Message letter = received(letters);
        assertThat(StatesJson.parsed(letter.body()).at("/detail/id").asText()).isEqualTo("o1");
        Map<String, String> attributes = letter.messageAttributes().entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, attribute -> attribute.getValue().stringValue()));
        assertThat(attributes)
                .containsEntry("RULE_ARN", "arn:aws:events:us-east-1:000000000000:rule/shop")
                .containsEntry("ERROR_CODE", "ERROR_FROM_TARGET")
                .containsEntry("EXHAUSTED_RETRY_CONDITION", "MaximumRetryAttempts")
                .containsEntry("RETRY_ATTEMPTS", "2")
                .containsKeys("TARGET_ARN", "ERROR_MESSAGE");
        assertThat(got).hasSize(3);
    }

    @Test
    void anEventThatGrewTooOldIsDropped() {
        answers.addAll(List.of(503, 503, 503));
        rule(destination(keyed(), "/a")
                .retryPolicy(policy -> policy.maximumEventAgeInSeconds(60))
                .build());

        event("{}");
        passTime(1);

        await().until(() -> truth("DeliveryDropped").size() == 1);
        JsonNode dropped = truth("DeliveryDropped").getFirst();
        assertThat(dropped.path("exhausted").asText()).isEqualTo("MaximumEventAgeInSeconds");
        assertThat(dropped.path("errorCode").asText()).isEqualTo("ERROR_FROM_TARGET");
    }

    @Test
    void aRefusalAndAMissingQueueAreNotTriedAgain() {
        answers.add(400);
        rule(destination(keyed(), "/a").build());
        events.putTargets(put -> put.rule("shop")
                .targets(Target.builder().id("u").arn(ACCOUNT + "nowhere").build()));

        event("{}");

        await().until(() -> truth("DeliveryDropped").size() == 2);
        assertThat(truth("DeliveryDropped"))
                .extracting(line -> line.path("errorCode").asText())
                .containsExactlyInAnyOrder("ERROR_FROM_TARGET", "NO_RESOURCE");
        assertThat(timers.pending()).isZero();
    }

    @Test
    void fiveSecondsWithoutAnAnswerAreTooMany() {
        answers.add(-1);
        rule(destination(keyed(), "/a")
                .retryPolicy(policy -> policy.maximumRetryAttempts(0))
                .build());

        event("{}");
        await().until(() -> got.size() == 1 && timers.pending() == 1);
        timers.advance(Duration.ofSeconds(4));
        assertThat(truth("DeliveryDropped")).isEmpty();
        timers.advance(Duration.ofSeconds(1));

        await().until(() -> truth("DeliveryDropped").size() == 1);
        assertThat(truth("DeliveryDropped").getFirst().path("errorCode").asText())
                .isEqualTo("TIMEOUT");
    }

    @Test
    void aDestinationIsCalledNoFasterThanItsRate() {
        Target.Builder target = destination(keyed(), "/a");
        events.deleteApiDestination(delete -> delete.name("d"));
        String slow = events.createApiDestination(create -> create.name("slow")
                        .connectionArn(events.describeConnection(describe -> describe.name("c"))
                                .connectionArn())
                        .httpMethod("POST")
                        .invocationEndpoint(base() + "/slow")
                        .invocationRateLimitPerSecond(1))
                .apiDestinationArn();
        rule(target.arn(slow).build());

        event("{}");
        event("{}");
        await().until(() -> truth("Delivery").size() == 1);
        passTime(1);

        await().until(() -> truth("Delivery").size() == 2);
        assertThat(got).hasSize(2);
    }
}
