package io.taskgate.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taskgate.standin.Ports;
import io.taskgate.standin.StandIns;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;

/// The AWS endpoint of the contract tests: the stand-ins in this JVM, or, with `-Dcontract.aws=given`, the
/// endpoint of the SDK's own configuration (endpoints, region and credentials from environment variables,
/// system properties or profiles), which may be AWS itself. All resources that the tests create have the
/// prefix `taskgate-contract-`.
final class ContractTarget {

    static final String PROPERTY = "contract.aws";
    static final String GIVEN = "given";

    private static final Optional<StandIns> STAND_INS = standIns();

    private ContractTarget() {}

    private static Optional<StandIns> standIns() {
        if (isGiven()) {
            return Optional.empty();
        }
        try {
            StandIns started = StandIns.start(Ports.FREE);
            Runtime.getRuntime().addShutdownHook(new Thread(started::close));
            return Optional.of(started);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static boolean isGiven() {
        return GIVEN.equals(System.getProperty(PROPERTY));
    }

    static <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C client(
            B builder, Function<StandIns, URI> endpoint) {
        builder.httpClient(Apache5HttpClient.create());
        STAND_INS.ifPresent(aws -> builder.endpointOverride(endpoint.apply(aws))
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("any", "thing"))));
        return builder.build();
    }

    /// Returns a unique name.
    static String name() {
        return "taskgate-contract-" + UUID.randomUUID().toString().substring(0, 13);
    }

    /// The role of state machines: `-Dcontract.role`, if the endpoint needs one.
    static String role() {
        return System.getProperty("contract.role", "arn:aws:iam::000000000000:role/local");
    }

    /// Checks that a call is rejected with one of these codes.
    static Consumer<Throwable> code(String... codes) {
        return thrown -> assertThat(thrown)
                .isInstanceOfSatisfying(
                        AwsServiceException.class,
                        error -> assertThat(error.awsErrorDetails().errorCode()).isIn((Object[]) codes));
    }

    /// Receives and deletes the next message.
    static Message received(SqsClient sqs, String queue) {
        Message message = await().atMost(Duration.ofSeconds(30))
                .until(
                        () -> sqs.receiveMessage(receive -> receive.queueUrl(queue)
                                        .waitTimeSeconds(5)
                                        .messageAttributeNames("All"))
                                .messages(),
                        messages -> !messages.isEmpty())
                .getFirst();
        sqs.deleteMessage(delete -> delete.queueUrl(queue).receiptHandle(message.receiptHandle()));
        return message;
    }
}
