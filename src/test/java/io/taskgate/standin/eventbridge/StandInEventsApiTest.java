package io.taskgate.standin.eventbridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskgate.standin.Ports;
import io.taskgate.standin.SdkClients;
import io.taskgate.standin.StandIns;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.ConnectionAuthorizationType;
import software.amazon.awssdk.services.eventbridge.model.CreateConnectionRequest;
import software.amazon.awssdk.services.eventbridge.model.DescribeConnectionResponse;
import software.amazon.awssdk.services.eventbridge.model.DescribeRuleResponse;
import software.amazon.awssdk.services.eventbridge.model.EventBridgeException;
import software.amazon.awssdk.services.eventbridge.model.EventBus;
import software.amazon.awssdk.services.eventbridge.model.InvalidEventPatternException;
import software.amazon.awssdk.services.eventbridge.model.LimitExceededException;
import software.amazon.awssdk.services.eventbridge.model.ResourceAlreadyExistsException;
import software.amazon.awssdk.services.eventbridge.model.ResourceNotFoundException;
import software.amazon.awssdk.services.eventbridge.model.Rule;
import software.amazon.awssdk.services.eventbridge.model.RuleState;
import software.amazon.awssdk.services.eventbridge.model.Target;

/// Tests EventBridge's buses, rules, targets, connections and destinations with the AWS SDK.
class StandInEventsApiTest {

    private static final String PATTERN = "{\"source\": [\"shop\"]}";
    private static final String QUEUE = "arn:aws:sqs:us-east-1:000000000000:orders";

    private static StandIns aws;
    private static EventBridgeClient events;

    @BeforeAll
    static void start() throws IOException {
        aws = StandIns.start(Ports.FREE);
        events = SdkClients.client(EventBridgeClient.builder(), aws.events());
    }

    @AfterAll
    static void stop() {
        aws.close();
    }

    private static Consumer<Throwable> says(String code, String message) {
        return thrown -> assertThat(thrown).isInstanceOfSatisfying(EventBridgeException.class, error -> {
            assertThat(error.awsErrorDetails().errorCode()).isEqualTo(code);
            assertThat(error.awsErrorDetails().errorMessage()).contains(message);
        });
    }

    private static void rule(String bus, String name) {
        events.putRule(put -> put.eventBusName(bus).name(name).eventPattern(PATTERN));
    }

    private static void target(String rule, Target target) {
        events.putTargets(put -> put.rule(rule).targets(target));
    }

    private static Target.Builder to(String arn) {
        return Target.builder().id("t").arn(arn);
    }

    @Test
    void busesComeAndGo() {
        String arn = events.createEventBus(create -> create.name("shop")).eventBusArn();
        assertThat(arn).isEqualTo("arn:aws:events:us-east-1:000000000000:event-bus/shop");
        assertThat(events.describeEventBus(describe -> describe.name("shop")).arn())
                .isEqualTo(arn);
        assertThat(events.listEventBuses(list -> list.namePrefix("sh")).eventBuses())
                .extracting(EventBus::name)
                .containsExactly("shop");
        assertThatThrownBy(() -> events.createEventBus(create -> create.name("shop")))
                .isInstanceOf(ResourceAlreadyExistsException.class);
        rule(arn, "on-shop");
        assertThatThrownBy(() -> events.deleteEventBus(delete -> delete.name("shop")))
                .satisfies(says("ValidationException", "has rules"));
        events.deleteRule(delete -> delete.eventBusName("shop").name("on-shop"));
        events.deleteEventBus(delete -> delete.name("shop"));
        assertThatThrownBy(() -> events.describeEventBus(describe -> describe.name("shop")))
                .isInstanceOf(ResourceNotFoundException.class);
        assertThatThrownBy(() -> events.deleteEventBus(delete -> delete.name("default")))
                .satisfies(says("ValidationException", "default"));
    }

