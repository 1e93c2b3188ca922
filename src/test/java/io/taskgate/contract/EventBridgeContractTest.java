package io.taskgate.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskgate.standin.StandIns;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.InvalidEventPatternException;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResponse;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResultEntry;
import software.amazon.awssdk.services.eventbridge.model.ResourceAlreadyExistsException;
import software.amazon.awssdk.services.eventbridge.model.ResourceNotFoundException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/// Checks the EventBridge part of the contract.
class EventBridgeContractTest {

    private static EventBridgeClient events;
    private static SqsClient sqs;

    @BeforeAll
    static void make() {
        events = ContractTarget.client(EventBridgeClient.builder(), StandIns::events);
        sqs = ContractTarget.client(SqsClient.builder(), StandIns::sqs);
    }

    private static PutEventsRequestEntry.Builder entry() {
        return PutEventsRequestEntry.builder()
                .source("taskgate.contract")
                .detailType("Contract")
                .detail("{\"n\": 1}");
    }

    private static PutEventsResponse put(PutEventsRequestEntry.Builder... entries) {
        return events.putEvents(put -> put.entries(List.of(entries).stream()
                .map(PutEventsRequestEntry.Builder::build)
                .toList()));
    }

    @Test
    void eachEntryFailsOnItsOwn() {
        PutEventsResponse answer = put(
                entry(),
                entry().source(null),
                entry().detailType(null),
                entry().detail("no JSON"),
                entry().detail("[]"),
                entry().source("aws.states"),
                entry());

        assertThat(answer.failedEntryCount()).isEqualTo(5);
        assertThat(answer.entries())
                .extracting(PutEventsResultEntry::errorCode)
                .containsExactly(
                        null,
                        "InvalidArgument",
                        "InvalidArgument",
                        "MalformedDetail",
                        "MalformedDetail",
                        "NotAuthorizedForSourceException",
                        null);
        assertThat(answer.entries().getFirst().eventId()).isNotEmpty();
        assertThat(answer.entries().get(1).eventId()).isNull();
    }

    @Test
    void aCallHoldsOneToTenEntries() {
        assertThatThrownBy(() -> put()).satisfies(ContractTarget.code("ValidationException"));
        assertThatThrownBy(() -> events.putEvents(put -> put.entries(Collections.nCopies(11, entry().build()))))
                .satisfies(ContractTarget.code("ValidationException"));
        assertThat(events.putEvents(put -> put.entries(Collections.nCopies(10, entry().build())))
                        .failedEntryCount())
                .isZero();
    }

    @Test
    @StandInsOnly("AWS accepts 256 KB or, in regions with the change of 2026-01, 1 MB")
    void aCallHoldsAtMost256KB() {
        int rest = "taskgate.contract".length() + "Contract".length() + "{\"x\":\"\"}".length();
        String full = "{\"x\":\"" + "x".repeat(262_144 - rest) + "\"}";

        assertThat(put(entry().detail(full)).failedEntryCount()).isZero();
        assertThatThrownBy(() -> put(entry().detail(full.replace("x\"}", "xx\"}"))))
                .satisfies(ContractTarget.code("ValidationException"));
    }

    @Test
    void anEntryForABusThatIsNotThereIsTaken() {
        assertThat(put(entry().eventBusName(ContractTarget.name())).failedEntryCount())
                .isZero();
    }

    @Test
    void aWrongPatternAndMissingThingsAreToldApart() {
        assertThatThrownBy(() ->
                        events.putRule(put -> put.name(ContractTarget.name()).eventPattern("{\"source\": \"a\"}")))
                .isInstanceOf(InvalidEventPatternException.class);
        assertThatThrownBy(() -> events.putRule(put -> put.name(ContractTarget.name())
                        .eventBusName(ContractTarget.name())
                        .eventPattern("{\"source\": [\"a\"]}")))
                .isInstanceOf(ResourceNotFoundException.class);
        assertThatThrownBy(() -> events.describeRule(describe -> describe.name(ContractTarget.name())))
                .isInstanceOf(ResourceNotFoundException.class);
        assertThatThrownBy(() -> events.putTargets(put -> put.rule(ContractTarget.name())
                        .targets(target -> target.id("t").arn("arn:aws:sqs:us-east-1:000000000000:q"))))
                .isInstanceOf(ResourceNotFoundException.class);
    }

    @Test
    void aBusIsMadeOnce() {
        String bus = ContractTarget.name();
        events.createEventBus(create -> create.name(bus));
        try {
            assertThatThrownBy(() -> events.createEventBus(create -> create.name(bus)))
                    .isInstanceOf(ResourceAlreadyExistsException.class);
        } finally {
            events.deleteEventBus(delete -> delete.name(bus));
        }
    }

    @Test
    void aRuleBringsATransformedEventToItsQueue() {
        String name = ContractTarget.name();
        String queue = sqs.createQueue(create -> create.queueName(name)).queueUrl();
        String arn = sqs.getQueueAttributes(get -> get.queueUrl(queue).attributeNames(QueueAttributeName.QUEUE_ARN))
                .attributes()
                .get(QueueAttributeName.QUEUE_ARN);
        allow(queue, arn);
        events.putRule(put -> put.name(name).eventPattern("{\"detail\": {\"mark\": [\"" + name + "\"]}}"));
        try {
            events.putTargets(put -> put.rule(name)
                    .targets(target -> target.id("t")
                            .arn(arn)
                            .inputTransformer(
                                    input -> input.inputPathsMap(Map.of("mark", "$.detail.mark", "n", "$.detail.n"))
                                            .inputTemplate("{\"m\":<mark>,\"text\":\"<mark> <n>\"}"))));

            put(entry().detail("{\"mark\": \"other\"}"), entry().detail("{\"mark\": \"" + name + "\", \"n\": 7}"));

            assertThat(ContractTarget.received(sqs, queue).body())
                    .isEqualTo("{\"m\":\"" + name + "\",\"text\":\"" + name + " 7\"}");
        } finally {
            events.removeTargets(remove -> remove.rule(name).ids("t"));
            events.deleteRule(delete -> delete.name(name));
            sqs.deleteQueue(delete -> delete.queueUrl(queue));
        }
    }

    /// AWS requires a queue policy for EventBridge; ElasticMQ does not support policies.
    private static void allow(String queue, String arn) {
        if (ContractTarget.isGiven() && !arn.contains(":000000000000:")) {
            String policy = "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\","
                    + " \"Principal\": {\"Service\": \"events.amazonaws.com\"}, \"Action\": \"sqs:SendMessage\","
                    + " \"Resource\": \"" + arn + "\"}]}";
            sqs.setQueueAttributes(set -> set.queueUrl(queue).attributes(Map.of(QueueAttributeName.POLICY, policy)));
        }
    }
}
