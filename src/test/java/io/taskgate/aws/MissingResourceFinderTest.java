package io.taskgate.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.taskgate.aws.client.AdapterFixture;
import io.taskgate.aws.sqs.SqsQueueClient;
import io.taskgate.testing.gateway.ExecutionFixture;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;

/// D10: a gateway started without its bucket or queue, and the log named neither.
class MissingResourceFinderTest {

    private static final URI NOWHERE = URI.create("http://127.0.0.1:1");

    private static List<String> missing(Map<String, String> buckets, String queue) {
        return missing(AdapterFixture.aws().s3(), AdapterFixture.aws().sqs(), buckets, queue);
    }

    private static List<String> missing(URI s3, URI sqs, Map<String, String> buckets, String queue) {
        try (S3Client store = ExecutionFixture.client(S3Client.builder().forcePathStyle(true), s3);
                SqsClient queues = ExecutionFixture.client(SqsClient.builder(), sqs)) {
            return new MissingResourceFinder(
                            store, new SqsQueueClient(queues, new SimpleMeterRegistry()), buckets, Optional.of(queue))
                    .missing();
        }
    }

    @Test
    void whatIsThereIsNotMissing() {
        assertThat(missing(Map.of("taskgate.aws.payloads.bucket", "taskgate-payloads"), "callback-events"))
                .isEmpty();
    }

    @Test
    void aMissingBucketAndAMissingQueueAreNamed() {
        assertThat(missing(
                        Map.of(
                                "taskgate.aws.payloads.bucket", "nosuch-payloads",
                                "taskgate.audit.s3.bucket", "nosuch-audit"),
                        "nosuch-queue"))
                .satisfiesExactly(
                        audit -> assertThat(audit)
                                .startsWith("taskgate.audit.s3.bucket: The bucket \"nosuch-audit\" does not exist."),
                        payloads -> assertThat(payloads)
                                .startsWith(
                                        "taskgate.aws.payloads.bucket: The bucket \"nosuch-payloads\" does not exist."),
                        queue -> assertThat(queue)
                                .startsWith("taskgate.events.queue: The queue \"nosuch-queue\" does not exist"));
    }

    @Test
    void aMissingQueueIsFoundByItsUrl() {
        String url = AdapterFixture.aws().sqs() + "/000000000000/nosuch-queue";

        assertThat(missing(Map.of(), url))
                .singleElement()
                .asString()
                .startsWith("taskgate.events.queue: The queue \"" + url + "\"");
    }

    @Test
    void anAwsThatDoesNotRespondMissesNothing() {
        assertThat(missing(NOWHERE, NOWHERE, Map.of("taskgate.aws.payloads.bucket", "nosuch-payloads"), "nosuch-queue"))
                .isEmpty();
    }
}
