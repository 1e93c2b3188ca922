package io.taskgate.standin.eventbridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.standin.Ports;
import io.taskgate.standin.SdkClients;
import io.taskgate.standin.StandIns;
import io.taskgate.standin.definition.StatesJson;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.Target;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

/// Event buses as targets, in the account and in another one, with its policy, and the trace header.
class BusToBusTest {

    private static final String HOME = "000000000000";
    private static final String OTHER = "222222222222";
    private static final String TRACE = "Root=1-67891233-abcdef012345678912345678;Parent=463ac35c9f6413ad;Sampled=1";

    private static StandIns aws;
    private static EventBridgeClient home;
    private static EventBridgeClient other;
    private static SqsClient queues;

    @BeforeAll
    static void start() throws IOException {
        aws = StandIns.start(Ports.FREE);
        home = client(HOME);
        other = client(OTHER);
        queues = SdkClients.client(SqsClient.builder(), aws.sqs());
    }

    @AfterAll
    static void stop() {
        aws.close();
    }

    private static EventBridgeClient client(String account) {
        return EventBridgeClient.builder()
                .endpointOverride(aws.events())
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(account, "x")))
                .httpClient(UrlConnectionHttpClient.create())
                .build();
    }

    private static void rule(EventBridgeClient in, String bus, String source, String target) {
        in.putRule(put -> put.name(source).eventBusName(bus).eventPattern("{\"source\": [\"" + source + "\"]}"));
        in.putTargets(put -> put.rule(source)
                .eventBusName(bus)
                .targets(Target.builder().id("t").arn(target).build()));
    }

    private static String queue(String name) {
        return queues.createQueue(create -> create.queueName(name)).queueUrl();
    }

    private static String queueArn(String name) {
        return "arn:aws:sqs:us-east-1:" + HOME + ":" + name;
    }

    private static Optional<Message> message(String queue, int seconds) {
        return queues
                .receiveMessage(receive -> receive.queueUrl(queue)
                        .waitTimeSeconds(seconds)
                        .messageSystemAttributeNames(MessageSystemAttributeName.ALL))
                .messages()
                .stream()
                .findFirst();
    }

    private static void put(String source) {
        home.putEvents(put -> put.entries(entry ->
                entry.source(source).detailType("Order").detail("{\"n\":1}").traceHeader(TRACE)));
    }

    @Test
    void anEventReachesTheQueueOfAnotherAccountWithItsTrace() {
        String queue = queue("accounts");
        other.createEventBus(create -> create.name("in"));
        other.putPermission(put -> put.eventBusName("in")
                .action("events:PutEvents")
                .principal(HOME)
                .statementId("home"));
        rule(other, "in", "accounts", queueArn("accounts"));
        rule(home, "default", "accounts", "arn:aws:events:us-east-1:" + OTHER + ":event-bus/in");

        put("accounts");

        Message message = message(queue, 20).orElseThrow();
        JsonNode event = StatesJson.parsed(message.body());
        assertThat(event.path("account").asText()).isEqualTo(HOME);
        assertThat(event.path("detail").path("n").asInt()).isEqualTo(1);
        assertThat(message.attributes()).containsEntry(MessageSystemAttributeName.AWS_TRACE_HEADER, TRACE);
    }

    @Test
    void aBusWithoutAPolicyLetsNoOtherAccountIn() {
        String dead = queue("dead");
        home.putRule(put -> put.name("refused").eventPattern("{\"source\": [\"refused\"]}"));
        String closed = "arn:aws:events:us-east-1:" + OTHER + ":event-bus/default";
        home.putTargets(put -> put.rule("refused")
                .targets(Target.builder()
                        .id("t")
                        .arn(closed)
                        .deadLetterConfig(config -> config.arn(queueArn("dead")))
                        .build()));

        put("refused");

        Message letter = queues.receiveMessage(
                        receive -> receive.queueUrl(dead).waitTimeSeconds(20).messageAttributeNames("All"))
                .messages()
                .getFirst();
        assertThat(letter.messageAttributes().get("ERROR_CODE").stringValue()).isEqualTo("NO_PERMISSIONS");
        assertThatThrownBy(() -> home.putEvents(put -> put.entries(entry ->
                        entry.eventBusName(closed).source("s").detailType("d").detail("{}"))))
                .isInstanceOfSatisfying(
                        AwsServiceException.class,
                        error -> assertThat(error.awsErrorDetails().errorCode()).isEqualTo("AccessDeniedException"));
    }

    @Test
    void putEventsNamesABusOfAnotherAccount() {
        String queue = queue("direct");
        other.createEventBus(create -> create.name("direct"));
        other.putPermission(put -> put.eventBusName("direct").policy("""
                {"Version": "2012-10-17", "Statement": [{"Sid": "all", "Effect": "Allow", "Principal": "*",
                 "Action": "events:PutEvents", "Resource": "*"}]}"""));
        rule(other, "direct", "direct", queueArn("direct"));

        home.putEvents(put ->
                put.entries(entry -> entry.eventBusName("arn:aws:events:us-east-1:" + OTHER + ":event-bus/direct")
                        .source("direct")
                        .detailType("Order")
                        .detail("{}")));

        assertThat(message(queue, 20)).isPresent();
    }

    /// As the guide says, an event that a bus sent is not sent on to a third one, so that it can't go round.
    @Test
    void anEventGoesFromBusToBusOnce() {
        home.createEventBus(create -> create.name("second"));
        String first = "arn:aws:events:us-east-1:" + HOME + ":event-bus/default";
        rule(home, "default", "chain", "arn:aws:events:us-east-1:" + HOME + ":event-bus/second");
        rule(home, "second", "chain", first);
        List<JsonNode> seen = new CopyOnWriteArrayList<>();
        aws.bus().subscribe("{\"source\": [\"chain\"]}", seen::add);
        aws.bus().subscribe("second", "{\"source\": [\"chain\"]}", seen::add);

        put("chain");
        put("chain-end");

        await().until(() -> seen.size() == 2);
        assertThat(aws.truth().lines().stream()
                        .filter(line -> line.contains("\"Delivery\"") && line.contains(":rule/second/chain"))
                        .toList())
                .isEmpty();
    }

    @Test
    void policiesAreShownAndRemoved() {
        home.createEventBus(create -> create.name("policy").description("before"));
        home.putPermission(put -> put.eventBusName("policy")
                .action("events:PutEvents")
                .principal(OTHER)
                .statementId("one"));

        assertThat(StatesJson.parsed(home.describeEventBus(describe -> describe.name("policy"))
                                .policy())
                        .at("/Statement/0/Principal/AWS")
                        .asText())
                .isEqualTo("arn:aws:iam::" + OTHER + ":root");
        assertThat(home.updateEventBus(update -> update.name("policy").description("after"))
                        .description())
                .isEqualTo("after");
        home.removePermission(remove -> remove.eventBusName("policy").statementId("one"));
        assertThat(home.describeEventBus(describe -> describe.name("policy"))).satisfies(bus -> {
            assertThat(bus.policy()).isNull();
            assertThat(bus.description()).isEqualTo("after");
        });
        assertThatThrownBy(() -> home.removePermission(
                        remove -> remove.eventBusName("policy").statementId("one")))
                .hasMessageContaining("does not exist");
        assertThatThrownBy(() -> home.putPermission(put -> put.eventBusName("policy")
                        .action("events:PutRule")
                        .principal(OTHER)
                        .statementId("two")))
                .hasMessageContaining("action");
        assertThatThrownBy(() -> home.putPermission(put -> put.eventBusName("policy")
                        .action("events:PutEvents")
                        .principal("me")
                        .statementId("two")))
                .hasMessageContaining("principal");
    }

    @Test
    void aBusTakesTheWholeEventOnly() {
        home.putRule(put -> put.name("input").eventPattern("{\"source\": [\"input\"]}"));
        assertThatThrownBy(() -> home.putTargets(put -> put.rule("input")
                        .targets(Target.builder()
                                .id("t")
                                .arn("arn:aws:events:us-east-1:" + OTHER + ":event-bus/in")
                                .input("{}")
                                .build())))
                .hasMessageContaining("not supported for target");
    }

    @Test
    void aTraceHeaderHasAtMost500Characters() {
        assertThatThrownBy(() -> home.putEvents(put -> put.entries(
                        entry -> entry.source("s").detailType("d").detail("{}").traceHeader("x".repeat(501)))))
                .hasMessageContaining("TraceHeader");
    }

    @Test
    void tagsAndRulesOfATargetAreListed() {
        String arn = home.putRule(put -> put.name("tagged")
                        .eventPattern("{\"source\": [\"tagged\"]}")
                        .roleArn("arn:aws:iam::" + HOME + ":role/rules")
                        .tags(tag -> tag.key("team").value("orders")))
                .ruleArn();
        rule(home, "default", "tagged-too", queueArn("callback-events"));
        home.tagResource(
                tag -> tag.resourceARN(arn).tags(each -> each.key("stage").value("test")));
        home.untagResource(untag -> untag.resourceARN(arn).tagKeys("team"));

        assertThat(home.describeRule(describe -> describe.name("tagged"))).satisfies(rule -> {
            assertThat(rule.roleArn()).isEqualTo("arn:aws:iam::" + HOME + ":role/rules");
            assertThat(rule.createdBy()).isEqualTo(HOME);
        });
        assertThat(home.listTagsForResource(list -> list.resourceARN(arn)).tags())
                .singleElement()
                .satisfies(tag -> assertThat(tag.key() + "=" + tag.value()).isEqualTo("stage=test"));
        assertThat(home.listRuleNamesByTarget(list -> list.targetArn(queueArn("callback-events")))
                        .ruleNames())
                .contains("tagged-too", "callback-events")
                .doesNotContain("tagged");
        assertThatThrownBy(() -> home.listTagsForResource(list -> list.resourceARN(arn + "-not")))
                .hasMessageContaining("does not exist");
    }
}