    @Test
    void rulesAreMadeChangedAndListed() {
        rule("default", "r-one");
        target("r-one", to(QUEUE).build());
        events.disableRule(disable -> disable.name("r-one"));
        assertThat(events.describeRule(describe -> describe.name("r-one")).state())
                .isEqualTo(RuleState.DISABLED);
        events.enableRule(enable -> enable.name("r-one"));
        events.putRule(put -> put.name("r-one").eventPattern(PATTERN).description("changed"));

        DescribeRuleResponse rule = events.describeRule(describe -> describe.name("r-one"));
        assertThat(rule.state()).isEqualTo(RuleState.ENABLED);
        assertThat(rule.description()).isEqualTo("changed");
        assertThat(rule.eventPattern()).isEqualTo(PATTERN);
        assertThat(rule.arn()).isEqualTo("arn:aws:events:us-east-1:000000000000:rule/r-one");
        assertThat(events.listTargetsByRule(list -> list.rule("r-one")).targets())
                .extracting(Target::arn)
                .containsExactly(QUEUE);
        rule("default", "r-two");
        var first = events.listRules(list -> list.namePrefix("r-").limit(1));
        var second = events.listRules(list -> list.namePrefix("r-").limit(1).nextToken(first.nextToken()));
        assertThat(first.rules()).extracting(Rule::name).containsExactly("r-one");
        assertThat(second.rules()).extracting(Rule::name).containsExactly("r-two");
        assertThat(second.nextToken()).isNull();
        assertThatThrownBy(() -> events.deleteRule(delete -> delete.name("r-one")))
                .satisfies(says("ValidationException", "targets"));
        events.removeTargets(remove -> remove.rule("r-one").ids("t"));
        events.deleteRule(delete -> delete.name("r-one"));
        assertThatThrownBy(() -> events.describeRule(describe -> describe.name("r-one")))
                .isInstanceOf(ResourceNotFoundException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "{\"source\": \"shop\"}", "{\"source\": [{\"prefixes\": \"a\"}]}", "[]"})
    void aWrongPatternIsRefused(String pattern) {
        assertThatThrownBy(() -> events.putRule(put -> put.name("wrong").eventPattern(pattern)))
                .isInstanceOf(InvalidEventPatternException.class)
                .hasMessageContaining("Event pattern is not valid. Reason:");
    }

    @Test
    void aRuleWithoutAPatternOrOnNoBusIsRefused() {
        assertThatThrownBy(() -> events.putRule(put -> put.name("none")))
                .satisfies(says("ValidationException", "EventPattern"));
        assertThatThrownBy(() -> events.putRule(put -> put.name("a b").eventPattern(PATTERN)))
                .satisfies(says("ValidationException", "Name"));
        assertThatThrownBy(() -> events.putRule(put -> put.name("n").scheduleExpression("rate(1 day)")))
                .satisfies(says("ValidationException", "schedules"));
        assertThatThrownBy(() -> rule("nowhere", "n")).isInstanceOf(ResourceNotFoundException.class);
    }

    @Test
    void aPatternIsTriedOut() {
        String event = """
                {"id": "1", "detail-type": "d", "source": "shop", "account": "0", "time": "2026-08-01T08:00:00Z",
                 "region": "r", "resources": [], "detail": {"n": 12}}""";
        assertThat(events.testEventPattern(test -> test.event(event).eventPattern(PATTERN))
                        .result())
                .isTrue();
        assertThat(events.testEventPattern(test ->
                                test.event(event).eventPattern("{\"detail\": {\"n\": [{\"numeric\": [\"<\", 12]}]}}"))
                        .result())
                .isFalse();
        assertThatThrownBy(
                        () -> events.testEventPattern(test -> test.event("{}").eventPattern(PATTERN)))
                .satisfies(says("ValidationException", "Event"));
    }

    @Test
    void wrongTargetsAreRefused() {
        rule("default", "strict");
        assertThatThrownBy(() -> target("nothing", to(QUEUE).build())).isInstanceOf(ResourceNotFoundException.class);
        assertThatThrownBy(
                        () -> target("strict", to("arn:aws:sns:us-east-1:0:t").build()))
                .satisfies(says("ValidationException", "Arn"));
        assertThatThrownBy(() -> target(
                        "strict",
                        to("arn:aws:states:us-east-1:0:stateMachine:m").build()))
                .satisfies(says("ValidationException", "RoleArn"));
        assertThatThrownBy(() -> target("strict", to(QUEUE + ".fifo").build()))
                .satisfies(says("ValidationException", "SqsParameters"));
        assertThatThrownBy(() -> target(
                        "strict",
                        to(QUEUE)
                                .retryPolicy(policy -> policy.maximumRetryAttempts(186))
                                .build()))
                .satisfies(says("ValidationException", "MaximumRetryAttempts"));
        assertThatThrownBy(() -> target(
                        "strict",
                        to(QUEUE)
                                .retryPolicy(policy -> policy.maximumEventAgeInSeconds(59))
                                .build()))
                .satisfies(says("ValidationException", "MaximumEventAgeInSeconds"));
        assertThatThrownBy(() -> target(
                        "strict",
                        to(QUEUE)
                                .deadLetterConfig(letters -> letters.arn(QUEUE + ".fifo"))
                                .build()))
                .satisfies(says("ValidationException", "DeadLetterConfig"));
        List<Target> six = IntStream.range(0, 6)
                .mapToObj(n -> to(QUEUE).id("t" + n).build())
                .toList();
        assertThatThrownBy(() -> events.putTargets(put -> put.rule("strict").targets(six)))
                .isInstanceOf(LimitExceededException.class);
        assertThat(events.listTargetsByRule(list -> list.rule("strict")).targets())
                .isEmpty();
    }

