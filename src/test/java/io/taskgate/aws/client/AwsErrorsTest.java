package io.taskgate.aws.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;

class AwsErrorsTest {

    private static DynamoDbException error(String code) {
        return (DynamoDbException) DynamoDbException.builder()
                .statusCode(400)
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode(code)
                        .errorMessage("Item size has exceeded the maximum allowed size")
                        .build())
                .build();
    }

    /// The body of the response was truncated. Found by the fault harness: it caused a NullPointerException
    /// and a 500.
    @Test
    void anErrorWithoutACodeIsNoRefusal() {
        DynamoDbException cut = error(null);

        assertThat(AwsErrors.code(cut)).isEmpty();
        assertThat(AwsErrors.isThrottling(cut)).isFalse();
        assertThat(AwsErrors.ofWrite(cut)).isSameAs(cut);
    }

    @Test
    void anItemThatIsTooLargeIsRefused() {
        assertThat(AwsErrors.ofWrite(error("ValidationException"))).isNotInstanceOf(DynamoDbException.class);
    }

    @Test
    void throttlingIsNoRefusal() {
        DynamoDbException throttled = error("ThrottlingException");

        assertThat(AwsErrors.ofWrite(throttled)).isSameAs(throttled);
        assertThat(AwsErrors.isThrottling(throttled)).isTrue();
    }
}
