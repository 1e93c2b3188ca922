package io.taskgate.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskgate.standin.StandIns;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.BatchEntryIdsNotDistinctException;
import software.amazon.awssdk.services.sqs.model.EmptyBatchRequestException;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;
import software.amazon.awssdk.services.sqs.model.ReceiptHandleIsInvalidException;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.TooManyEntriesInBatchRequestException;

/// Checks the SQS part of the contract.
class SqsContractTest {

    private static final int MEBIBYTE = 1_048_576;

    private static SqsClient sqs;
    private static String queue;

    @BeforeAll
    static void make() {
        sqs = ContractTarget.client(SqsClient.builder(), StandIns::sqs);
        queue = sqs.createQueue(create -> create.queueName(ContractTarget.name()))
                .queueUrl();
    }

    @AfterAll
    static void clear() {
        sqs.deleteQueue(delete -> delete.queueUrl(queue));
    }

    private static void send(String body) {
        sqs.sendMessage(send -> send.queueUrl(queue).messageBody(body));
    }

    @Test
    void aMessageOverAMebibyteDoesNotPass() {
        assertThatThrownBy(() -> send("x".repeat(MEBIBYTE + 1)))
                .satisfies(ContractTarget.code("InvalidParameterValue", "InvalidMessageContents"));
    }

    @Test
    void aMessageOfAMebibytePasses() {
        String body = "x".repeat(MEBIBYTE);
        send(body);

        assertThat(ContractTarget.received(sqs, queue).body()).isEqualTo(body);
    }

    @Test
    void aMessageHasNoControlCharacters() {
        assertThatThrownBy(() -> send("a\u0001b")).satisfies(ContractTarget.code("InvalidMessageContents"));
    }

    @Test
    void receivingHasItsLimits() {
        assertThatThrownBy(() ->
                        sqs.receiveMessage(receive -> receive.queueUrl(queue).maxNumberOfMessages(11)))
                .satisfies(ContractTarget.code("InvalidParameterValue", "ReadCountOutOfRange"));
        assertThatThrownBy(() ->
                        sqs.receiveMessage(receive -> receive.queueUrl(queue).waitTimeSeconds(21)))
                .satisfies(ContractTarget.code("InvalidParameterValue"));
    }

    @Test
    void aMessageIsHiddenForTwelveHoursAtMost() {
        assertThatThrownBy(() ->
                        sqs.receiveMessage(receive -> receive.queueUrl(queue).visibilityTimeout(43_201)))
                .satisfies(ContractTarget.code("InvalidParameterValue"));
    }

    @Test
    void aReceiptHandleMustBeOne() {
        assertThatThrownBy(
                        () -> sqs.deleteMessage(delete -> delete.queueUrl(queue).receiptHandle("none")))
                .isInstanceOf(ReceiptHandleIsInvalidException.class);
    }

    @Test
    void aQueueMustBeThere() {
        assertThatThrownBy(() ->
                        sqs.sendMessage(send -> send.queueUrl(queue + "-not").messageBody("a")))
                .isInstanceOf(QueueDoesNotExistException.class);
        assertThatThrownBy(() -> sqs.getQueueUrl(get -> get.queueName(ContractTarget.name())))
                .isInstanceOf(QueueDoesNotExistException.class);
    }

    @Test
    void aBatchHasAtMostTenEntries() {
        List<SendMessageBatchRequestEntry> eleven = IntStream.range(0, 11)
                .mapToObj(n -> SendMessageBatchRequestEntry.builder()
                        .id("e" + n)
                        .messageBody("a")
                        .build())
                .toList();
        assertThatThrownBy(
                        () -> sqs.sendMessageBatch(send -> send.queueUrl(queue).entries(eleven)))
                .isInstanceOf(TooManyEntriesInBatchRequestException.class);
    }

    @Test
    void aBatchHasDistinctIds() {
        SendMessageBatchRequestEntry entry =
                SendMessageBatchRequestEntry.builder().id("e").messageBody("a").build();
        assertThatThrownBy(
                        () -> sqs.sendMessageBatch(send -> send.queueUrl(queue).entries(Collections.nCopies(2, entry))))
                .isInstanceOf(BatchEntryIdsNotDistinctException.class);
    }

    @Test
    void aBatchIsNotEmpty() {
        assertThatThrownBy(
                        () -> sqs.sendMessageBatch(send -> send.queueUrl(queue).entries(List.of())))
                .isInstanceOf(EmptyBatchRequestException.class);
    }

    @Test
    void aMessageReceivedTooOftenGoesToTheDeadLetters() {
        String letters = sqs.createQueue(create -> create.queueName(ContractTarget.name()))
                .queueUrl();
        String arn = sqs.getQueueAttributes(get -> get.queueUrl(letters).attributeNames(QueueAttributeName.QUEUE_ARN))
                .attributes()
                .get(QueueAttributeName.QUEUE_ARN);
        String source = sqs.createQueue(create -> create.queueName(ContractTarget.name())
                        .attributes(Map.of(
                                QueueAttributeName.REDRIVE_POLICY,
                                "{\"deadLetterTargetArn\": \"" + arn + "\", \"maxReceiveCount\": 1}",
                                QueueAttributeName.VISIBILITY_TIMEOUT,
                                "1")))
                .queueUrl();
        sqs.sendMessage(send -> send.queueUrl(source).messageBody("poison"));
        List<Message> first = sqs.receiveMessage(
                        receive -> receive.queueUrl(source).waitTimeSeconds(10))
                .messages();
        assertThat(first).hasSize(1);

        assertThat(sqs.receiveMessage(receive -> receive.queueUrl(source).waitTimeSeconds(5))
                        .messages())
                .isEmpty();

        assertThat(ContractTarget.received(sqs, letters).body()).isEqualTo("poison");
        sqs.deleteQueue(delete -> delete.queueUrl(source));
        sqs.deleteQueue(delete -> delete.queueUrl(letters));
    }
}