    @Test
    void aConnectionNeverShowsItsSecrets() throws Exception {
        events.createConnection(connection("keyed"));

        DescribeConnectionResponse described = events.describeConnection(describe -> describe.name("keyed"));
        assertThat(described.authParameters().apiKeyAuthParameters().apiKeyName())
                .isEqualTo("X-Key");
        assertThat(raw("AWSEvents.DescribeConnection", "{\"Name\": \"keyed\"}"))
                .contains("X-More")
                .doesNotContain("hidden");
        assertThat(described.connectionStateAsString()).isEqualTo("AUTHORIZED");
        assertThatThrownBy(() -> events.createConnection(connection("keyed")))
                .isInstanceOf(ResourceAlreadyExistsException.class);
        assertThat(events.listConnections(list -> list.namePrefix("keyed")).connections())
                .hasSize(1);
        events.deleteConnection(delete -> delete.name("keyed"));
        assertThatThrownBy(() -> events.describeConnection(describe -> describe.name("keyed")))
                .isInstanceOf(ResourceNotFoundException.class);
    }

    /// The SDK would silently drop a secret in the response.
    private static String raw(String target, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(aws.events())
                .header("X-Amz-Target", target)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static CreateConnectionRequest connection(String name) {
        return CreateConnectionRequest.builder()
                .name(name)
                .authorizationType(ConnectionAuthorizationType.API_KEY)
                .authParameters(auth -> auth.apiKeyAuthParameters(
                                key -> key.apiKeyName("X-Key").apiKeyValue("hidden"))
                        .invocationHttpParameters(http -> http.headerParameters(
                                header -> header.key("X-More").value("hidden").isValueSecret(true))))
                .build();
    }

    @Test
    void anIncompleteConnectionIsRefused() {
        assertThatThrownBy(() -> events.createConnection(create -> create.name("half")
                        .authorizationType("BASIC")
                        .authParameters(auth -> auth.basicAuthParameters(basic -> basic.username("me")))))
                .satisfies(says("ValidationException", "Password"));
    }

    @Test
    void destinationsStayOnThisMachine() {
        String connection =
                events.createConnection(connection("for-destination")).connectionArn();
        String arn = events.createApiDestination(create -> create.name("here")
                        .connectionArn(connection)
                        .httpMethod("POST")
                        .invocationEndpoint("http://127.0.0.1:1/*"))
                .apiDestinationArn();
        assertThat(arn).startsWith("arn:aws:events:us-east-1:000000000000:api-destination/here/");
        assertThat(events.describeApiDestination(describe -> describe.name("here"))
                        .invocationRateLimitPerSecond())
                .isEqualTo(300);
        assertThat(events.listApiDestinations(list -> list.namePrefix("her")).apiDestinations())
                .hasSize(1);
        assertThatThrownBy(() -> events.createApiDestination(create -> create.name("there")
                        .connectionArn(connection)
                        .httpMethod("POST")
                        .invocationEndpoint("https://example.com/")))
                .satisfies(says("ValidationException", "InvocationEndpoint"));
        assertThatThrownBy(() -> events.createApiDestination(create -> create.name("loose")
                        .connectionArn(connection + "x")
                        .httpMethod("POST")
                        .invocationEndpoint("http://127.0.0.1:1/")))
                .isInstanceOf(ResourceNotFoundException.class);
        events.deleteApiDestination(delete -> delete.name("here"));
        assertThatThrownBy(() -> events.describeApiDestination(describe -> describe.name("here")))
                .isInstanceOf(ResourceNotFoundException.class);
    }
}
